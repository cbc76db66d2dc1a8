import { describe, expect, test } from 'vitest'
import { compareQuestions } from '../../../../gateway/cache/guard/compare.ts'
import { questionPairs } from '../../../support/question-pairs.ts'

// A failure tells the number alone: whoever writes rules must not read the pairs that are held out.
describe.each(['development', 'held-out'] as const)('of the %s half', half => {
  const pairs = questionPairs(half)

  test('no two different questions agree', () => {
    const agreeing = pairs.filter(({ a, b, same }) => !same && compareQuestions(a, b).agrees)
    expect(agreeing.length).toBe(0)
  })

  test('the order of the two questions makes no difference', () => {
    const uneven = pairs.filter(({ a, b }) => compareQuestions(a, b).agrees !== compareQuestions(b, a).agrees)
    expect(uneven.length).toBe(0)
  })
})
