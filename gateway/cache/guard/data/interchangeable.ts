import { wordGroups } from './word-list.ts'

/**
 * Words that WordNet 3.1 holds for the same: those of the 9,000 most common that share a synset, which is among the first two senses
 * of both and stands for at least half of the uses of each in its tagged texts, and that are no antonyms. What is a term of computing,
 * money or medicine, and what names a thing of its own, was struck out by hand; a few pairs were added. Every word of a group can
 * replace every other one. Unlike those of `synonyms.ts`, the groups are no classes: a word may stand in several of them.
 * Licence: NOTICE. Source: https://wordnet.princeton.edu
 */
export const interchangeable = wordGroups(`
acclaim/hail accomplish/fulfill accomplishment/achievement achieve/attain acquiesce/assent adopt/espouse adorn/decorate afterward/afterwards/subsequently
agency/bureau agree/concur aid/assist/help ailment/complaint airplane/plane allocate/apportion amaze/astound amazed/astonished amazement/astonishment
amazing/astonishing ammo/ammunition amorphous/shapeless amplify/magnify annoy/irritate annoyance/irritation answer/reply antagonist/opponent apparent/evident
appease/pacify ardor/zeal ascertain/determine ascribe/impute assail/assault assistance/help attempt/try attorney/lawyer author/writer automobile/car baby/infant
basement/cellar basically/essentially/fundamentally bask/enjoy/savor bawl/bellow beg/implore behavior/conduct belie/contradict bewilder/puzzle big/large
blazing/glaring bogus/fake/phony breadth/width broad/wide buy/purchase calculate/compute calculation/computation calm/composure catalog/catalogue
cemetery/graveyard chance/opportunity characteristic/feature cheap/inexpensive chide/rebuke/scold chief/main/principal chiefly/mainly/primarily
child/kid/youngster choose/select chortle/chuckle clamor/din clarity/clearness classroom/schoolroom clumsy/ungainly collaborate/cooperate colossal/prodigious
commonly/normally/usually compel/oblige compete/vie complete/finish completely/totally consequence/effect consequent/resultant constantly/invariably
construe/interpret contempt/scorn contend/postulate correct/right couch/sofa countless/myriad country/nation creak/squeak cringe/flinch/wince crouch/stoop
cuddle/nestle/snuggle cultivate/grow cure/remedy curtail/restrict curved/curving dad/papa damp/moist decrease/diminish/lessen decrease/lessening dedicate/devote
deduct/subtract defender/guardian defer/postpone deficiency/lack defy/withstand delight/please dependable/reliable deserve/merit despise/disdain/scorn
destiny/fate destroy/ruin detonate/explode devise/invent diarrhea/diarrhoea diary/journal dictatorship/tyranny die/perish differentiate/distinguish
differentiation/distinction difficult/hard dingy/grimy dirt/soil dirty/soiled disappear/vanish disregard/snub distressing/disturbing doctor/physician
draped/wrapped dreadful/frightening/terrible dusk/nightfall duty/obligation duty/responsibility dweller/inhabitant earthquake/quake easily/easy
elaborate/expound elevate/lift employ/use/utilize enact/ordain enclose/envelop encroachment/intrusion endanger/jeopardize endeavor/strive enormous/tremendous
entirely/totally epic/heroic epoch/era error/mistake erudite/learned especially/particularly evade/sidestep/skirt eventually/finally exalt/glorify
examination/scrutiny exceed/transcend excess/surplus exemplify/illustrate exercise/workout exultant/triumphant eyelid/lid famed/famous fatigue/weariness
feasible/practicable/workable fervent/impassioned fireplace/hearth flourish/thrive forbid/prohibit forest/woods fortify/strengthen fortune/luck foyer/lobby
frighten/scare frightened/scared frightful/horrible fringe/periphery frustrate/thwart fumble/grope furnish/provide/supply gaiety/merriment gasp/pant gaze/stare
gesticulate/gesture glare/glower glint/glisten/glitter grammatic/grammatical grandeur/splendor grandmother/granny grave/tomb grin/smile groan/moan hall/hallway
happen/occur harvest/reap hobble/limp howl/wail huge/immense/vast hunch/suspicion hypothesize/speculate ill/sick illuminate/illumine immediately/instantly
impudent/insolent impulse/urge incite/motivate/prompt inclination/tendency inescapable/unavoidable inhabit/populate injure/wound instruct/teach
instructor/teacher intelligible/understandable intention/purpose jeer/scoff job/occupation jump/leap kingdom/realm lately/recently laugh/laughter lend/loan
lengthy/prolonged lifelike/vivid likewise/similarly little/small locality/neighborhood/vicinity longing/yearning look/seem lurch/reel/stagger mama/mamma
manpower/men market/marketplace marry/wed marvelous/wonderful/wondrous meditate/muse/ponder melody/tune menace/threat mend/repair mumble/mutter
necessitate/need/require needed/required news/tidings nudge/prod obscure/vague odor/smell ominous/sinister optimal/optimum own/possess partially/partly
peculiar/queer penalize/punish penalty/punishment perfume/scent perhaps/possibly phone/telephone plod/trudge poignant/touching proficient/skillful pupil/student
quick/speedy rarely/seldom reasonable/sensible rebellion/revolt rebut/refute recede/retreat recollect/remember recollection/remembrance recreate/vivify
reiterate/repeat retaliation/revenge revere/worship rite/ritual roam/stray/wander roar/thunder salary/wage savage/vicious scamper/scuttle scream/shriek
scream/yell screech/squeak serpent/snake shop/store shout/yell slanting/sloping slender/slim spire/steeple squirm/twist/wriggle/writhe staircase/stairway
standpoint/viewpoint supersede/supplant swerve/veer swirl/twirl/whirl theater/theatre topple/tumble triumph/victory underline/underscore usage/use/utilization
wallop/whack whiskey/whisky
`)

