import { createHash, hash, randomBytes, randomUUID } from 'node:crypto'
import { checkScopeName } from '../budgets/scope-name.ts'
import type {
  ClientAssignment,
  ClientCacheChange,
  ClientTranslation,
  ClientView,
  NewClient,
} from '../contract/admin.ts'
import type { ClientCache } from '../contract/answer-cache.ts'
import { type OnUnsupported, windowClientId } from '../contract/clients.ts'
import type { ClientId } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'
import type { ClientRecord, ClientRows } from '../storage/clients.ts'

export interface Client {
  readonly id: ClientId
  readonly name: string
  readonly personId: string | null
  /** The path of the client's team. For example, `lab/vision` is within `lab`. */
  readonly teamId: string | null
  /** Null if the setting `onUnsupported` decides. */
  readonly onUnsupported: OnUnsupported | null
  readonly cache: ClientCache
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

  function find(id: string): ClientRecord {
    const found = [...byHash.values()].find(client => client.id === id)
    if (!found) throw new GatewayError('client_unknown', { id })
    return found
  }

  /** Changes what is stored of a client, and gives the client as it is then. */
  function change(id: string, write: () => void): ClientView {
    find(id)
    write()
    reload()
    return view(find(id), lastUsed)
  }

  return {
    /** Undefined if the token is unknown or revoked. */
    find(token: string): Client | undefined {
      const key = hash('sha256', token, 'base64')
      const heldBy = heldTokens.clientOf(key)
      const client = heldBy === undefined ? byHash.get(key) : find(heldBy)
      if (!client || client.revokedAtMs !== null) return undefined
      lastUsed.set(client.id, now())
      return client
    },

    /** Throws `client_exists` or `input_invalid`. */
    create(name: string): NewClient {
      checkClientName(name)
      if ([...byHash.values()].some(client => client.name === name && client.revokedAtMs === null)) {
        throw new GatewayError('client_exists', { name })
      }
      const { token, record } = newRecord(name, now())
      rows.insert(record)
      reload()
      return { client: view(find(record.id), lastUsed), token }
    },

    /**
     * A token for a client of the program itself, which is made if it is not there. The token is stored nowhere, and works
     * until the program ends.
     */
    openBuiltIn(id: string, name: string): string {
      const all = [...byHash.values()]
      if (!all.some(client => client.id === id)) {
        rows.insert(builtInRecord(id as ClientId, name, all, now()))
        reload()
      }
      return heldTokens.add(id)
    },

    /** Throws `client_unknown`, or `input_invalid` for the window's own client. */
    revoke(id: string): void {
      if (id === windowClientId) {
        throw new GatewayError('input_invalid', { reason: 'The window has no token that could be revoked.' })
      }
      change(id, () => void rows.revoke(id, now()))
    },

    ...createClientChanges(rows, change),

    list: (): readonly ClientView[] => [...byHash.values()].map(client => view(client, lastUsed)),
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

type ChangeClient = (id: string, write: () => void) => ClientView

function createClientChanges(rows: ClientRows, change: ChangeClient) {
  return {
    /** Throws `client_unknown` or `input_invalid`. */
    assign: ({ id, personId, teamId }: ClientAssignment): ClientView =>
      change(id, () => {
        for (const name of [personId, teamId]) if (name !== null) checkScopeName(name)
        rows.assign(id, personId, teamId)
      }),

    /** Throws `client_unknown`. */
    setTranslation: ({ id, onUnsupported }: ClientTranslation): ClientView =>
      change(id, () => rows.setOnUnsupported(id, onUnsupported)),

    /** Throws `client_unknown`. */
    setCache: ({ id, mode, scope, allowsTools }: ClientCacheChange): ClientView =>
      change(id, () => rows.setCache(id, { mode, scope, allowsTools })),
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

function newRecord(name: string, createdAtMs: number) {
  const token = newToken()
  const tokenHash = createHash('sha256').update(token).digest()
  const id = `cli_${randomUUID()}` as ClientId
  return { token, record: { id, name, tokenHash, tokenPrefix: token.slice(0, 8), createdAtMs } }
}

function builtInRecord(id: ClientId, name: string, all: readonly ClientRecord[], createdAtMs: number) {
  const isTaken = all.some(client => client.name === name && client.revokedAtMs === null)
  return {
    id,
    // A person cannot give a name with parentheses, so this one is free.
    name: isTaken ? `${name} (built in)` : name,
    tokenHash: randomBytes(32), // no token has this hash
    tokenPrefix: '',
    createdAtMs,
  }
}

function newToken(): string {
  return `gth_${randomBytes(32).toString('base64url')}`
}

function checkClientName(name: string): void {
  if (/^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._-]{0,63}$/u.test(name)) return
  throw new GatewayError('input_invalid', {
    reason: 'A name is 1 to 64 letters, digits, spaces, dots, dashes.',
  })
}

function view(client: ClientRecord, lastUsed: ReadonlyMap<ClientId, number>): ClientView {
  const { tokenHash: _, ...rest } = client
  return { ...rest, lastUsedAtMs: lastUsed.get(client.id) ?? client.lastUsedAtMs }
}
