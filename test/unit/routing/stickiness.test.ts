import { expect, test } from 'vitest'
import { namesOf, plan, routeTo } from './route-rig.ts'

const route = routeTo('a/gpt-4o', 'b/gpt-4o', 'c/claude-sonnet-5')
const pin = { target: 'b/gpt-4o', cachedTokens: 1000 }

test('a conversation stays with its target, and what leaving would cost is told', () => {
  const costs = { 'a/gpt-4o': 5_000_000n, 'b/gpt-4o': 5_000_000n }
  const planned = plan(route, { pin, costs, cachedSaves: 1000n })
  expect(namesOf(planned)).toEqual(['b/gpt-4o', 'a/gpt-4o', 'c/claude-sonnet-5'])
  expect(planned.stay).toEqual({
    target: 'b/gpt-4o',
    stays: true,
    why: 'The conversation stays with its target: without its 1,000 cached tokens, the request would cost 0.001 USD more.',
    leavingCostsNanoUsd: '1000000',
  })
})

test.each([
  ['as much', 4_000_000n, true],
  ['more', 3_999_999n, false],
])('a target that saves %s than leaving costs', (_, elsewhere, stays) => {
  const costs = { 'a/gpt-4o': elsewhere, 'b/gpt-4o': 5_000_000n }
  const planned = plan(route, { pin, costs, cachedSaves: 1000n })
  expect(planned.stay).toMatchObject({ stays, leavingCostsNanoUsd: '1000000' })
  expect(namesOf(planned)[0]).toBe(stays ? 'b/gpt-4o' : 'a/gpt-4o')
})

test('without known prices, the conversation stays', () => {
  const { stay } = plan(route, { pin, costs: { 'a/gpt-4o': 1n } })
  expect(stay).toMatchObject({ stays: true, leavingCostsNanoUsd: null })
})

test('the conversation leaves a target that may not be asked', () => {
  const health = { 'b/gpt-4o': { state: 'open', reason: 'It fails.' } } as const
  const planned = plan(route, { pin, health })
  expect(namesOf(planned)).toEqual(['a/gpt-4o', 'c/claude-sonnet-5'])
  expect(planned.stay).toMatchObject({ target: 'b/gpt-4o', stays: false })
})

test('the target of another group is kept too, as long as that condition holds', () => {
  const groups = [
    { strategy: 'priority', targets: [{ target: 'a/gpt-4o' }] },
    { strategy: 'priority', targets: [{ target: 'b/gpt-4o' }], when: { inputTokensAtMost: 500 } },
  ] as const
  expect(namesOf(plan({ name: 'smart', groups }, { pin }, { inputTokens: 500 }))[0]).toBe('b/gpt-4o')
  expect(namesOf(plan({ name: 'smart', groups }, { pin }, { inputTokens: 501 }))[0]).toBe('a/gpt-4o')
})
