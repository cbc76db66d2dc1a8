import { describe, expect, test } from 'vitest'
import { questionPairs as pairsOf, type QuestionPair } from '../../support/question-pairs.ts'

const sameKinds = 'how-to factual code data-analysis writing translation'.split(' ')
const differentKinds = [
  'number unit percentage currency date time quoted code identifier path url version name acronym',
  'negation antonym comparative superlative quantifier roles wh-word language-asked-for language-asked-in',
  'extra-words same-words-other-order swapped-entities tense modality',
].flatMap(line => line.split(' '))

const halves = ['development', 'held-out'] as const

/** The question as a person would call it the same: without case, spaces and the marks at its end. */
const plain = (question: string): string =>
  question
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[\s.!?]+$/, '')

const countByKind = (pairs: readonly QuestionPair[], same: boolean): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const pair of pairs) if (pair.same === same) counts[pair.kind] = (counts[pair.kind] ?? 0) + 1
  return counts
}

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [])

/** Words in both questions as a share of the words in either, 0 to 1. */
const sharedWords = ({ a, b }: QuestionPair): number => {
  const [wordsOfA, wordsOfB] = [wordsOf(a), wordsOf(b)]
  const inBoth = [...wordsOfA].filter(word => wordsOfB.has(word)).length
  return inBoth / (wordsOfA.size + wordsOfB.size - inBoth)
}

describe.each(halves)('the %s half of the question pairs', half => {
  test('has on each line one pair with exactly the four members, whose texts are trimmed and differ', () => {
    for (const pair of pairsOf(half)) {
      expect(pair).toEqual({
        a: expect.stringMatching(/^\S(?:[\s\S]*\S)?$/),
        b: expect.stringMatching(/^\S(?:[\s\S]*\S)?$/),
        same: expect.any(Boolean),
        kind: expect.any(String),
      })
    }
    for (const { a, b } of pairsOf(half)) expect(a).not.toBe(b)
  })

  test('has at least 500 pairs, of which 45 to 50 % are the same question', () => {
    const pairs = pairsOf(half)
    expect(pairs.length).toBeGreaterThanOrEqual(500)
    const share = pairs.filter(pair => pair.same).length / pairs.length
    expect(share).toBeGreaterThanOrEqual(0.45)
    expect(share).toBeLessThanOrEqual(0.5)
  })

  test('has every kind and no other, as many of each kind of paraphrase and 10 to 15 of each hard negative', () => {
    const paraphrases = countByKind(pairsOf(half), true)
    expect(Object.keys(paraphrases).sort()).toEqual([...sameKinds].sort())
    expect(new Set(Object.values(paraphrases)).size).toBe(1)

    const negatives = countByKind(pairsOf(half), false)
    expect(Object.keys(negatives).sort()).toEqual([...differentKinds].sort())
    expect(Math.min(...Object.values(negatives))).toBeGreaterThanOrEqual(10)
    expect(Math.max(...Object.values(negatives))).toBeLessThanOrEqual(15)
  })

  test('has no question longer than the 2,000 characters that the cache compares', () => {
    for (const { a, b } of pairsOf(half)) expect(Math.max(a.length, b.length)).toBeLessThanOrEqual(2000)
  })

  test('has a fifth of its hard negatives in quite other words, and a third that differ by hardly any', () => {
    const negatives = pairsOf(half).filter(pair => !pair.same && pair.kind !== 'language-asked-in')
    const shares = negatives.map(sharedWords)
    expect(shares.filter(share => share < 0.5).length / negatives.length).toBeGreaterThanOrEqual(0.2)
    expect(shares.filter(share => share >= 0.75).length / negatives.length).toBeGreaterThanOrEqual(1 / 3)
  })

  test('has no more than three pairs whose stored question opens with the same four words', () => {
    const openings: Record<string, number> = {}
    for (const { a } of pairsOf(half)) {
      const opening = (a.toLowerCase().match(/[\p{L}\p{N}_']+/gu) ?? []).slice(0, 4).join(' ')
      openings[opening] = (openings[opening] ?? 0) + 1
    }
    expect(Object.entries(openings).filter(([, count]) => count > 3)).toEqual([])
  })
})

test('no question stands in two pairs, neither within a half nor across both', () => {
  const pairOf: Record<string, string> = {}
  const shared: string[] = []
  for (const half of halves)
    for (const [index, { a, b }] of pairsOf(half).entries()) {
      const pair = `${half} line ${index + 1}`
      for (const question of [a, b].map(plain)) {
        if (pairOf[question] !== undefined && pairOf[question] !== pair)
          shared.push(`${question}: ${pairOf[question]} and ${pair}`)
        pairOf[question] = pair
      }
    }
  expect(shared).toEqual([])
})
