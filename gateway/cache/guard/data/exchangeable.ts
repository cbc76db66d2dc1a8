import { wordGroups } from './word-list.ts'

/**
 * Words that ask for the same where two questions agree in everything else. They are no classes: `raise` may stand for `increase`
 * and for `bring up`, and these two for nothing of each other. What is a term of its own, a sibling or a narrower word is not here.
 */
export const exchangeable = wordGroups(`
fight/combat soothe/calm plot/draw day/daytime divide/split net/network
unclog/unblock clear/unclog job/role job/position role/position post/position reply/respond reshape/pivot
parcel/package end/close bug/error fault/error fault/defect crash/fail require/need necessary/required necessary/needed mandatory/required obligatory/mandatory
obligatory/required compulsory/mandatory compulsory/required permissible/allowed permitted/allowed lawful/legal illegal/unlawful forbidden/prohibited
forbidden/banned banned/prohibited toxic/poisonous harmful/damaging hazardous/harmful risk/danger secure/safe
cease/stop quit/stop terminate/end
locate/find discover/find spot/notice notice/detect see/view view/show view/display display/show present/show
receive/get obtain/receive
send/transmit deliver/send hand/give provide/give grant/give
preserve/keep maintain/keep
modify/change alter/change adjust/change edit/change edit/modify amend/change tweak/adjust adapt/adjust customize/adapt customize/personalize
relocate/move
 
remove/strip wipe/clear discard/remove
empty/clear clean/cleanse
link/connect attach/connect tie/link bind/link mix/blend mix/combine
separate/split separate/divide detach/separate
gather/get collect/get assemble/build assemble/compile
build/make construct/make form/make craft/write craft/create create/write produce/write pen/write author/write develop/create design/create generate/write devise/create formulate/write prepare/write prepare/make prepare/create
word/phrase phrase/formulate word/formulate state/say express/say utter/say mention/say tell/say inform/tell notify/inform notify/tell alert/notify advise/tell announce/declare
explain/clarify clarify/describe illustrate/explain outline/describe outline/summarize depict/describe
check/examine check/inspect inspect/examine review/check check/test test/verify confirm/verify confirm/check ensure/make_sure ensure/guarantee assure/guarantee
assess/evaluate judge/assess gauge/measure grade/rate
understand/grasp comprehend/understand comprehend/grasp learn/study master/learn
recall/remember memorize/remember
think/believe believe/assume assume/suppose
want/wish wish/desire want/desire
try/attempt endeavor/try aim/intend plan/intend intend/mean
permit/allow enable/allow let/allow let/permit authorize/permit forbid/ban block/prevent stop/prevent hinder/prevent deter/prevent
avoid/evade escape/avoid dodge/avoid
lower/decrease reduce/decrease cut/reduce cut/decrease drop/fall drop/decrease decline/fall decline/decrease fall/decrease shrink/reduce minimize/reduce
grow/increase rise/grow climb/rise expand/enlarge expand/extend extend/lengthen prolong/extend widen/broaden
improve/better boost/improve strengthen/reinforce sharpen/hone polish/refine refine/improve
speed/velocity quicken/accelerate hasten/accelerate
damage/harm hurt/harm hurt/damage hurt/ache ruin/spoil spoil/rot injure/harm
cook/prepare peel/skin stir/mix chill/cool refrigerate/chill heat/warm reheat/warm
raise/grow
repair/service patch/fix mend/fix restore/recover recover/retrieve
unfreeze/thaw
begin/initiate trigger/start provoke/trigger
cause/produce cause/bring result/lead affect/influence impact/affect influence/impact
occur/arise arise/emerge appear/emerge appear/show
comprise/include
 
tariff/fee
repay/reimburse
owner/proprietor landlord/lessor tenant/lessee
hire/employ dismiss/sack resign/quit
coworker/colleague workmate/colleague teammate/colleague manager/boss
wage/pay salary/pay earnings/income
gathering/meeting agenda/schedule timetable/schedule
note/message piece/article
headline/title heading/title
tagline/slogan motto/slogan
apology/sorry apologise/apologize thankful/grateful gratitude/thanks
polite/civil kind/nice friendly/warm cheerful/happy sad/unhappy angry/mad upset/angry worried/anxious nervous/anxious scared/afraid tired/exhausted
weird/strange odd/strange unusual/strange ordinary/normal normal/usual common/usual typical/usual typical/common general/common
hard/tough difficult/tough complicated/complex tricky/difficult simple/easy easy/straightforward effortless/easy
quick/brief swift/quick prompt/quick gradual/slow
large/sizable sizeable/large tiny/minute massive/huge gigantic/huge enormous/huge giant/huge
strong/powerful sturdy/robust robust/solid weak/feeble fragile/delicate
new/fresh recent/new modern/contemporary old/ancient outdated/obsolete old-fashioned/outdated
cheap/low-cost costly/expensive pricey/expensive costly/pricey expensive/dear
entire/whole whole/complete total/entire entire/full
exact/precise accurate/precise approximately/roughly roughly/around approximately/around around/circa
main/key key/essential primary/main
clear/obvious vague/unclear unclear/ambiguous evident/clear
effective/successful successful/effective
reliable/trustworthy dependable/trustworthy
rapidly/fast swiftly/quickly slowly/gradually suddenly/abruptly
often/frequently frequently/regularly usually/typically normally/typically generally/usually rarely/infrequently
maybe/perhaps possibly/maybe
very/really extremely/very highly/very
completely/entirely totally/entirely fully/completely wholly/entirely
automatically/by_itself manually/by_hand
 
correctly/properly properly/right correctly/right appropriately/properly
also/too additionally/also besides/also
however/but while/but although/but though/but though/although while/whereas but/yet
 
because/since
within/inside inside/in
beneath/under below/under underneath/under above/over
via/through via/using
method/approach technique/approach method/procedure procedure/process process/method process/approach
step/stage stage/phase phase/step
rule/regulation law/legislation statute/law guideline/rule policy/rule
feature/trait characteristic/property
difference/distinction similarity/resemblance likeness/similarity
cause/source origin/source origin/root source/root
outcome/effect result/outcome result/consequence output/result
answer/solution answer/response reply/answer solution/fix
question/query inquiry/question enquiry/inquiry
example/sample instance/example illustration/example specimen/sample
kind/sort type/sort category/type category/class variety/kind form/type
 
percentage/percent
area/region zone/area district/area
place/location site/location venue/place
dwelling/home
motorway/highway freeway/highway
truck/lorry engine/motor tyre/tire boot/trunk bonnet/hood windscreen/windshield petrol/gas
tram/streetcar
aeroplane/airplane plane/airplane aircraft/plane
cookie/biscuit crisps/chips sweets/candy soda/pop fridge/refrigerator tap/faucet
trousers/pants jumper/sweater pullover/sweater sneakers/trainers
autumn/fall mum/mom nappy/diaper pram/stroller cot/crib
doctor/gp medication/medicine medicine/medication pill/tablet
illness/sickness sickness/disease symptom/sign
ache/pain painful/sore sore/aching
flu/influenza shot/injection jab/shot vaccine/vaccination
slim/thin skinny/thin
child/kid child/youngster teen/teenager teenager/adolescent infant/baby
 
parents/folks
friend/mate companion/friend
student/learner pupil/learner lecturer/professor tutor/teacher
 
language/tongue vocabulary/lexicon term/expression phrase/expression
 
drawing/sketch snapshot/photo
song/tune
team/squad
money/funds fund/finance finance/fund cost/expense expense/expenditure expenditure/spending spending/outlay income/earnings
bankrupt/insolvent bankruptcy/insolvency
 
buyer/purchaser shopper/customer seller/merchant supplier/vendor
company/business enterprise/business corporation/business
 
goal/target target/aim objective/target aim/goal goal/purpose
labor/labour
problem/difficulty difficulty/trouble issue/trouble matter/issue bug/issue error/problem
idea/concept concept/notion notion/idea thought/idea
view/opinion opinion/belief stance/position viewpoint/opinion
probability/likelihood likelihood/chance
pc/machine phone/mobile mobile/cell cellphone/mobile
display/screen monitor/screen screen/display
internet/web online/web net/internet website/page site/page webpage/page
folder/dir document/doc
program/application app/program application/software program/software tool/utility
plugin/extension plugin/add-on extension/add-on addon/extension
 
bug/defect glitch/bug
fail/break failing/broken
preference/setting
shortcut/hotkey keystroke/shortcut
 
terminal/command_line prompt/command_line
prune/remove purge/delete
rename/retitle
upgrade/update refresh/update refresh/reload renew/refresh
execute/launch invoke/call call/run invoke/run
loop/cycle repeat/loop
parse/extract
format/formatting
iterate/go_over traverse/walk walk/iterate
 
 
 
sum/tot_up
 
 
missing/lacking absent/lacking
duplicate/repeat repeated/recurring redundant/duplicate

remote/distant local/nearby
 
debug/troubleshoot diagnose/troubleshoot
simulate/mimic emulate/simulate
split/separate chunk/split
uppercase/upper
snippet/code snippet/example
graph/plot visual/chart
field/attribute
header/heading heading/header
 

mean/signify mean/denote signify/denote
prove/demonstrate demonstrate/show demonstrate/prove
 
shorten/condense condense/compress condense/summarize abridge/shorten trim/shorten
 
soften/tone_down
formal/official official/formal casual/relaxed
catchy/memorable punchy/catchy
concise/compact short/concise brief/concise succinct/concise
persuade/convince encourage/urge urge/persuade
congratulate/compliment praise/compliment
complain/grumble complaint/grievance
decline/refuse decline/reject turn_down/decline
 
 
reach/arrive reach/achieve leave/depart
tour/visit
travel/go
book/reserve booking/reservation reserve/hold
luggage/baggage suitcase/bag
passport/travel_document
abroad/foreign foreign/overseas
 
inhabitant/resident
chief/head
 
inventor/creator creator/maker maker/manufacturer
discoverer/finder
sunlight/light
 
 
rain/rainfall snow/snowfall
 
animal/creature
 
bug/insect
mold/mould mildew/mold
stain/spot
smell/stink odour/smell
dirt/grime
`)
