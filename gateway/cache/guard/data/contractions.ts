import { firstOfGroup } from './word-list.ts'

/** Endings behind an apostrophe. `'s` is read where it stands: it is `is` behind a wh-word, and a genitive elsewhere. */
export const endings: ReadonlyMap<string, string> = new Map([
  ["'re", 'are'],
  ["'ve", 'have'],
  ["'ll", 'will'],
  ["'d", 'would'],
  ["'m", 'am'],
])

/** Words behind which `'s` is `is`. */
export const withIs = new Set(
  'what who where when how why which that there here it he she everything something nothing'.split(' '),
)

/** Whole forms, also as they are written without the apostrophe. */
export const wholeForms: ReadonlyMap<string, readonly string[]> = new Map([
  ...'is are was were do does did has have had could should would must might need ai'
    .split(' ')
    .flatMap((word): [string, string[]][] => [
      [`${word}n't`, [word, 'not']],
      [`${word}nt`, [word, 'not']],
    ]),
  ["can't", ['can', 'not']],
  ['cant', ['can', 'not']],
  ['cannot', ['can', 'not']],
  ["won't", ['will', 'not']],
  ["shan't", ['shall', 'not']],
  ["let's", []],
  ['whats', ['what', 'is']],
  ['hows', ['how', 'is']],
  ['wheres', ['where', 'is']],
  ['whos', ['who', 'is']],
  ['im', ['i', 'am']],
  ['ive', ['i', 'have']],
  ['wanna', ['want', 'to']],
  ['gonna', ['going', 'to']],
  ['gotta', ['have', 'to']],
  ['gimme', ['give', 'me']],
  ['dunno', ['do', 'not', 'know']],
  ['u', ['you']],
  ['ur', ['your']],
])

/** Common slips of the fingers and other spellings, to the American one. */
export const spellings: ReadonlyMap<string, string> = new Map(
  [
    ...firstOfGroup(`
color/colour favorite/favourite behavior/behaviour center/centre theater/theatre analyze/analyse organize/organise
summarize/summarise optimize/optimise recognize/recognise realize/realise customize/customise visualize/visualise initialize/initialise
normalize/normalise serialize/serialise deserialize/deserialise categorize/categorise minimize/minimise maximize/maximise prioritize/prioritise
authorize/authorise apologize/apologise capitalize/capitalise organization/organisation optimization/optimisation visualization/visualisation
normalization/normalisation serialization/serialisation authorization/authorisation license/licence defense/defence offense/offence
catalog/catalogue dialog/dialogue program/programme gray/grey jewelry/jewellery traveling/travelling traveled/travelled canceled/cancelled
canceling/cancelling modeling/modelling labeled/labelled labeling/labelling fulfill/fulfil enroll/enrol aging/ageing tire/tyre plow/plough
aluminum/aluminium mom/mum airplane/aeroplane neighbor/neighbour neighborhood/neighbourhood labor/labour honor/honour humor/humour flavor/flavour
rumor/rumour harbor/harbour vapor/vapour liter/litre fiber/fibre maneuver/manoeuvre esthetic/aesthetic pediatric/paediatric anemia/anaemia
estrogen/oestrogen diarrhea/diarrhoea  skeptical/sceptical mold/mould artifact/artefact judgment/judgement
receive/recieve separate/seperate definitely/definately calendar/calender the/teh/hte which/wich/whcih address/adress occurred/occured
occurrence/occurence necessary/neccessary/necesary beginning/begining believe/beleive environment/enviroment/enviornment government/goverment
difference/diffrence/diference/differance between/beetween/betwen/bewteen because/becuase/becasue/beacuse python/pyhton/pythn/phyton
javascript/javscript/javascipt/javasript function/funciton/fucntion/funtion string/stirng length/lenght/lengh column/colum/coloumn/collumn
database/databse/datbase dictionary/dictonary/dictionnary convert/conver how/hwo/hou what/waht/whta does/deos
translate/tranlsate/transalte/traslate language/langauge/lanuage weather/wheather maintenance/maintainance grammar/grammer embarrassed/embarassed
accommodate/accomodate recommend/recomend/reccomend tomorrow/tommorow/tommorrow until/untill achieve/acheive argument/arguement delete/delte/dlete
remove/remvoe/reomve create/craete/creat calculate/calcualte/caculate average/avarage/averge remember/rember restaurant/restaraunt
february/febuary wednesday/wendesday business/buisness/bussiness with/wiht from/fomr/frmo file/fiel/flie write/wirte/wrtie
explain/explian/expalin example/exmaple people/poeple please/plese/pleas multiple/mutliple/multple value/vlaue/valeu values/vlaues
install/intall/isntall branch/brnach/barnch commit/comit/commmit merge/mereg duplicates/dupicates/duplicats/dublicates duplicate/dupicate/duplicat/dublicate
`),
  ].map(([from, to]): [string, string] => [from, to.toLowerCase()]),
)
