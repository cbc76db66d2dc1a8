// "16. A limit of 15 s on the first token would have cut 6 % of a thinking model's answers": what limits follow from the request
// and from what was seen.
import { expect, test } from 'vitest'
import { limitsOf } from '../../../gateway/attempts/attempt-limits.ts'
import type { RouteDefinition } from '../../../gateway/contract/routes.ts'

const route: RouteDefinition = { name: 'r', groups: [] }
const asked = { inputTokens: 0, reasoning: false, stream: true, isLoaded: undefined }
const speed = (answers: number, firstTokenP95Ms: number) => ({
  speed: { answers, firstTokenMs: 100, firstTokenP95Ms, msPerOutputToken: undefined },
})
const unknown = { speed: undefined }

interface Case {
  readonly isLocal?: boolean
  readonly asked?: Partial<typeof asked>
  readonly seen?: ReturnType<typeof speed>
}

test.each<[string, Case, number | undefined]>([
  ['a plain request has 45 s', {}, 45_000],
  ['one that thinks has 120 s', { asked: { reasoning: true } }, 120_000],
  ['100,000 tokens of input add 24 s', { asked: { inputTokens: 100_000 } }, 69_000],
  ['and a thinking one has them too', { asked: { inputTokens: 100_000, reasoning: true } }, 144_000],
  ['a local model has five minutes', { isLocal: true }, 300_000],
  ['no more than five minutes, however long it is', { asked: { inputTokens: 5_000_000 } }, 300_000],
  ['nineteen answers say nothing yet', { seen: speed(19, 1000) }, 45_000],
  ['twenty fast ones halve it at most', { seen: speed(20, 1000) }, 22_500],
  ['slow ones make it three times their 95th percentile', { seen: speed(20, 30_000) }, 90_000],
  ['an answer that comes as a whole has none', { asked: { stream: false, isLoaded: undefined } }, undefined],
])('16. %s', (_, { isLocal = false, asked: own, seen = unknown }, firstTokenMs) => {
  const limits = limitsOf(
    { limits: undefined, isLocal } as Parameters<typeof limitsOf>[0],
    route,
    { ...asked, ...own },
    seen,
  )
  expect(limits.firstTokenMs).toBe(firstTokenMs)
  expect(limits.headersMs).toBeUndefined()
})

test('16. what the target says comes before the route, and both before what was seen', () => {
  const of = (limits: RouteDefinition['limits']) =>
    limitsOf(
      { limits, isLocal: false } as Parameters<typeof limitsOf>[0],
      { ...route, limits: { firstTokenMs: 2000, headersMs: 500 } },
      asked,
      speed(20, 1000),
    )
  expect(of(undefined)).toEqual({ firstTokenMs: 2000, headersMs: 500 })
  expect(of({ firstTokenMs: 9000 })).toEqual({ firstTokenMs: 9000, headersMs: 500 })
})
