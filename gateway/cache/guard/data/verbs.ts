import { wordSet } from './word-list.ts'

/** Verbs in their base form, also such as are nouns too. They bring back what `-ed` and `-ing` took, and tell an infinitive's `to`. */
export const baseVerbs = wordSet(`
combat soothe unclog unblock quicken hone cope clog tidy declutter defrost marinate knead simmer whisk refund reimburse redeem haggle commute hitchhike vaccinate
abandon abolish abort absorb accelerate accept access accommodate accompany accomplish account accumulate accuse achieve acknowledge acquire act activate adapt add address adjust
administer admire admit adopt advance advertise advise affect afford agree aggregate aim align alert allocate allow alter amend amplify analyze anchor animate announce annotate annoy answer
anticipate apologize appeal appear append apply appoint appreciate approach approve archive argue arise arrange arrest arrive ask assassinate assemble assert assess assign assist associate
assume assure attach attack attain attempt attend attract audit authenticate authorize auto-fill automate average avoid award awake back bake balance ban bargain base batch bear beat become begin
behave believe belong bend benefit bet bill bind bite blend block blow board boil bomb book boost boot bore borrow bother bounce bound break breathe breed brew bring broadcast browse brush buffer
build bundle burn bury buy bypass cache calculate calibrate call calm cancel capitalize capture care carry carve cast catch categorize cause celebrate center chain challenge change charge chart chase
chat check checkout choose chop cite claim clarify classify clean clear click climb clip clone close coach code collapse collect color combine come command comment commit communicate commute compare compete
compile complain complete comply compose compress compute concatenate conceal concern conclude condense conduct configure confirm conflict confront confuse connect conquer consider consist construct consult
consume contact contain continue contract contribute control convert convince cook cool coordinate copy correct correlate cost count cover crack crash crawl create criticize crop cross crush cry cultivate cure customize
cut dance deactivate deal debate debug decide declare decline decode decorate decrease decrypt deduct deduplicate defeat defend defer define delay delegate delete deliver demand demolish demonstrate deny depart depend deploy
deposit derive describe deserialize design destroy detach detect deteriorate determine develop diagnose dictate die differ digest dig direct disable disagree disappear discard discharge disclose disconnect discount discover
discuss dismiss display dispose dissolve distinguish distribute dive divide divorce dock document dominate donate double download draft drag drain draw dream dress drink drive drop drown dry duplicate dump earn ease eat edit educate
elaborate elect eliminate email embed emerge emigrate emit emphasize employ empty emulate enable encode encounter encourage encrypt end endorse enforce engage enhance enjoy enlarge enroll ensure enter entertain enumerate erase escape
establish estimate evaluate evaporate evolve examine exceed exchange exclude execute exempt exercise exist exit expand expect expire explain explode exploit explore export expose express extend extract face fade fail fall fasten fear feed feel
fetch fight file fill filter finance find finish fire fit fix flatten flee flip float flood flow flush fly focus fold follow force forecast forget forgive form format forward found frame free freeze fry fund function gain gather generate get give
glue go govern grab grade graduate grant graph greet grill grow guarantee guard guess guide halt handle hang happen harm harvest hash hate head heal hear heat help hide highlight hike hire hit hold hope host house hunt hurt identify ignore illustrate
imagine immigrate implement import impose impress improve include increase increment index indicate infect infer influence inform inherit initialize inject injure innovate input insert inspect inspire install instruct insulate insure integrate
intend interact intercept interest interfere interpret interrupt interview introduce invade invalidate invent invert invest investigate invite invoke involve iron isolate issue iterate join judge jump justify keep kick kill kiss knit knock know label
lack land last laugh launch lay lead leak learn lease leave lecture lend let level license lie lift like limit link list listen live load locate lock log look loop lose love lower maintain make manage map march mark market marry mask match matter maximize mean measure
mediate meet melt memorize mention merge migrate minimize miss mix mock model modify monitor motivate mount move multiply mute name navigate need negotiate nest nominate normalize notice notify number obtain occupy occur offer omit open operate oppose
optimize order organize orbit outline output outsource overcome overflow overload override overwrite owe own pack package paint pair parse participate partition pass paste pause pay peel perform permit persuade photograph pick pin ping pipe pivot place plan plant play
plot plug point poll pop populate port position post postpone pour practice praise pray predict prefer prepare prepend present preserve press prevent price print prioritize process produce profile program progress prohibit promote prompt pronounce proofread propagate propose
prosecute protect protest prove provide prune publish pull pump punish purchase push put qualify query question queue quit quote raise rank rate reach react read realize reappear rebase rebuild recall receive recognize recommend reconcile record recover recruit
recycle redeem redirect reduce refactor refer refill reflect refresh refund refuse regain regenerate register regret regulate reheat reject relate relax release reload rely remain remember remind remove rename render renew rent reopen reorder repair repeat rephrase replace
replicate reply report represent reproduce request require rescue research reserve reset resign resist resize resolve respond rest restart restore restrict result resume retain retire retrieve retry return reuse reveal reverse revert review revise revoke reward rewrite ride
ring rise roast roll rollback rotate round route ruin rule run rush sail save say scale scan schedule score scrape scratch scream screen scroll seal search season seat secure see seek seem segment select sell send separate serialize serve set settle sew shake shape share
sharpen shave shift shine ship shoot shop shorten shout show shrink shuffle shut sign silence simplify simulate sing sink sit size skip slack sleep slice slide slow smell smoke smooth snore soak sort sound sow speak specify spell spend spill spin split sponsor spread squash squeeze
stack stage stain stand stare start starve stash state stay steal steam steer step stick stir stop store stream strengthen stretch strike strip structure struggle study style submit subscribe subtract succeed sue suffer suggest suit sum summarize supply support suppose surprise surrender
surround survive suspect suspend swallow swap swear sweat sweep swim swing switch sync synchronize tag take talk target taste tax teach tear tell tend terminate test thank thaw think throw tie tile time toast toggle tolerate touch trace track trade train transcribe transfer transform
translate transmit transport transpose trap travel traverse treat trigger trim trust try tune turn type undelete undergo underline understand undo uninstall unite unlock unpack unsubscribe unzip update upgrade upload upset use utilize vacuum validate value vary verify
view violate visit visualize vote wait wake walk want warm warn wash waste watch water wear weave weigh welcome whisper win wipe wire wish withdraw wonder work worry wrap wreck write yell yield zip zoom
abstain accrue amortize apostrophize audition backup befriend bluff bribe budget camp cascade chew clap coat compost comprehend confess consolidate contest convict crave cuddle curl debate debounce declutter defrost dehydrate delineate depreciate
descale diet dilute disguise disinfect disinherit embezzle evict exfoliate ferment fertilize fine forge gamble garnish germinate gossip groom grate hatch hibernate hydrate impeach inflate insult interpolate knead lint marinate meditate memoize mop mow
nap notarize nurture overcook overfit paraphrase patent peel pickle plagiarize plead poach preheat prototype provision publicize quantize quarantine ratify reboot recite reimburse remodel repaint repot resell rinse sand scrub seduce sharpen shred shrug sift simmer
sketch slander slaughter sneeze sniff soothe sprain sprout stitch stub sublet swipe throttle thrive tokenize transplant trespass unclog underfit unfollow uncheck unfreeze unmount unpin vaccinate vectorize verbalize whip whiten wrestle yawn
`)

/** Of these, what is nearly always a noun in a question: they are no sign of an infinitive. */
export const nounFirst = wordSet(`
account address access audit book bill board bomb bundle buffer cache chain code color command comment contract cost data document face file fine fire form format frame fund function
graph hash head host house index input interest issue iron label land lecture level license list love map march mark market mask match matter model mount name number order output package
paint pair pin pipe place plan plant plot point position post price program profile progress project prompt question queue quote rank rate record report research result route rule sail
salt scale score screen season seat service shape ship shop sign size sound stack stage state stain step stock store stream structure study style suit supply support tag target tax
test tile time title trade train trap trust type value view visit vote water wire account diet budget camp patent stub last purpose
`)
