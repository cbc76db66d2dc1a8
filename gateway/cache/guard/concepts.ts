import { spellings } from './data/contractions.ts'
import { synonyms } from './data/synonyms.ts'
import { baseVerbs } from './data/verbs.ts'
import { stem } from './stem.ts'

/** Each word of the table of synonyms, by its stem, with the stem that stands for its group. */
const groups: ReadonlyMap<string, string> = new Map(
  // Words as they are written win over the stems of others: `found` is no form of `find` where it is listed itself.
  [
    ...[...synonyms].map(([word, first]): [string, string] => [stem(word), stem(first)]),
    ...[...synonyms].map(([word, first]): [string, string] => [word, stem(first)]),
  ],
)

const verbConcepts: ReadonlySet<string> = new Set([...baseVerbs].map(verb => groups.get(verb) ?? stem(verb)))

/** American spelling, without common slips. */
export const spelledAlike = (word: string): string => spellings.get(word) ?? word

/** What a word stands for: two words of one concept can replace each other. */
export function conceptOf(word: string): string {
  const stemmed = stem(word)
  return groups.get(word) ?? groups.get(stemmed) ?? spelledStem(stemmed)
}

/** British words show their spelling only without their ending: `organising` is `organise`. */
function spelledStem(stemmed: string): string {
  const spelled = spellings.get(stemmed)
  return spelled === undefined ? stemmed : (groups.get(spelled) ?? spelled)
}

export const isVerb = (concept: string): boolean => verbConcepts.has(concept)
