// What a failure with one key of a provider says about its other keys.
import { expect, test } from 'vitest'
import { type FaultKind, faultKinds } from '../../../gateway/attempts/fault.ts'
import { nextMove, type Situation } from '../../../gateway/attempts/next-move.ts'
import type { Candidate } from '../../../gateway/routing/plan.ts'
import { planModel, withKeys } from '../../../gateway/routing/plan-model.ts'
import { providerOf } from '../../support/attempt-rig.ts'

const keys = [
  { id: 'a', name: 'a', quotaGroup: 'account', addedAtMs: 0 },
  { id: 'b', name: 'b', quotaGroup: 'account', addedAtMs: 0 },
  { id: 'c', name: 'c', quotaGroup: null, addedAtMs: 0 },
]
const provider = { ...providerOf('openai'), keys, endpoints: { 'openai-chat': { origin: '', path: '' } } }
const healthOf = (unwell: readonly string[]) => ({
  of: ({ keyId }: Pick<Candidate, 'keyId'>) => ({
    state: keyId !== undefined && unwell.includes(keyId) ? ('cooling' as const) : ('closed' as const),
    reason: '',
    forMs: undefined,
    running: 0,
    speed: undefined,
  }),
})
const planFor = (unwell: readonly string[] = []) =>
  planModel('gpt-4o', 'openai-chat', { providers: [provider], switchedOff: [] }, healthOf(unwell))

function moveAfter(kinds: readonly FaultKind[], changes: Partial<Situation> = {}): string | undefined {
  const plan = planFor()
  const tried = kinds.map((kind, candidate) => ({ candidate, fault: { kind, reason: '' } }))
  const situation = { plan, tried, running: [], isBodyKept: true, elapsedMs: 0, callerRetries: 0, random: 0 }
  const move = nextMove({ ...situation, mayRetry: () => true, ...changes })
  if (move.type !== 'ask' || tried.some(({ candidate }) => candidate === move.candidate)) return undefined
  return plan.candidates[move.candidate]?.keyId
}

test('a model has one candidate for each key, those that are well first, in the order of the keys', () => {
  const ids = (unwell: readonly string[]) => planFor(unwell).candidates.map(({ keyId }) => keyId)
  expect(ids([])).toEqual(['a', 'b', 'c'])
  expect(ids(['a'])).toEqual(['b', 'c', 'a'])
  expect(ids(['a', 'b', 'c'])).toEqual(['a', 'b', 'c'])
})

test('a candidate has the group of its key, and a provider without keys has one candidate', () => {
  const [candidate] = planFor().candidates
  if (!candidate) throw new Error('There is no candidate')
  expect(withKeys(candidate).map(({ quotaGroup }) => quotaGroup)).toEqual(['account', 'account', undefined])
  const bare = { ...candidate, target: { ...candidate.target, provider: { ...provider, keys: [] } } }
  expect(withKeys(bare)).toEqual([bare])
})

const next: Partial<Record<FaultKind, string>> = { 'key-refused': 'c', quota: 'c', 'rate-limited': 'c' }

test.each(faultKinds)('after %s with a key of an account', kind => {
  expect(moveAfter([kind])).toBe(next[kind])
})

test('the retry budget of a provider is not spent by keys that are refused, but by faults of the provider', () => {
  const mayRetry = () => false
  for (const kind of ['key-refused', 'quota', 'rate-limited'] as const)
    expect(moveAfter([kind], { mayRetry }), kind).toBe('c')
  expect(moveAfter(['overloaded'], { mayRetry })).toBeUndefined()
})

test('a library that has tried three times itself is told at once', () => {
  expect(moveAfter(['rate-limited'], { callerRetries: 3 })).toBeUndefined()
})
