import { firstOfGroup, wordSet } from './word-list.ts'

/**
 * Words that can stand for one another in a question without changing its answer. A word stands in one group at most, and an
 * underscore is a space. What is merely near is not here: a missing synonym costs a hit, a wrong one gives a wrong answer.
 */
export const synonyms = firstOfGroup(`
remove/delete/erase/eliminate/removal/deletion/elimination/get_rid_of get/obtain/retrieve/find/locate/retrieval/look_up/fetch
calculate/compute/determine/calculation/computation/determination/work_out/figure_out show/display create/make/generate/produce/construct/creation/generation/come_up_with
write/draft/compose fix/repair/resolve/solve/troubleshoot/solution begin/start/commence/beginning
end/finish/conclude big/large/huge small/little/tiny average/arithmetic_mean define/definition/meaning/signify
differ/difference/different/distinguish/distinction compare/comparison describe/explain/description/explanation/elaborate_on
summarize/summary/summarization/sum_up/recap/give_a_summary_of rewrite/rephrase/reword/paraphrase/reformulate/rewording translate/translation/translating
convert/transform/turn_into/conversion/transformation/change_into verify/check/verification select/choose/pick/selection
buy/purchase film/movie/motion_picture doctor/physician car/automobile lawyer/attorney/solicitor country/nation directory/folder/dir
text/passage e-mail/email picture/image/photo/photograph company/firm/corporation employee/worker child/kid
fast/quick/rapid/speedy quickly/rapidly rich/wealthy famous/well-known/renowned
happen/occur/occurrence/take_place use/utilize/usage/make_use_of need/require/requirement help/assist/aid/assistance
allow/permit/let prevent/avoid/prevention/avoidance install/installation uninstall/uninstallation
configure/configuration/setup/set_up/config cause/reason/lead_to advantage/benefit/pro/upside disadvantage/drawback/con/downside
effect/impact/consequence tip/advice/suggestion/recommendation/recommend/suggest/advise
important/significant/essential/crucial/vital importance/significance method/technique purpose/aim
shop/store price/cost illness/disease/sickness city/town population/inhabitants/number_of_people/number_of_inhabitants
invent/invention/inventor discover/discovery/discoverer author/writer establish/founder/founding/founded/establishment
paint/painter create_a_backup/back_up yearly/annual/annually
sort/sorting/order_by/arrange concatenate/concatenation/concat merge/combine duplicate/repeated unique/distinct
exit/quit close/shut respond/reply/response
holiday/vacation elevator/lift gasoline/petrol
phone/telephone mobile_phone/cell_phone/cellphone/smartphone television/tv refrigerator/fridge bicycle/bike airplane/aircraft
computer/pc username/user_name password/passcode login/log_in/sign_in/signin/log_on/logon logout/log_out/sign_out/signout
register/sign_up/signup/registration parameter/param argument/arg database/db repository/repo
environment/env variable/var application/app information/info math/mathematics/maths
exam/examination teacher/instructor pupil/student function/func
enlarge/enlargement extract/extraction/unpack clear/flush ad/advert/advertisement detect/identify/spot/detection replace/replacement/substitute/substitution rename/renaming
iterate/loop/iteration/traverse/loop_over/loop_through/iterate_over/iterate_through/go_through count/number_of/total_number_of/counting/tally sum/total/add_up split/break_up multiply/multiplication divide/division
subtract/subtraction validate/validation implement/implementation deploy/deployment
compress/compression encrypt/encryption decrypt/decryption authenticate/authentication authorize/authorization serialize/serialization
initialize/initialization/instantiate declare/declaration debug/debugging optimize/optimization
improve/enhance/improvement/enhancement increase/boost reduce/decrease/lower/reduction/cut_down/lessen
handle/deal_with/cope_with discuss/discussion analyze/analysis visualize/visualization plot/graph/chart
predict/forecast/prediction estimate/estimation classify/classification/categorize/categorization
proofread/proof_read pronounce/pronunciation spell/spelling
travel/trip/journey treat/treatment cure/remedy diagnose/diagnosis vaccinate/vaccination
resign/resignation/step_down terminate/termination negotiate/negotiation motivate/motivation
pay/payment invest/investment approve/approval refuse/refusal reject/rejection cancel/cancellation/call_off
postpone/put_off/delay arrive/arrival depart/departure assassinate/assassination elect/election
die/pass_away/decease/death marry/wed
destroy/destruction measure/measurement distribute/distribution
antonym/opposite headquarters/hq/head_office capital/capital_city
deadline/due_date salary/wage colleague/coworker/co-worker/fellow_worker boss/supervisor
sue/file_a_lawsuit_against lawsuit/legal_action startup/start-up webpage/web_page website/web_site/site
online/on_the_internet short/brief/concise/succinct/shortly briefly/in_brief/succinctly
polite/courteous politely/courteously professional/businesslike informal/casual
humorous/funny persuasive/convincing beginner/novice/newbie expert/specialist type/kind
part/portion main/principal/chief various/diverse
mistake/error wrong/incorrect/erroneous right/correct/accurate
speed_up/accelerate/make_faster slow_down/decelerate connect/connection disconnect/disconnection
undo/roll_back/rollback discard/throw_away transpose/transposition invert/inversion
reverse/reversal/flip string/str integer/int boolean/bool character/char
run/execute/execution retry/try_again schedule/scheduling
exercise/workout dict/dictionary soothe/calm mock/fake protect/protection/safeguard defend/defense attack/assault
behave/behavior grow/growth move/movement believe/belief know/knowledge
ill/sick tired/weary/fatigued angry/mad happy/glad afraid/scared beautiful/pretty intelligent/smart/clever
difficult/tough/hard easy/simple/straightforward cheap/inexpensive expensive/costly/pricey
strange/weird/odd typical/usual usually/typically/normally/generally often/frequently
rarely/seldom approximately/roughly/approx entire/whole/complete completely/fully/entirely
immediately/right_away/at_once automatically/auto manually/by_hand simultaneously/at_the_same_time/concurrently
plant-based/vegan_friendly letter/missive blank/empty live/reside contain/hold include/comprise
change/modify/alter/modification adjust/tweak speak/talk
publish/publication release/rollout develop/development manage/management govern/governance educate/education
consume/consumption transmit/transmission permission/authorisation decide/decision
respire/respiration evaporate/evaporation pollute/pollution migrate/migration explode/explosion
ensure/make_sure/make_certain insert/put_in add/include_in append/add_to_the_end
print/output view/look_at/see understand/comprehend/understanding learn/study start_up/boot rise/go_up fall/come_down/go_down search/look_for launch/open_up
tall/high own/possess hotel/inn meeting/mtg apologize/apology/say_sorry/apologise thank/thank-you complain/complaint
invite/invitation congratulate/congratulation remind/reminder announce/announcement introduce/introduction request/ask_for
instruct/instruction guide/tutorial steps/procedure component/constituent ingredient
`)

/** Attributes that are looked up and computed alike: to get, find or calculate one is the same. */
export const computedAttributes = wordSet(`
average sum count length size area volume perimeter circumference radius diameter percentage percent median mode variance deviation standard_deviation range
maximum minimum max min differ distance duration age ratio rate interest slope intercept correlation covariance probability factorial remainder
quotient product sqrt root gcd lcm determinant inverse eigenvalue derivative integral limit logarithm quartile percentile quantile rank index frequency
weight height depth width temperature density force energy power voltage current resistance bmi margin profit revenue tax price
income npv irr roi yield balance growth score day hour minute week month year value date
`)

/** Verbs that mean the same where what they act on is a computed attribute. */
export const lookUpVerbs: ReadonlySet<string> = new Set(['get', 'calculate'])

/** Texts and programs: to create one is to write it. */
export const writtenThings = wordSet(`
e-mail letter message function query script program code essay story poem article report summarize paragraph sentence note memo review blog post tweet
caption speech song lyric regex formula macro class statement joke haiku resume cv proposal plan outline describe bio
biography ad slogan headline title list checklist invite remind announce respond dialogue sql snippet
readme documentation changelog prompt template quiz agenda apologize complain introduce conclusion abstract thesis request
`)
