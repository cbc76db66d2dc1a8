import { hash, randomBytes } from 'node:crypto'
import type { ClientView } from '../contract/admin.ts'
import type { ClientCache } from '../contract/answer-cache.ts'
import type { OnUnsupported } from '../contract/clients.ts'
import type { ClientId } from '../contract/units.ts'
import type { ClientRecord, ClientRows } from '../storage/clients.ts'
import { createClientChanges, newToken } from './client-changes.ts'

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
  const heldTokens = createHeldTokens()
  reload()

  function reload(): void {
    byHash.clear()
    for (const client of rows.all()) byHash.set(client.tokenHash.toString('base64'), client)
  }

  const all = (): readonly ClientRecord[] => [...byHash.values()]
  const viewOf = (client: ClientRecord) => view(client, lastUsed)

  return {
    /** Undefined if the token is unknown or revoked. A paused one is found: who lets it in has to look. */
    find(token: string): Client | undefined {
      const key = hash('sha256', token, 'base64')
      const heldBy = heldTokens.clientOf(key)
      const client = heldBy === undefined ? byHash.get(key) : all().find(({ id }) => id === heldBy)
      if (!client || client.revokedAtMs !== null) return undefined
      if (client.pausedAtMs === null) lastUsed.set(client.id, now())
      return client
    },

    /**
     * A token for a client of the program itself, which is made if it is not there. The token is stored nowhere, and works
     * until the program ends.
     */
    openBuiltIn(id: string, name: string): string {
      if (!all().some(client => client.id === id)) {
        rows.insert(builtInRecord(id as ClientId, name, all(), now()))
        reload()
      }
      return heldTokens.add(id)
    },

    ...createClientChanges({ rows, now, all, reload, viewOf }),

    list: (): readonly ClientView[] => all().map(viewOf),
    get: (id: string): Client | undefined => all().find(client => client.id === id),

    /** Writes the times of the last uses since the previous flush, in one write for all clients. */
    flush(): void {
      if (lastUsed.size === 0) return
      rows.touch(lastUsed)
      lastUsed.clear()
      reload()
    },
  }
}

/** Tokens that are kept in memory alone, by their hashes, with the client of each. */
function createHeldTokens() {
  const clients = new Map<string, string>()
  return {
    clientOf: (tokenHash: string): string | undefined => clients.get(tokenHash),
    add(clientId: string): string {
      const token = newToken()
      clients.set(hash('sha256', token, 'base64'), clientId)
      return token
    },
  }
}

function builtInRecord(id: ClientId, name: string, all: readonly ClientRecord[], createdAtMs: number) {
  const isTaken = all.some(client => client.name === name && client.revokedAtMs === null)
  return {
    id,
    personId: null,
    teamId: null,
    // A person cannot give a name with parentheses, so this one is free.
    name: isTaken ? `${name} (built in)` : name,
    tokenHash: randomBytes(32), // no token has this hash
    tokenPrefix: '',
    createdAtMs,
  }
}

function view(client: ClientRecord, lastUsed: ReadonlyMap<ClientId, number>): ClientView {
  const { tokenHash: _, ...rest } = client
  return { ...rest, lastUsedAtMs: lastUsed.get(client.id) ?? client.lastUsedAtMs }
}