/** Verbs, each with the nouns of what they do, by WordNet's derivational pointers: events and states, and never who or what takes part. */
export const nominalizations = wordGroups(`
abandon/abandonment abolish/abolition absorb/absorption abstain/abstention accelerate/acceleration accept/acceptance accomplish/accomplishment accuse/accusation
achieve/achievement acquire/acquisition add/addition admire/admiration admit/admission adopt/adoption align/alignment allocate/allocation alter/alteration
amend/amendment announce/announcement appear/appearance approve/approval arrange/arrangement arrive/arrival assert/assertion assess/assessment assign/assignment
assist/assistance attend/attendance attract/attraction automate/automation avoid/avoidance bury/burial calculate/calculation calibrate/calibration
cancel/cancellation celebrate/celebration cite/citation classify/classification collect/collection collide/collision communicate/communication
commute/commutation complete/completion comply/compliance comprehend/comprehension compute/computation confess/confession configure/configuration
confirm/confirmation confront/confrontation confuse/confusion connect/connection consider/consideration consolidate/consolidation construct/construction
consult/consultation consume/consumption contribute/contribution convert/conversion coordinate/coordination correct/correction correlate/correlation
create/creation cultivate/cultivation decide/decision declare/declaration define/definition delete/deletion delineate/delineation deliver/delivery
demolish/demolition demonstrate/demonstration deny/denial depreciate/depreciation destroy/destruction detach/detachment detect/detection
deteriorate/deterioration develop/development diagnose/diagnosis dilute/dilution disagree/disagreement disappear/disappearance discover/discovery
discuss/discussion dismiss/dismissal distinguish/distinction dominate/dominance/domination donate/donation educate/education elaborate/elaboration
elect/election eliminate/elimination emerge/emergence emigrate/emigration emit/emission emphasize/emphasis encourage/encouragement enforce/enforcement
enjoy/enjoyment enlarge/enlargement enroll/enrollment entertain/entertainment evacuate/evacuation evaluate/evaluation evaporate/evaporation evolve/evolution
examine/examination exclude/exclusion exempt/exemption exist/existence expect/expectation explain/explanation explode/explosion exploit/exploitation
explore/exploration expose/exposure extract/extraction fail/failure ferment/fermentation graduate/graduation grow/growth hydrate/hydration
identify/identification illustrate/illustration immigrate/immigration implement/implementation impose/imposition improve/improvement indicate/indication
infect/infection infer/inference inherit/inheritance inject/injection insert/insertion inspect/inspection inspire/inspiration install/installation
insulate/insulation integrate/integration interact/interaction interfere/interference interpolate/interpolation interpret/interpretation invade/invasion
invent/invention invest/investment investigate/investigation invite/invitation involve/involvement isolate/isolation judge/judgment justify/justification
maintain/maintenance manage/management measure/measurement meditate/meditation memorize/memorization migrate/migration mock/mockery modify/modification
move/movement navigate/navigation negotiate/negotiation nominate/nomination omit/omission oppose/opposition own/ownership participate/participation pay/payment
perform/performance place/placement predict/prediction prefer/preference/preferment prepare/preparation preserve/preservation prevent/prevention
procrastinate/procrastination promote/promotion pronounce/pronouncement propagate/propagation propose/proposal prosecute/prosecution protect/protection
publish/publication punish/punishment qualify/qualification reappear/reappearance recommend/recommendation recover/recovery recruit/recruitment
redeem/redemption reduce/reduction refuse/refusal register/registration reimburse/reimbursement reject/rejection rely/reliance remember/remembrance
remove/removal renew/renewal renovate/renovation repeat/repetition replace/replacement represent/representation require/requirement resign/resignation
restore/restoration resume/resumption retire/retirement reveal/revelation reverse/reversal rotate/rotation seduce/seduction select/selection
specify/specification starve/starvation submit/submission subscribe/subscription suggest/suggestion survive/survival transcribe/transcription
translate/translation transmit/transmission treat/treatment utilize/utilization vaccinate/vaccination validate/validation vary/variation verify/verification
visualize/visualization withdraw/withdrawal worry/worriment
`)

