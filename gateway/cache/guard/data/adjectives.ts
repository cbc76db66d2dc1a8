import { wordList } from './word-list.ts'

/** Adjectives and adverbs that form `-er` and `-est`. */
const regular = wordList(`
big small large tall short long wide narrow thick thin deep shallow heavy light fast slow quick hot cold warm cool hard soft easy simple cheap rich poor old young new
high low strong weak loud quiet clean dirty dry wet early late near close safe fair great bright dark happy sad busy lazy noisy smooth rough sharp dull fresh ripe
healthy wealthy ugly pretty nice kind cruel brave smart clever wise strange rare common dense sparse steep flat tight loose full empty soon tiny huge sweet sour salty spicy
tasty angry hungry thirsty lucky risky tricky lonely friendly deadly costly likely scary funny silly crazy fat slim mild calm pure raw rude polite narrow fine broad cute
green black white red blue gray firm fit keen lean mean neat odd plain proud quick sick sore stiff tame tough true vast wild icy sunny windy rainy stormy
`)

export interface Degree {
  readonly base: string
  readonly degree: 'more' | 'most' | 'less' | 'least'
}

const irregular: readonly (readonly [string, Degree])[] = [
  ['better', { base: 'good', degree: 'more' }],
  ['best', { base: 'good', degree: 'most' }],
  ['worse', { base: 'bad', degree: 'more' }],
  ['worst', { base: 'bad', degree: 'most' }],
  ['farther', { base: 'far', degree: 'more' }],
  ['further', { base: 'far', degree: 'more' }],
  ['farthest', { base: 'far', degree: 'most' }],
  ['furthest', { base: 'far', degree: 'most' }],
  ['elder', { base: 'old', degree: 'more' }],
  ['eldest', { base: 'old', degree: 'most' }],
]

/** `big` gives `bigg`, `happy` gives `happi`, `large` gives `larg`. */
function beforeEnding(adjective: string): string {
  if (/[^aeiou]y$/.test(adjective)) return `${adjective.slice(0, -1)}i`
  if (adjective.endsWith('e')) return adjective.slice(0, -1)
  return /(?:^|[^aeiou])[aeiou][bdgmnt]$/.test(adjective) ? adjective + adjective.slice(-1) : adjective
}

/** From a form to its base and degree: `biggest` to `big` and `most`. */
export const degreeForms: ReadonlyMap<string, Degree> = new Map([
  ...regular.flatMap((base): [string, Degree][] => [
    [`${beforeEnding(base)}er`, { base, degree: 'more' }],
    [`${beforeEnding(base)}est`, { base, degree: 'most' }],
  ]),
  ...irregular,
])

/** `more X`, `the most X`, `less X`, `the least X`. */
export const degreeWords: ReadonlyMap<string, Degree['degree']> = new Map([
  ['more', 'more'],
  ['most', 'most'],
  ['less', 'less'],
  ['least', 'least'],
  ['fewer', 'less'],
  ['fewest', 'least'],
])

/** What `how X` asks for, by its noun: `how tall` is the height. */
export const measuredBy: ReadonlyMap<string, string> = new Map([
  ['tall', 'height'],
  ['high', 'height'],
  ['long', 'length'],
  ['old', 'age'],
  ['far', 'distance'],
  ['deep', 'depth'],
  ['wide', 'width'],
  ['big', 'size'],
  ['large', 'size'],
  ['heavy', 'weight'],
  ['fast', 'speed'],
  ['often', 'frequency'],
  ['frequently', 'frequency'],
  ['hot', 'temperature'],
])
