import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AnswerKind,
  createLearnedOutput,
  type LearnedOutput,
  longestAnswerTokens,
  priorAnswerTokens,
  worstOutput,
} from '../../../gateway/budgets/learned-output.ts'
import type { ClientId } from '../../../gateway/contract/units.ts'

const kind: AnswerKind = {
  clientId: 'cli_a' as ClientId,
  providerId: 'main',
  model: 'model',
  tools: false,
  reasoning: false,
}
const other: AnswerKind = { ...kind, clientId: 'cli_b' as ClientId }
const unbounded = { choices: 1, maxOutputTokens: undefined, modelLimit: undefined }

function taught(lengths: readonly number[], of: AnswerKind = kind): LearnedOutput {
  const learned = createLearnedOutput()
  for (const outputTokens of lengths) learned.learn(of, { outputTokens, choices: 1, cut: false })
  return learned
}

const times = (count: number, length: number) => Array.from({ length: count }, () => length)

describe('held for the output is', () => {
  test('the prior, until twenty answers are known', () => {
    expect(taught([]).tokensToHold(kind, unbounded)).toBe(priorAnswerTokens)
    expect(taught(times(19, 20)).tokensToHold(kind, unbounded)).toBe(priorAnswerTokens)
    expect(taught(times(20, 20)).tokensToHold(kind, unbounded)).toBe(20)
  })

  test('the nearest-rank 95th percentile of the newest 128 answers', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 200_000 }), { minLength: 20, maxLength: 400 }), lengths => {
        const newest = lengths.slice(-128).sort((a, b) => a - b)
        const expected = newest.filter((_, index) => index + 1 >= newest.length * 0.95)[0]
        expect(taught(lengths).tokensToHold(kind, unbounded)).toBe(expected)
      }),
    )
  })

  test('what all clients of the model have, for a client that is new', () => {
    const learned = taught(times(30, 50), other)
    expect(learned.tokensToHold(kind, unbounded)).toBe(50)
    for (let sent = 0; sent < 20; sent++) learned.learn(kind, { outputTokens: 900, choices: 1, cut: false })
    expect(learned.tokensToHold(kind, unbounded)).toBe(900)
    expect(learned.tokensToHold(other, unbounded)).toBe(50)
  })

  test.each([
    ['another model', { model: 'other' }],
    ['another provider', { providerId: 'other' }],
    ['tools', { tools: true }],
    ['reasoning', { reasoning: true }],
  ])('the prior for %s, of which nothing is known', (_, change) => {
    expect(taught(times(30, 50)).tokensToHold({ ...kind, ...change }, unbounded)).toBe(priorAnswerTokens)
  })

  test('so much for each answer that is asked for', () => {
    const learned = createLearnedOutput()
    for (let sent = 0; sent < 20; sent++) learned.learn(kind, { outputTokens: 60, choices: 3, cut: false })
    expect(learned.tokensToHold(kind, { ...unbounded, choices: 4 })).toBe(80)
    expect(taught([]).tokensToHold(kind, { ...unbounded, choices: 2 })).toBe(2 * priorAnswerTokens)
  })

  test('never more than the request or the model allows', () => {
    const learned = taught(times(30, 5000))
    expect(learned.tokensToHold(kind, { ...unbounded, maxOutputTokens: 64 })).toBe(64)
    expect(learned.tokensToHold(kind, { ...unbounded, maxOutputTokens: 0 })).toBe(0)
    expect(learned.tokensToHold(kind, { choices: 2, maxOutputTokens: 5000, modelLimit: 1000 })).toBe(2000)
  })

  test('the whole maximum, where most answers are cut at it and a few are short', () => {
    const learned = taught(times(20, 5))
    for (let sent = 0; sent < 20; sent++) learned.learn(kind, { outputTokens: 1000, choices: 1, cut: true })
    expect(learned.tokensToHold(kind, { ...unbounded, maxOutputTokens: 1000 })).toBe(1000)
    expect(learned.tokensToHold(kind, unbounded)).toBe(priorAnswerTokens)
  })

  test('forgotten for the kind that was longest unused, when there are too many', () => {
    const learned = taught(times(20, 7))
    const named = (index: number) => ({ ...other, model: `model-${index}` })
    for (let index = 0; index < 4000; index++) {
      learned.learn(named(index), { outputTokens: 1, choices: 1, cut: false })
      if (index === 1500) expect(learned.tokensToHold(kind, unbounded)).toBe(7)
    }
    expect(learned.kinds).toBe(4000)
    expect(learned.tokensToHold(kind, unbounded)).toBe(priorAnswerTokens)
  })
})

test('the worst case is the request’s maximum, else the model’s, else the longest that any has', () => {
  expect(worstOutput({ choices: 3, maxOutputTokens: 90, modelLimit: 1000 })).toBe(90)
  expect(worstOutput({ choices: 3, maxOutputTokens: undefined, modelLimit: 1000 })).toBe(3000)
  expect(worstOutput({ choices: 2, maxOutputTokens: undefined, modelLimit: undefined })).toBe(
    2 * longestAnswerTokens,
  )
})
