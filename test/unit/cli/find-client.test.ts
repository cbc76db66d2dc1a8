import { describe, expect, test } from 'vitest'
import { findClient } from '../../../gateway/cli/find-client.ts'
import type { ClientView } from '../../../gateway/contract/admin.ts'
import { usualClientCache } from '../../support/client-cache.ts'

function client(id: string, name: string, revokedAtMs: number | null = null): ClientView {
  return {
    id,
    name,
    tokenPrefix: 'gth_abc',
    createdAtMs: 1,
    lastUsedAtMs: null,
    revokedAtMs,
    personId: null,
    teamId: null,
    onUnsupported: null,
    pausedAtMs: null,
    cache: usualClientCache,
  }
}

describe('a client', () => {
  test('is found by its name or its id', () => {
    const clients = [client('c1', 'notebook'), client('c2', 'script')]
    expect(findClient(clients, 'script').id).toBe('c2')
    expect(findClient(clients, 'c1').id).toBe('c1')
    expect(() => findClient(clients, 'c3')).toThrow('There is no client token "c3".')
  })

  test('that is in use comes before a revoked one of the same name', () => {
    const clients = [client('c1', 'notebook', 5), client('c2', 'notebook')]
    expect(findClient(clients, 'notebook').id).toBe('c2')
    expect(findClient(clients.slice(0, 1), 'notebook').id).toBe('c1')
  })
})
