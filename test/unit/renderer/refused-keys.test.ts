import { expect, test } from 'vitest'
import type { SubjectHealthView } from '../../../gateway/contract/health.ts'
import type { ProviderKeyView } from '../../../gateway/contract/providers.ts'
import { isRefused, refusedKeys } from '../../../renderer/screens/providers/refused-keys.ts'

function key(name: string, state: ProviderKeyView['state'] = 'stored'): ProviderKeyView {
  return { name, state, quotaGroup: null, reason: null, addedAtMs: 0 }
}

function subject(keyId: string | null, change: Partial<SubjectHealthView> = {}): SubjectHealthView {
  return {
    providerId: 'main',
    keyId,
    model: null,
    state: 'locked',
    reason: 'status 401',
    untilMs: null,
    running: 0,
    failuresInARow: 1,
    lastFailure: null,
    speed: null,
    ...change,
  }
}

test('the only key of a provider is refused where health says so without its name', () => {
  const provider = { id: 'main', keys: [key('default')] }
  const refused = refusedKeys(provider, [subject(null)])
  expect([...refused]).toEqual([['default', 'status 401']])
  expect(isRefused(provider, refused)).toBe(true)
})

test('one refused key of two leaves the provider usable', () => {
  const provider = { id: 'main', keys: [key('work'), key('home')] }
  const refused = refusedKeys(provider, [subject('home')])
  expect([...refused.keys()]).toEqual(['home'])
  expect(isRefused(provider, refused)).toBe(false)
  expect(isRefused(provider, refusedKeys(provider, [subject('home'), subject('work')]))).toBe(true)
})

test('pauses, other providers, and keys that cannot be opened are no refusals', () => {
  const provider = { id: 'main', keys: [key('default')] }
  const others = [subject(null, { state: 'cooling' }), subject(null, { providerId: 'other' })]
  expect(refusedKeys(provider, others).size).toBe(0)
  const locked = { id: 'main', keys: [key('default', 'locked')] }
  expect(isRefused(locked, refusedKeys(locked, [subject(null)]))).toBe(false)
})
