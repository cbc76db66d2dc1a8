import { hash } from 'node:crypto'
import type { ClientView } from '../contract/admin.ts'
import type { ClientCache } from '../contract/answer-cache.ts'
import type { OnUnsupported } from '../contract/clients.ts'
import type { ClientId } from '../contract/units.ts'
import type { ClientRecord, ClientRows } from '../storage/clients.ts'
import { createClientChanges } from './client-changes.ts'

export interface Client {
  readonly id: ClientId
  readonly name: string
  readonly personId: string | null
  /** The path of the client's team. For example, `lab/vision` is within `lab`. */
  readonly teamId: string | null
  /** Null if the setting `onUnsupported` decides. */
  readonly onUnsupported: OnUnsupported | null
  readonly cache: ClientCache
  /** Null while its token may be used. */
  readonly pausedAtMs: number | null
}

export type Clients = ReturnType<typeof openClients>

/**
 * Manages the clients. Each has one token, which is looked up in memory by its SHA-256, so a revoked token is refused
 * at once.
 */
export function openClients(rows: ClientRows, now: () => number) {
  const byHash = new Map<string, ClientRecord>()
  const lastUsed = new Map<ClientId, number>()
  reload()

  function reload(): void {
    byHash.clear()
    for (const client of rows.all()) byHash.set(client.tokenHash.toString('base64'), client)
  }

  const viewOf = (client: ClientRecord) => view(client, lastUsed)

  return {
    /** Undefined if the token is unknown or revoked. A paused one is found: who lets it in has to look. */
    find(token: string): Client | undefined {
      const client = byHash.get(hash('sha256', token, 'base64'))
      if (!client || client.revokedAtMs !== null) return undefined
      if (client.pausedAtMs === null) lastUsed.set(client.id, now())
      return client
    },

    ...createClientChanges({ rows, now, all: () => [...byHash.values()], reload, viewOf }),

    list: (): readonly ClientView[] => [...byHash.values()].map(viewOf),
    get: (id: string): Client | undefined => [...byHash.values()].find(client => client.id === id),

    /** Writes the times of the last uses since the previous flush, in one write for all clients. */
    flush(): void {
      if (lastUsed.size === 0) return
      rows.touch(lastUsed)
      lastUsed.clear()
      reload()
    },
  }
}

function view(client: ClientRecord, lastUsed: ReadonlyMap<ClientId, number>): ClientView {
  const { tokenHash: _, ...rest } = client
  return { ...rest, lastUsedAtMs: lastUsed.get(client.id) ?? client.lastUsedAtMs }
}
