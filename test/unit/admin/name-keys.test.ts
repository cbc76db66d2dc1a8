import { expect, test } from 'vitest'
import { nameKeys } from '../../../gateway/admin/name-keys.ts'
import type { HealthReport } from '../../../gateway/contract/health.ts'

const key = (id: string, name: string) => ({ id, name, quotaGroup: 'account', addedAtMs: 0 })
const providers: Readonly<Record<string, { readonly keys: ReturnType<typeof key>[] }>> = {
  many: { keys: [key('many/1', 'work'), key('many/2', 'home')] },
  one: { keys: [key('one/1', 'default')] },
}

function named(providerId: string | null, keyId: string | null): string | null | undefined {
  const event = { atMs: 0, type: 'opened', providerId, keyId, model: null, reason: '' } as const
  const report: HealthReport = { atMs: 0, offline: false, subjects: [], events: [event] }
  return nameKeys(report, id => providers[id]).events[0]?.keyId
}

test('a key has its name where there are several, and none where it is the only one or is gone', () => {
  expect(named('many', 'many/2')).toBe('home')
  expect(named('one', 'one/1')).toBeNull()
  expect(named('many', 'many/3')).toBeNull()
  expect(named('gone', 'gone/1')).toBeNull()
  expect(named(null, null)).toBeNull()
})

test('what is about keys of one account has the name of their group', () => {
  expect(named('many', 'account')).toBe('account')
})
