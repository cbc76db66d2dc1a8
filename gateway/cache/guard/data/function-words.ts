import { wordSet } from './word-list.ts'

/** Articles and fillers that say nothing about what is asked. */
export const fillers = wordSet(`
a an the this that these those it its there here so just simply basically actually really please kindly well ok okay also too
exactly properly correctly possibly maybe perhaps currently current now nowadays today's presently existing certain particular specific specifically given own following
anyway though respective thanks thank thx pls plz hey hi hello dear oh um
us we our ours i me my mine myself one's ourselves
quite certainly indeed alright 
which whose who whom what that
any
`)

export const articles = wordSet('a an the this that these those my your our his her their its')

/** Pronouns that are content: whose they are changes the answer. */
export const secondPerson: ReadonlyMap<string, string> = new Map([
  ['you', 'you'],
  ['your', 'you'],
  ['yours', 'you'],
  ['yourself', 'you'],
])

export const thirdPersons: ReadonlyMap<string, string> = new Map([
  ['he', 'he'],
  ['him', 'he'],
  ['his', 'he'],
  ['himself', 'he'],
  ['she', 'she'],
  ['her', 'she'],
  ['hers', 'she'],
  ['herself', 'she'],
  ['they', 'they'],
  ['them', 'they'],
  ['their', 'they'],
  ['theirs', 'they'],
  ['themselves', 'they'],
])

export const firstPerson = wordSet('i me my mine myself we us our ours ourselves')

/** Who a general question is about: `how do you`, `how does one`, `can people`. */
export const genericSubjects = wordSet('i you we one someone somebody anyone people they')

/** Prepositions, each with its role. Those of one role can stand for one another. */
export const prepositionRoles: ReadonlyMap<string, string> = new Map([
  ...'in inside within'.split(' ').map((word): [string, string] => [word, 'in']),
  ...'into to onto toward towards unto'.split(' ').map((word): [string, string] => [word, 'to']),
  ...'about regarding concerning'.split(' ').map((word): [string, string] => [word, 'about']),
  ...'using via through'.split(' ').map((word): [string, string] => [word, 'using']),
  ...'before prior_to'.split(' ').map((word): [string, string] => [word, 'before']),
  ...'after'.split(' ').map((word): [string, string] => [word, 'after']),
  ...'until till'.split(' ').map((word): [string, string] => [word, 'until']),
  ...'between among amongst'.split(' ').map((word): [string, string] => [word, 'between']),
  ...(
    'of for on at with from by than without against over under above below beneath underneath beside behind ' +
    'during since except instead_of per as like across along near beyond outside throughout versus despite besides ' +
    'because_of upon around past opposite toward based_on unlike'
  )
    .split(' ')
    .map((word): [string, string] => [word, word]),
])

/** Roles that a noun before another can have as well: `the length of a list` is `the list length`. */
export const looseRoles: ReadonlySet<string> = new Set(['', 'of', 'for', 'about'])

/** What stands between a sentence's parts and means something: kept, in its place. */
export const connectives: ReadonlyMap<string, string> = new Map([
  ...'if when while because unless although where why how or but nor'
    .split(' ')
    .map((word): [string, string] => [word, word]),
  ['whenever', 'when'],
  ['whether', 'if'],
  ['then', 'then'],
])

export const beForms: ReadonlyMap<string, string> = new Map([
  ['am', 'present'],
  ['is', 'present'],
  ['are', 'present'],
  ['was', 'past'],
  ['were', 'past'],
  ['be', ''],
  ['been', ''],
  ['being', ''],
])

export const doForms: ReadonlyMap<string, string> = new Map([
  ['do', 'present'],
  ['does', 'present'],
  ['did', 'past'],
])

export const haveForms: ReadonlyMap<string, string> = new Map([
  ['have', 'present'],
  ['has', 'present'],
  ['had', 'past'],
])

export const modalVerbs: ReadonlyMap<string, string> = new Map([
  ['can', 'can'],
  ['could', 'can'],
  ['may', 'may'],
  ['might', 'may'],
  ['should', 'should'],
  ['ought', 'should'],
  ['must', 'must'],
  ['will', 'will'],
  ['shall', 'will'],
  ['would', 'would'],
])

/** Words that deny. */
export const negations = wordSet(
  'not no never none nobody nothing nowhere neither nor cannot without unable lack lacking hardly barely',
)

/** Words of amount, each with what it is the same as. */
export const quantifiers: ReadonlyMap<string, string> = new Map([
  ...'all every each everything everyone everybody'.split(' ').map((word): [string, string] => [word, 'all']),
  ['any_of', 'any'],
  ['anything', 'anything'],
  ['some', 'some'],
  ['something', 'something'],
  ['several', 'several'],
  ['few', 'few'],
  ['many', 'many'],
  ['much', 'many'],
  ['both', 'both'],
  ['either', 'either'],
  ['only', 'only'],
  ['solely', 'only'],
  ['half', 'half'],
  ['most', 'most'],
  ['enough', 'enough'],
  ['always', 'always'],
  ['sometimes', 'sometimes'],
  ['at_least', 'at least'],
  ['at_most', 'at most'],
  ['more_than', 'more than'],
  ['less_than', 'less than'],
  ['another', 'another'],
  ['other', 'other'],
  ['else', 'other'],
  ['except', 'except'],
  ['even', 'even'],
  ['almost', 'almost'],
  ['twice', 'twice'],
  ['double', 'double'],
  ['single', 'single'],
  ['multiple', 'multiple'],
])
