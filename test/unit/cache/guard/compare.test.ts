import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareQuestions, explainQuestion } from '../../../../gateway/cache/guard/compare.ts'
import { accepted } from './accepted-pairs.ts'
import { exchangedWords } from './exchanged-words.ts'
import { movedWords } from './moved-words.ts'
import { otherActors } from './other-actors.ts'
import { otherFrames } from './other-frames.ts'
import { otherQuestions } from './other-questions.ts'
import { otherRelations } from './other-relations.ts'
import { otherSides } from './other-sides.ts'
import { otherThings } from './other-things.ts'
import { otherWordings } from './other-wordings.ts'
import { refused } from './refused-pairs.ts'
import { rewordings } from './rewordings.ts'
import { wordings } from './wordings.ts'

const agreeing = [...accepted, ...movedWords, ...rewordings, ...wordings]
const differing = [
  ...otherQuestions,
  ...exchangedWords,
  ...otherFrames,
  ...otherActors,
  ...otherThings,
  ...otherWordings,
  ...otherRelations,
  ...otherSides,
]
const allPairs = [...agreeing, ...differing, ...refused.flatMap(([, pairs]) => pairs)]
const questions = allPairs.flat()
const anyQuestion = fc.constantFrom(...questions)

/** Pieces that the readers treat in ways of their own, so that arbitrary texts reach their corners. */
const pieces = fc.constantFrom(
  ...'how do I what is the of and or not in Python from to by was were -- ` \' " ( ) ? . , : \n 5 km $ % A B sort sorted 3pm March http://a.b C:\\x a_b f(x) “ ” İ ß \u0000 \ud800'.split(
    ' ',
  ),
)
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(pieces, { maxLength: 40 }).map(parts => parts.join(' ')),
)

test.each(agreeing)('agrees: %s | %s', (stored, asked) => {
  expect(compareQuestions(stored, asked)).toEqual({ agrees: true })
})

test.each(differing)('refuses: %s | %s', (stored, asked) => {
  expect(compareQuestions(stored, asked).agrees).toBe(false)
})

for (const [rule, pairs] of refused) {
  test.each(pairs)(`refuses by the rule ${rule}: %s | %s`, (stored, asked) => {
    expect(compareQuestions(stored, asked)).toMatchObject({ agrees: false, rule })
  })
}

test('agrees the same way round and the other', () => {
  for (const [stored, asked] of allPairs) {
    expect(compareQuestions(asked, stored).agrees, `${stored} | ${asked}`).toBe(
      compareQuestions(stored, asked).agrees,
    )
  }
  fc.assert(
    fc.property(fc.oneof(anyQuestion, anyText), fc.oneof(anyQuestion, anyText), (a, b) => {
      expect(compareQuestions(a, b).agrees).toBe(compareQuestions(b, a).agrees)
    }),
    { numRuns: 500 },
  )
})

test('a question agrees with itself, unless it is in another language', () => {
  for (const question of questions) {
    const verdict = compareQuestions(question, question)
    if (!verdict.agrees) expect(verdict.rule, question).toBe('language')
  }
  fc.assert(
    fc.property(anyText, text => {
      const verdict = compareQuestions(text, text)
      expect(verdict.agrees || verdict.rule === 'language').toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('no text makes it throw, and every refusal has its reason', () => {
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      const verdict = compareQuestions(a, b)
      if (!verdict.agrees) expect(verdict.reason.length).toBeGreaterThan(10)
      expect(Array.isArray(explainQuestion(a))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['a number', '17'],
  ['a name', 'Zanzibar'],
  ['a denial', 'never'],
  ['an adjective', 'purple'],
  ['code', '`kill -9`'],
])('%s that is put into one of two questions that agree keeps them apart', (_, inserted) => {
  fc.assert(
    fc.property(
      fc.constantFrom(...agreeing),
      fc.double({ min: 0.3, max: 1, noNaN: true }),
      ([stored, asked], place) => {
        const words = asked.split(' ')
        const at = Math.floor(place * words.length)
        const changed = [...words.slice(0, at), inserted, ...words.slice(at)].join(' ')
        expect(compareQuestions(stored, changed).agrees, changed).toBe(false)
      },
    ),
    { numRuns: 300 },
  )
})

test('texts over 2,000 characters are not compared', () => {
  expect(compareQuestions('a'.repeat(2001), 'a'.repeat(2001))).toMatchObject({
    agrees: false,
    rule: 'length',
  })
  expect(compareQuestions('a'.repeat(2000), 'a'.repeat(2000))).toEqual({ agrees: true })
})

test('a reason quotes both sides', () => {
  expect(compareQuestions('How do I enable logging?', 'How do I disable logging?')).toEqual({
    agrees: false,
    rule: 'antonym',
    reason: '“enable” in the stored question, “disable” in the one asked.',
  })
  expect(compareQuestions('Sort a list', 'Sort a nested list')).toEqual({
    agrees: false,
    rule: 'extra-words',
    reason: '“nested” stands in “Sort a nested list” and not in “Sort a list”.',
  })
})

test('what was read in a question is explained sentence by sentence', () => {
  expect(explainQuestion('In Python, how do I convert 5 km to miles?')).toEqual([
    'way present: setting python, convert, 5000 m, to mi',
  ])
})
