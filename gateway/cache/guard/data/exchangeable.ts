import { wordGroups } from './word-list.ts'

/**
 * Words that ask for the same where two questions agree in everything else. They are no classes: `raise` may stand for `increase`
 * and for `bring up`, and these two for nothing of each other. What is a term of its own, a sibling or a narrower word is not here.
 */
export const exchangeable = wordGroups(`
fight/combat read/load soothe/calm plot/draw day/daytime divide/split net/network unclog/unblock clear/unclog job/role job/position role/position
post/position reply/respond reshape/pivot parcel/package end/close bug/error fault/error fault/defect crash/fail require/need necessary/required
necessary/needed mandatory/required obligatory/mandatory obligatory/required compulsory/mandatory compulsory/required permissible/allowed permitted/allowed
lawful/legal illegal/unlawful forbidden/prohibited forbidden/banned banned/prohibited toxic/poisonous harmful/damaging hazardous/harmful risk/danger
secure/safe cease/stop quit/stop terminate/end locate/find discover/find spot/notice notice/detect see/view view/show view/display display/show present/show
receive/get obtain/receive send/transmit deliver/send hand/give provide/give grant/give preserve/keep maintain/keep modify/change alter/change adjust/change
edit/change edit/modify amend/change tweak/adjust adapt/adjust customize/adapt customize/personalize relocate/move remove/strip wipe/clear discard/remove
empty/clear clean/cleanse link/connect attach/connect tie/link bind/link mix/blend mix/combine separate/split separate/divide detach/separate gather/get
collect/get assemble/build assemble/compile build/make construct/make form/make craft/write craft/create create/write produce/write pen/write author/write
develop/create design/create generate/write devise/create formulate/write prepare/write prepare/make prepare/create word/phrase phrase/formulate
word/formulate state/say express/say utter/say mention/say tell/say inform/tell notify/inform notify/tell alert/notify advise/tell announce/declare
explain/clarify clarify/describe illustrate/explain outline/describe outline/summarize depict/describe check/examine check/inspect inspect/examine
review/check check/test test/verify confirm/verify confirm/check ensure/make_sure ensure/guarantee assure/guarantee assess/evaluate judge/assess gauge/measure
grade/rate understand/grasp comprehend/understand comprehend/grasp learn/study master/learn recall/remember memorize/remember think/believe believe/assume
assume/suppose want/wish wish/desire want/desire try/attempt endeavor/try aim/intend plan/intend intend/mean permit/allow enable/allow let/allow let/permit
authorize/permit forbid/ban block/prevent stop/prevent hinder/prevent deter/prevent avoid/evade escape/avoid dodge/avoid lower/decrease reduce/decrease
cut/reduce cut/decrease drop/fall drop/decrease decline/fall decline/decrease fall/decrease shrink/reduce minimize/reduce grow/increase rise/grow climb/rise
expand/enlarge expand/extend extend/lengthen prolong/extend widen/broaden improve/better boost/improve strengthen/reinforce sharpen/hone polish/refine
refine/improve speed/velocity quicken/accelerate hasten/accelerate damage/harm hurt/harm hurt/damage hurt/ache ruin/spoil spoil/rot injure/harm cook/prepare
peel/skin stir/mix chill/cool refrigerate/chill heat/warm reheat/warm raise/grow repair/service patch/fix mend/fix restore/recover recover/retrieve
unfreeze/thaw begin/initiate trigger/start provoke/trigger cause/produce cause/bring result/lead affect/influence impact/affect influence/impact occur/arise
arise/emerge appear/emerge appear/show comprise/include tariff/fee repay/reimburse owner/proprietor landlord/lessor tenant/lessee hire/employ dismiss/sack
resign/quit coworker/colleague workmate/colleague teammate/colleague manager/boss wage/pay salary/pay earnings/income gathering/meeting agenda/schedule
timetable/schedule note/message piece/article headline/title heading/title tagline/slogan motto/slogan apology/sorry apologise/apologize thankful/grateful
gratitude/thanks polite/civil kind/nice friendly/warm cheerful/happy sad/unhappy angry/mad upset/angry worried/anxious nervous/anxious scared/afraid
tired/exhausted weird/strange odd/strange unusual/strange ordinary/normal normal/usual common/usual typical/usual typical/common general/common hard/tough
difficult/tough complicated/complex tricky/difficult simple/easy easy/straightforward effortless/easy quick/brief swift/quick prompt/quick gradual/slow
large/sizable sizeable/large tiny/minute massive/huge gigantic/huge enormous/huge giant/huge strong/powerful sturdy/robust robust/solid weak/feeble
fragile/delicate new/fresh recent/new modern/contemporary old/ancient outdated/obsolete old-fashioned/outdated cheap/low-cost costly/expensive
pricey/expensive costly/pricey expensive/dear entire/whole whole/complete total/entire entire/full exact/precise accurate/precise approximately/roughly
roughly/around approximately/around around/circa main/key key/essential primary/main clear/obvious vague/unclear unclear/ambiguous evident/clear
effective/successful successful/effective reliable/trustworthy dependable/trustworthy rapidly/fast swiftly/quickly slowly/gradually suddenly/abruptly
often/frequently frequently/regularly usually/typically normally/typically generally/usually rarely/infrequently maybe/perhaps possibly/maybe very/really
extremely/very highly/very completely/entirely totally/entirely fully/completely wholly/entirely automatically/by_itself manually/by_hand correctly/properly
properly/right correctly/right appropriately/properly also/too additionally/also besides/also however/but while/but although/but though/but though/although
while/whereas but/yet because/since within/inside inside/in beneath/under below/under underneath/under above/over via/through via/using method/approach
technique/approach method/procedure procedure/process process/method process/approach step/stage stage/phase phase/step rule/regulation law/legislation
statute/law guideline/rule policy/rule feature/trait characteristic/property difference/distinction similarity/resemblance likeness/similarity cause/source
origin/source origin/root source/root outcome/effect result/outcome result/consequence output/result answer/solution answer/response reply/answer solution/fix
question/query inquiry/question enquiry/inquiry example/sample instance/example illustration/example specimen/sample kind/sort type/sort category/type
category/class variety/kind form/type percentage/percent area/region zone/area district/area place/location site/location venue/place dwelling/home
motorway/highway freeway/highway truck/lorry engine/motor tyre/tire boot/trunk bonnet/hood windscreen/windshield petrol/gas tram/streetcar aeroplane/airplane
plane/airplane aircraft/plane cookie/biscuit crisps/chips sweets/candy soda/pop fridge/refrigerator tap/faucet trousers/pants jumper/sweater pullover/sweater
sneakers/trainers autumn/fall mum/mom nappy/diaper pram/stroller cot/crib doctor/gp medication/medicine medicine/medication pill/tablet illness/sickness
sickness/disease symptom/sign ache/pain painful/sore sore/aching flu/influenza shot/injection jab/shot vaccine/vaccination slim/thin skinny/thin child/kid
child/youngster teen/teenager teenager/adolescent infant/baby parents/folks friend/mate companion/friend student/learner pupil/learner lecturer/professor
tutor/teacher language/tongue vocabulary/lexicon term/expression phrase/expression drawing/sketch snapshot/photo song/tune team/squad money/funds fund/finance
finance/fund cost/expense expense/expenditure expenditure/spending spending/outlay income/earnings bankrupt/insolvent bankruptcy/insolvency buyer/purchaser
shopper/customer seller/merchant supplier/vendor company/business enterprise/business corporation/business goal/target target/aim objective/target aim/goal
goal/purpose labor/labour problem/difficulty difficulty/trouble issue/trouble matter/issue bug/issue error/problem idea/concept concept/notion notion/idea
thought/idea view/opinion opinion/belief stance/position viewpoint/opinion probability/likelihood likelihood/chance pc/machine phone/mobile mobile/cell
cellphone/mobile display/screen monitor/screen screen/display internet/web online/web net/internet website/page site/page webpage/page folder/dir document/doc
program/application app/program application/software program/software tool/utility plugin/extension plugin/add-on extension/add-on addon/extension bug/defect
glitch/bug fail/break failing/broken preference/setting shortcut/hotkey keystroke/shortcut terminal/command_line prompt/command_line prune/remove purge/delete
rename/retitle upgrade/update refresh/update refresh/reload renew/refresh execute/launch invoke/call call/run invoke/run loop/cycle repeat/loop parse/extract
format/formatting iterate/go_over traverse/walk walk/iterate sum/tot_up missing/lacking absent/lacking duplicate/repeat repeated/recurring redundant/duplicate
remote/distant local/nearby debug/troubleshoot diagnose/troubleshoot simulate/mimic emulate/simulate split/separate chunk/split uppercase/upper snippet/code
snippet/example graph/plot visual/chart field/attribute header/heading heading/header mean/signify mean/denote signify/denote prove/demonstrate
demonstrate/show demonstrate/prove shorten/condense condense/compress condense/summarize abridge/shorten trim/shorten soften/tone_down formal/official
official/formal casual/relaxed catchy/memorable punchy/catchy concise/compact short/concise brief/concise succinct/concise persuade/convince encourage/urge
urge/persuade congratulate/compliment praise/compliment complain/grumble complaint/grievance decline/refuse decline/reject turn_down/decline reach/arrive
reach/achieve leave/depart tour/visit travel/go book/reserve booking/reservation reserve/hold luggage/baggage suitcase/bag passport/travel_document
abroad/foreign foreign/overseas inhabitant/resident chief/head inventor/creator creator/maker maker/manufacturer discoverer/finder sunlight/light
rain/rainfall snow/snowfall animal/creature bug/insect mold/mould mildew/mold stain/spot smell/stink odour/smell dirt/grime begin/start begin/commence
finish/complete use/utilize buy/purchase help/assist need/require get/obtain obtain/acquire choose/pick choose/select show/display show/demonstrate
inform/notify happen/occur seem/appear allow/permit allow/let forbid/prohibit keep/retain gather/collect answer/respond inquire/enquire ascertain/determine
understand/comprehend remember/recollect improve/enhance increase/boost decrease/reduce reduce/lessen decrease/diminish discourage/dissuade repair/fix
repair/mend fix/mend injure/hurt modify/alter adjust/tweak quit/exit lend/loan teach/instruct examine/inspect evaluate/assess calculate/compute count/tally
predict/forecast arrange/organize categorize/classify write/compose speak/talk praise/commend refuse/decline live/reside build/construct grow/cultivate
eliminate/eradicate hide/conceal reveal/disclose protect/safeguard protect/shield recover/recuperate relieve/alleviate ease/alleviate ease/relieve
relax/unwind eat/consume defrost/thaw marinate/marinade tear/rip close/shut move/relocate jump/leap run/execute depart/leave achieve/attain accomplish/achieve
beat/defeat urinate/pee defecate/poop sweat/perspire burp/belch annoy/bother annoy/irritate scare/frighten cry/weep shout/yell argue/quarrel bicker/squabble
breastfeed/nurse erase/wipe erase/delete concatenate/concat deduplicate/dedupe troubleshoot/debug encrypt/encipher decrypt/decipher uninstall/deinstall
reboot/restart enroll/enrol fetch/retrieve conclude/end hurry/rush give/provide supply/provide summarize/recap reword/rephrase/paraphrase rewrite/redraft
imitate/mimic boast/brag trick/deceive/fool hate/loathe surprise/astonish amaze/astonish confuse/bewilder entertain/amuse fascinate/captivate comfort/console
socialize/mingle hoard/stockpile vanish/disappear influence/affect hinder/hamper impede/hinder disrupt/disturb oversee/supervise presume/assume suppose/assume
distinguish/differentiate exaggerate/overstate beg/plead suggest/propose recommend/advise warn/caution threaten/menace swear/curse promise/vow violate/breach
infringe/violate face/encounter solve/resolve disassemble/dismantle scold/reprimand refurbish/renovate error/mistake folder/directory subfolder/subdirectory
backpropagation/backprop enum/enumeration constructor/ctor touchpad/trackpad motherboard/mainboard phone/telephone programmer/coder coding/programming
kubernetes/k8s postgres/postgresql mongo/mongodb mssql/sqlserver javascript/js typescript/ts react/reactjs vue/vuejs regex/regexp database/db environment/env
config/configuration repo/repository directory/dir admin/administrator developer/dev library/lib parameter/param argument/arg boolean/bool info/information
spec/specification stats/statistics math/maths/mathematics lab/laboratory photo/photograph picture/pic movie/film max/maximum min/minimum average/avg
versus/vs approximately/approx kilometer/km kilogram/kg centimeter/cm millimeter/mm milliliter/ml ounce/oz teaspoon/tsp tablespoon/tbsp gigabyte/gb
megabyte/mb terabyte/tb kilobyte/kb millisecond/ms january/jan february/feb august/aug september/sept/sep october/oct november/nov december/dec
lawyer/attorney doctor/physician vet/veterinarian tenant/renter lift/elevator lorry/truck petrol/gasoline gearbox/transmission motorway/freeway
crossroads/intersection car/automobile motorbike/motorcycle bike/bicycle rubbish/trash stovetop/cooktop hob/cooktop couch/sofa curtains/drapes
bookshelf/bookcase spanner/wrench drywall/plasterboard/sheetrock gutter/eavestrough weedkiller/herbicide fall/autumn ladybug/ladybird rabbit/bunny
neuter/castrate cockroach/roach eggplant/aubergine zucchini/courgette arugula/rocket rutabaga/swede beet/beetroot candy/sweets yogurt/yoghurt doughnut/donut
chili/chilli omelet/omelette dinner/supper takeaway/takeout barbecue/bbq veg/vegetables flavor/taste smell/odor aroma/fragrance stench/stink hives/urticaria
chickenpox/varicella tetanus/lockjaw pinkeye/conjunctivitis collarbone/clavicle kneecap/patella shinbone/tibia breastbone/sternum windpipe/trachea
stomach/tummy hiccup/hiccough pimple/zit insomnia/sleeplessness nearsighted/shortsighted/myopic glasses/spectacles/eyeglasses painkiller/analgesic
acetaminophen/paracetamol epinephrine/adrenaline caesarean/cesarean pharmacy/drugstore abs/abdominals quads/quadriceps carb/carbohydrate sunscreen/sunblock
diaper/nappy stroller/pushchair pacifier/dummy crib/cot kid/child baby/infant adolescent/teenager mom/mum/mother dad/father grandma/grandmother/granny
grandpa/grandfather/granddad backpack/rucksack pupil/student exam/examination paycheck/paycheque atm/cashpoint shareholder/stockholder plaintiff/claimant
airplane/aeroplane/plane subway/metro railroad/railway taxi/cab abroad/overseas trip/journey seaside/seashore mailbox/letterbox mailman/postman
applicant/candidate company/firm headquarters/hq font/typeface recipient/addressee summary/synopsis slogan/tagline ad/advert/advertisement
profession/occupation telecommuting/telework benefit/advantage pro/advantage con/disadvantage drawback/disadvantage downside/drawback upside/advantage
problem/issue reason/cause purpose/aim way/method beginner/novice newbie/beginner friend/buddy/pal enemy/foe gift/present effect/impact courage/bravery
behavior/conduct weakness/shortcoming flaw/defect beginning/start midpoint/middle nearly/almost rarely/seldom usually/generally immediately/instantly
recently/lately soon/shortly accidentally/unintentionally deliberately/intentionally completely/entirely/totally partially/partly mainly/primarily
mainly/mostly exclusively/solely additionally/furthermore however/nevertheless although/though whether/if while/whilst among/amongst toward/towards until/till
regarding/concerning separately/individually someone/somebody anyone/anybody everyone/everybody perhaps/possibly definitely/certainly really/truly
easily/effortlessly cheaply/inexpensively legally/lawfully illegally/unlawfully yearly/annually annual/yearly forever/permanently quickly/rapidly/fast
incorrectly/wrongly fast/quick rapid/quick slow/sluggish easy/simple hard/difficult difficult/challenging crucial/vital needed/required
mandatory/compulsory/obligatory big/large small/little tiny/minuscule huge/enormous/gigantic wrong/incorrect cheap/inexpensive expensive/costly rich/wealthy
sick/ill tired/fatigued happy/glad afraid/scared/frightened jealous/envious shy/timid brave/courageous clever/intelligent stupid/dumb polite/courteous
rude/impolite honest/truthful strange/weird rare/uncommon similar/alike enough/sufficient extra/additional additional/further whole/entire vacant/unoccupied
obvious/evident fake/counterfeit genuine/authentic faulty/defective dangerous/hazardous lethal/deadly tasty/delicious bland/tasteless raw/uncooked
crispy/crisp tidy/neat messy/untidy loud/noisy slippery/slick blunt/dull slim/slender round/circular adjacent/neighboring inside/within rear/back
previous/preceding former/ex upcoming/forthcoming brief/short lengthy/long endless/infinite countless/innumerable numerous/many reliable/dependable
useful/helpful suitable/appropriate unsuitable/inappropriate allowed/permitted legal/lawful unfair/unjust unemployed/jobless deceased/dead alive/living
drunk/intoxicated pregnant/expecting swollen/puffy sleepy/drowsy nauseous/queasy wireless/cordless unlimited/limitless unavoidable/inevitable
unforeseen/unexpected improbable/unlikely feasible/doable achievable/attainable understandable/comprehensible readable/legible illegible/unreadable
editable/modifiable immutable/unchangeable customizable/configurable lonely/lonesome stubborn/obstinate picky/fussy bossy/domineering curious/inquisitive
hardworking/industrious stingy/miserly frugal/thrifty careful/cautious careless/sloppy nice/pleasant ugly/unattractive funny/amusing scary/frightening
annoying/irritating exhausting/tiring confusing/bewildering convenient/handy complex/complicated color/colour favor/favour favorite/favourite honor/honour
neighbor/neighbour rumor/rumour odor/odour humor/humour behavior/behaviour flavor/flavour harbor/harbour vapor/vapour molding/moulding center/centre
theater/theatre meter/metre liter/litre fiber/fibre kilometer/kilometre centimeter/centimetre millimeter/millimetre caliber/calibre catalog/catalogue
dialog/dialogue analog/analogue defense/defence offense/offence license/licence practice/practise gray/grey plow/plough aluminum/aluminium mustache/moustache
pajamas/pyjamas skeptical/sceptical jewelry/jewellery traveler/traveller traveling/travelling modeling/modelling labeling/labelling canceling/cancelling
counselor/counsellor fulfill/fulfil installment/instalment enrollment/enrolment skillful/skilful judgment/judgement acknowledgment/acknowledgement
aging/ageing program/programme artifact/artefact anesthesia/anaesthesia anemia/anaemia diarrhea/diarrhoea estrogen/oestrogen leukemia/leukaemia
hemorrhoids/haemorrhoids hemoglobin/haemoglobin orthopedic/orthopaedic pediatric/paediatric pediatrician/paediatrician fetus/foetus edema/oedema
celiac/coeliac gynecologist/gynaecologist maneuver/manoeuvre encyclopedia/encyclopaedia cozy/cosy disk/disc adviser/advisor inquiry/enquiry
fertilizer/fertiliser tumor/tumour armor/armour parlor/parlour rigor/rigour savory/savoury colorful/colourful colored/coloured glamor/glamour sulfur/sulphur
whiskey/whisky ax/axe sizable/sizeable likable/likeable usable/useable dreamed/dreamt learned/learnt burned/burnt spelled/spelt spilled/spilt spoiled/spoilt
leaned/leant afterward/afterwards backward/backwards forward/forwards upward/upwards downward/downwards focused/focussed benefited/benefitted
matrices/matrixes indices/indexes appendices/appendixes formulas/formulae cactuses/cacti ok/okay normalize/normalise optimize/optimise serialize/serialise
initialize/initialise prioritize/prioritise customize/customise authorize/authorise categorize/categorise summarize/summarise visualize/visualise
standardize/standardise minimize/minimise maximize/maximise tokenize/tokenise vectorize/vectorise parallelize/parallelise synchronize/synchronise
randomize/randomise memoize/memoise localize/localise internationalize/internationalise finalize/finalise capitalize/capitalise generalize/generalise
specialize/specialise organize/organise realize/realise recognize/recognise apologize/apologise criticize/criticise emphasize/emphasise
characterize/characterise humanize/humanise monetize/monetise sanitize/sanitise sterilize/sterilise stabilize/stabilise modernize/modernise utilize/utilise
hospitalize/hospitalise socialize/socialise memorize/memorise fertilize/fertilise moisturize/moisturise amortize/amortise itemize/itemise digitize/digitise
anonymize/anonymise containerize/containerise virtualize/virtualise factorize/factorise quantize/quantise analyze/analyse paralyze/paralyse catalyze/catalyse
internationalization/i18n localization/l10n accessibility/a11y organization/organisation optimization/optimisation normalization/normalisation
visualization/visualisation serialization/serialisation initialization/initialisation synchronization/synchronisation authorization/authorisation
standardization/standardisation normalize/normalization optimize/optimization serialize/serialization deserialize/deserialization initialize/initialization
prioritize/prioritization customize/customization authorize/authorization categorize/categorization visualize/visualization standardize/standardization
minimize/minimization tokenize/tokenization vectorize/vectorization parallelize/parallelization synchronize/synchronization memoize/memoization
localize/localization stabilize/stabilization sterilize/sterilization utilize/utilization memorize/memorization fertilize/fertilization amortize/amortization
anonymize/anonymization digitize/digitization containerize/containerization virtualize/virtualization quantize/quantization factorize/factorization
summarize/summarization randomize/randomization maximize/maximization capitalize/capitalization immunize/immunization hospitalize/hospitalization
accept/acceptance achieve/achievement acquire/acquisition activate/activation adjust/adjustment adopt/adoption advertise/advertising aggregate/aggregation
allocate/allocation analyze/analysis animate/animation annotate/annotation announce/announcement approve/approval arrange/arrangement arrive/arrival
assess/assessment attend/attendance authenticate/authentication automate/automation behave/behavior calculate/calculation calibrate/calibration
cancel/cancellation celebrate/celebration choose/choice classify/classification collaborate/collaboration communicate/communication compare/comparison
compile/compilation complain/complaint compress/compression compute/computation concatenate/concatenation conclude/conclusion configure/configuration
confirm/confirmation connect/connection consume/consumption contribute/contribution convert/conversion cooperate/cooperation correlate/correlation
create/creation decide/decision decompose/decomposition decorate/decoration decrypt/decryption deduct/deduction deduplicate/deduplication define/definition
delete/deletion deliver/delivery demonstrate/demonstration depart/departure deploy/deployment deprecate/deprecation depreciate/depreciation derive/derivation
describe/description destroy/destruction detect/detection develop/development diagnose/diagnosis differentiate/differentiation discuss/discussion
disinfect/disinfection dispose/disposal divide/division donate/donation educate/education eliminate/elimination employ/employment encapsulate/encapsulation
encode/encoding encrypt/encryption enroll/enrollment estimate/estimation evaluate/evaluation evaporate/evaporation evict/eviction execute/execution
expand/expansion explain/explanation explore/exploration fail/failure ferment/fermentation filter/filtering germinate/germination hydrate/hydration
identify/identification illustrate/illustration implement/implementation improve/improvement inherit/inheritance inject/injection inspect/inspection
install/installation instantiate/instantiation insulate/insulation integrate/integration interact/interaction interpolate/interpolation
interpret/interpretation introduce/introduction invest/investment investigate/investigation invite/invitation irrigate/irrigation iterate/iteration
liquidate/liquidation maintain/maintenance manage/management manipulate/manipulation meditate/meditation migrate/migration modify/modification
motivate/motivation multiply/multiplication mutate/mutation navigate/navigation negotiate/negotiation notify/notification obfuscate/obfuscation
paginate/pagination parse/parsing participate/participation pollinate/pollination prepare/preparation prescribe/prescription preserve/preservation
prevent/prevention promote/promotion pronounce/pronunciation propagate/propagation propose/proposal protect/protection prune/pruning publish/publication
punish/punishment recommend/recommendation reconcile/reconciliation recover/recovery recruit/recruitment reduce/reduction refuse/refusal regulate/regulation
rehabilitate/rehabilitation reimburse/reimbursement reject/rejection relocate/relocation remove/removal renew/renewal renovate/renovation replace/replacement
replicate/replication reproduce/reproduction resign/resignation restore/restoration restrict/restriction retain/retention retire/retirement retrieve/retrieval
revise/revision rotate/rotation separate/separation settle/settlement simplify/simplification simulate/simulation solve/solution specify/specification
submit/submission subscribe/subscription subtract/subtraction succeed/success suggest/suggestion supervise/supervision suppress/suppression survive/survival
terminate/termination transcribe/transcription translate/translation transplant/transplantation transpose/transposition traverse/traversal tune/tuning
vaccinate/vaccination validate/validation ventilate/ventilation verify/verification violate/violation withdraw/withdrawal accelerate/acceleration
adapt/adaptation apologize/apology certify/certification cite/citation compete/competition complete/completion conserve/conservation consult/consultation
contaminate/contamination deceive/deception defend/defense deport/deportation dilute/dilution disclose/disclosure discriminate/discrimination
dismiss/dismissal elect/election emigrate/emigration immigrate/immigration expose/exposure exfoliate/exfoliation fluctuate/fluctuation
incorporate/incorporation infect/infection innovate/innovation insert/insertion isolate/isolation litigate/litigation lubricate/lubrication mediate/mediation
nominate/nomination oxidize/oxidation persuade/persuasion plagiarize/plagiarism procrastinate/procrastination postpone/postponement procure/procurement
prosecute/prosecution redirect/redirection rehearse/rehearsal repeat/repetition retaliate/retaliation summarize/summary urinate/urination emphasize/stress
circumvent/bypass television/tv
`)
