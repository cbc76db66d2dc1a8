import { against, type Rule } from './comparison.ts'
import { conceptOf } from './concepts.ts'
import { antonymPairs } from './data/antonyms.ts'
import type { Token } from './question.ts'

/** Each word with those that are its opposites, both by what they mean. */
const opposites: ReadonlyMap<string, ReadonlySet<string>> = bothWays()

function bothWays(): ReadonlyMap<string, ReadonlySet<string>> {
  const result = new Map<string, Set<string>>()
  const add = (word: string, other: string) => result.set(word, (result.get(word) ?? new Set()).add(other))
  for (const [first = '', second = ''] of antonymPairs) {
    for (const [a, b] of [
      [first, second],
      [conceptOf(first), conceptOf(second)],
    ] as const) {
      add(a, b)
      add(b, a)
    }
  }
  return result
}

const areOpposite = (a: Token, b: Token) =>
  opposites.get(a.key)?.has(b.key) === true || opposites.get(a.word)?.has(b.word) === true

/** Names the pair where one question says the opposite of what the other says. */
export const compareAntonyms: Rule = comparison => {
  for (const stored of comparison.onlyStored) {
    const asked = comparison.onlyAsked.find(other => areOpposite(stored, other))
    if (asked !== undefined) return { rule: 'antonym', reason: against([stored], [asked], comparison) }
  }
  return undefined
}
