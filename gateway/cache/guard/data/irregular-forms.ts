import { wordGroups, wordSet } from './word-list.ts'

/** Base, past, participle, where they are not regular. A form that is the base as well is left out: it says no tense. */
const verbs = wordGroups(`
arise/arose/arisen awake/awoke/awoken bear/bore/born beat/beat/beaten become/became/become begin/began/begun bend/bent/bent bind/bound/bound bite/bit/bitten
blow/blew/blown break/broke/broken bring/brought/brought build/built/built burn/burnt/burnt buy/bought/bought catch/caught/caught choose/chose/chosen come/came/come
deal/dealt/dealt die/died/died lie/lied/lied tie/tied/tied dig/dug/dug do/did/done draw/drew/drawn dream/dreamt/dreamt drink/drank/drunk drive/drove/driven eat/ate/eaten fall/fell/fallen feed/fed/fed
feel/felt/felt fight/fought/fought find/found/found fly/flew/flown forbid/forbade/forbidden forget/forgot/forgotten forgive/forgave/forgiven freeze/froze/frozen
get/got/gotten give/gave/given go/went/gone grow/grew/grown hang/hung/hung hear/heard/heard hide/hid/hidden hold/held/held keep/kept/kept kneel/knelt/knelt
know/knew/known lay/laid/laid lead/led/led learn/learnt/learnt leave/left/left lend/lent/lent lose/lost/lost make/made/made meet/met/met
pay/paid/paid prove/proved/proven ride/rode/ridden ring/rang/rung rise/rose/risen run/ran/run say/said/said see/saw/seen seek/sought/sought sell/sold/sold
send/sent/sent shake/shook/shaken shine/shone/shone shoot/shot/shot shrink/shrank/shrunk sing/sang/sung sink/sank/sunk sit/sat/sat sleep/slept/slept
speak/spoke/spoken spell/spelt/spelt spend/spent/spent spin/spun/spun spring/sprang/sprung stand/stood/stood steal/stole/stolen stick/stuck/stuck sting/stung/stung
strike/struck/struck swear/swore/sworn sweep/swept/swept swim/swam/swum swing/swung/swung take/took/taken teach/taught/taught tear/tore/torn tell/told/told
think/thought/thought throw/threw/thrown understand/understood/understood undo/undid/undone wake/woke/woken wear/wore/worn weave/wove/woven win/won/won
withdraw/withdrew/withdrawn write/wrote/written rewrite/rewrote/rewritten overcome/overcame/overcome override/overrode/overridden mean/meant/meant
`)

export const irregularVerbs: ReadonlyMap<string, string> = new Map(
  verbs.flatMap(([base = '', ...forms]) => forms.map((form): [string, string] => [form, base])),
)

/** Forms that only a finite verb of the past has: `wrote`, and not `made`, which is a participle as well. */
export const pastForms: ReadonlySet<string> = new Set(
  verbs.flatMap(([, past = '', participle = '']) => (past === participle ? [] : [past])),
)

export const pastOrParticiple: ReadonlySet<string> = new Set(verbs.flatMap(([, past = '']) => [past]))

export const participles: ReadonlySet<string> = new Set([
  ...verbs.flatMap(([, , participle = '']) => [participle]),
  ...'put cut set read split hit cost shut hurt let spread cast broadcast'.split(' '),
])

export const irregularNouns: ReadonlyMap<string, string> = new Map(
  wordGroups(`
men/man women/woman children/child people/people feet/foot teeth/tooth mice/mouse geese/goose lives/life wives/wife knives/knife leaves/leaf
wolves/wolf halves/half shelves/shelf loaves/loaf thieves/thief selves/self data/data criteria/criterion phenomena/phenomenon analyses/analysis
hypotheses/hypothesis theses/thesis crises/crisis bases/basis axes/axis indices/index indexes/index matrices/matrix vertices/vertex appendices/appendix
bacteria/bacterium viruses/virus statuses/status buses/bus cookies/cookie movies/movie ties/tie pies/pie lies/lie dies/die calories/calorie
species/species series/series heroes/hero potatoes/potato tomatoes/tomato echoes/echo schemas/schema queries/query caches/cache aches/ache
headaches/headache zombies/zombie rookies/rookie biases/bias lenses/lens gases/gas quizzes/quiz shoes/shoe toes/toe canoes/canoe
`).map(([form = '', base = '']) => [form, base]),
)

/** Words that look like a form of another word and are not one, or mean something of their own. */
export const ownWords = wordSet(`
news means series species always perhaps plus minus status bonus virus campus census genius focus bus gas lens yes thus this is was has us as its ours
mathematics physics economics statistics politics ethics athletics mechanics electronics genetics linguistics logistics analytics robotics gymnastics
goods arms customs glasses savings earnings headquarters barracks scissors pants jeans trousers clothes thanks besides sometimes
during string thing nothing something anything everything king ring spring wing sing bring sling ceiling evening morning meaning feeling building being
wedding pudding clothing outstanding understanding
interesting interested boring bored exciting excited confusing confused tiring tired surprising surprised annoying annoyed frightening frightened
disappointing disappointed embarrassing embarrassed frustrating frustrated relaxing relaxed satisfying satisfied shocking shocked worrying worried
amazing amazed fascinating fascinated depressing depressed exhausting exhausted
bed red need seed speed feed weed breed indeed exceed proceed succeed hundred kindred sacred naked wicked united
ascending descending pending advanced missing parking marketing accounting engineering banking training following trading leading existing
windows paris texas athens wales netherlands philippines brussels jesus james charles thomas lucas nicolas dallas arkansas kansas illinois vegas naples
mars uranus venus pandas jenkins kubernetes aws ios dns os sos ms css js canvas atlas alias bias basis analysis thesis crisis axis tennis iris
chess business less unless across process access address class glass loss mass boss pass press stress success princess
`)