/** What people say for one another in questions and WordNet has apart, or not at all. */
export const everyday = wordGroups(`
raise/increase rise/increase fast/quickly/rapidly quick/quickly enable/activate disable/deactivate correct/fix protect/shield/guard take/capture treat/relieve main/primary/chief major/main build/construct
grandfather/grandpa/granddad grandmother/grandma/granny mom/mum/mother dad/daddy/father developer/dev/programmer bio/biography buddy/friend pal/friend see/show message/text detect/find remain/stay
trash/garbage/rubbish bathroom/restroom/washroom/toilet apartment/flat cv/resume leaky/leaking broken/damaged tasty/delicious affordable/cheap/inexpensive dangerous/unsafe/hazardous
beneficial/helpful toxic/poisonous unnecessary/needless frightened/afraid lengthy/long infant/newborn/baby taxi/cab eggplant/aubergine zucchini/courgette cilantro/coriander pavement/sidewalk
diaper/nappy lorry/truck postcode/zipcode gather/collect ban/prohibit/forbid seller/vendor issue/problem trouble/problem quiet/silent noisy/loud
previous/prior final/last initial/first adequate/sufficient extra/additional gorgeous/beautiful awful/terrible/horrible great/excellent/fantastic/wonderful amusing/funny honest/truthful rude/impolite
brave/courageous loyal/faithful jealous/envious lucky/fortunate ridiculous/absurd stupid/dumb obvious/evident goal/objective outcome/result flaw/defect injury/wound stomach/belly/tummy
pic/picture lab/laboratory gym/gymnasium vet/veterinarian specs/specifications intro/introduction sync/synchronize synchronize/synchronization docs/documentation admin/administrator stats/statistics max/maximum
avg/average thaw/defrost/unfreeze trim/prune sew/stitch annual/yearly wage/salary ill/unwell duplicate/duplicated convince/persuade 
occur/happen ask/inquire begin/commence speak/talk soil/dirt suitable/appropriate/right overseas/abroad
kids/children staff/employees wealth/riches cash/money funny/hilarious weird/unusual vital/essential 
`)
