// "20. other quota group only": who may be asked beside a target that is late.
import { expect, test } from 'vitest'
import { nextCandidate, type Situation } from '../../../gateway/attempts/next-move.ts'
import type { Candidate } from '../../../gateway/routing/plan.ts'
import { providerOf } from '../../support/attempt-rig.ts'

const candidate = (kind: 'openai' | 'anthropic', model: string, own: Partial<Candidate> = {}): Candidate => ({
  target: { provider: providerOf(kind), model, format: 'openai-chat', priced: true },
  keyId: 'one',
  quotaGroup: undefined,
  limits: undefined,
  contextTokens: undefined,
  isLocal: false,
  ...own,
})

test.each<[string, Candidate, number | undefined]>([
  ['not the same model with another key', candidate('openai', 'm', { keyId: 'two' }), undefined],
  ['not another model with the same key', candidate('openai', 'n'), undefined],
  ['another model with another key', candidate('openai', 'n', { keyId: 'two' }), 1],
  ['another provider', candidate('anthropic', 'm'), 1],
])('20. beside one that runs: %s', (_, other, expected) => {
  const situation = {
    plan: { route: { name: 'r', groups: [] }, candidates: [candidate('openai', 'm'), other], skipped: [] },
    tried: [],
    isBodyKept: true,
    running: [0],
    elapsedMs: 0,
    callerRetries: 0,
    mayRetry: () => true,
    random: 0,
  }
  expect(nextCandidate(situation as Situation)).toBe(expected)
})

test('20. not another key of the same quota group', () => {
  const group = { quotaGroup: 'account' }
  const candidates = [candidate('openai', 'm', group), candidate('openai', 'n', { ...group, keyId: 'two' })]
  const situation = { plan: { route: undefined, candidates, skipped: [] }, tried: [], running: [0] }
  expect(nextCandidate({ ...situation, mayRetry: () => true } as unknown as Situation)).toBeUndefined()
})
