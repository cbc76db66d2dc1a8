import { describe, expect, test } from 'vitest'
import { createLearnedPaces, priorTokensPerSecond } from '../../../gateway/budgets/learned-pace.ts'

const answer = (outputTokens: number, durationMs: number, reasoningTokens = 0) => ({
  outputTokens,
  durationMs,
  reasoningTokens,
})

describe('a pace', () => {
  test('is a prior until an answer ran to its end', () => {
    const paces = createLearnedPaces([])
    expect(paces.tokensWithin('p', 'm', 2000)).toBe(2 * priorTokensPerSecond)
    expect(paces.thinks('p', 'm')).toBe(false)
  })

  test('is what the latest answers came to, long ones weighing more', () => {
    const paces = createLearnedPaces([])
    paces.learn('p', 'm', answer(10, 1000))
    paces.learn('p', 'm', answer(1600, 16_000))
    const expected = (10 * (15 / 16) + 1600) / (1000 * (15 / 16) + 16_000)
    expect(paces.tokensWithin('p', 'm', 1000)).toBeCloseTo(expected * 1000)
  })

  test('of a model that became faster is the new one after 50 answers', () => {
    const paces = createLearnedPaces([])
    for (let count = 0; count < 50; count++) paces.learn('p', 'm', answer(100, 10_000))
    for (let count = 0; count < 50; count++) paces.learn('p', 'm', answer(100, 1000))
    const perSecond = paces.tokensWithin('p', 'm', 1000)
    expect(perSecond).toBeGreaterThan(60)
    expect(perSecond).toBeLessThanOrEqual(100)
  })

  test('is each provider’s own', () => {
    const paces = createLearnedPaces([])
    paces.learn('p', 'm', answer(2000, 1000, 5))
    expect(paces.tokensWithin('p', 'm', 1000)).toBe(2000)
    expect(paces.tokensWithin('q', 'm', 1000)).toBe(priorTokensPerSecond)
    expect([paces.thinks('p', 'm'), paces.thinks('q', 'm')]).toEqual([true, false])
  })

  test.each([
    ['says nothing', answer(0, 1000)],
    ['took no time', answer(10, 0)],
    ['ended before it was sent', answer(10, -1)],
  ])('learns nothing of an answer that %s', (_, odd) => {
    const paces = createLearnedPaces([])
    expect(paces.learn('p', 'm', odd)).toBeUndefined()
    expect(paces.tokensWithin('p', 'm', -1000)).toBe(0)
  })

  test('is forgotten where a thousand others were used since', () => {
    const paces = createLearnedPaces([])
    for (let number = 0; number <= 1000; number++) paces.learn('p', `m${number}`, answer(7000, 1000))
    expect(paces.tokensWithin('p', 'm0', 1000)).toBe(priorTokensPerSecond)
    expect(paces.tokensWithin('p', 'm1', 1000)).toBe(7000)
  })
})
