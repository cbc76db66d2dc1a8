// What a person changes about clients. Each change is written first, and is then in memory.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { checkScopeName } from '../budgets/scope-name.ts'
import type {
  ClientAssignment,
  ClientCacheChange,
  ClientTranslation,
  ClientView,
  ClientWish,
  NewClient,
} from '../contract/admin.ts'
import { windowClientId } from '../contract/clients.ts'
import type { ClientId } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'
import type { ClientRecord, ClientRows } from '../storage/clients.ts'

interface ClientChangesDeps {
  readonly rows: ClientRows
  readonly now: () => number
  readonly all: () => readonly ClientRecord[]
  readonly reload: () => void
  readonly viewOf: (client: ClientRecord) => ClientView
}

export function createClientChanges(deps: ClientChangesDeps) {
  const access = createAccess(deps)
  return { ...createLifeChanges(deps, access), ...createWishChanges(deps, access) }
}

type Access = ReturnType<typeof createAccess>

function createAccess({ all, reload, viewOf }: ClientChangesDeps) {
  function find(id: string): ClientRecord {
    const found = all().find(client => client.id === id)
    if (!found) throw new GatewayError('client_unknown', { id })
    return found
  }

  /** Throws `input_invalid` if it was revoked, since nothing of it can be used any more. */
  function findUsable(id: string): ClientRecord {
    refuseBuiltIn(id)
    const client = find(id)
    if (client.revokedAtMs === null) return client
    throw new GatewayError('input_invalid', { reason: `The client token "${client.name}" was revoked.` })
  }

  /** Throws `input_invalid` for the window's own client, which the program makes anew with each start. */
  function refuseBuiltIn(id: string): void {
    if (id !== windowClientId) return
    throw new GatewayError('input_invalid', {
      reason: 'The window has no token of its own that could be changed.',
    })
  }

  function checkFreeName(name: string): void {
    checkClientName(name)
    if (!all().some(client => client.name === name && client.revokedAtMs === null)) return
    throw new GatewayError('client_exists', { name })
  }

  /** Changes what is stored of a client, and gives the client as it is then. */
  function change(id: string, write: () => void): ClientView {
    find(id)
    write()
    reload()
    return viewOf(find(id))
  }

  return { find, findUsable, refuseBuiltIn, checkFreeName, change }
}

/** From its beginning to its end. */
function createLifeChanges(
  { rows, now, reload, viewOf }: ClientChangesDeps,
  { find, findUsable, refuseBuiltIn, checkFreeName, change }: Access,
) {
  return {
    /** Throws `client_exists` or `input_invalid`. */
    create({ name, personId = null, teamId = null }: ClientWish): NewClient {
      checkFreeName(name)
      checkOwners(personId, teamId)
      const token = newToken()
      const tokenHash = createHash('sha256').update(token).digest()
      const id = `cli_${randomUUID()}` as ClientId
      const record = { id, name, tokenHash, tokenPrefix: token.slice(0, 8), createdAtMs: now() }
      rows.insert({ ...record, personId, teamId })
      reload()
      return { client: viewOf(find(id)), token }
    },

    /** Throws `client_unknown`, or `input_invalid` for the window's own client. */
    revoke(id: string): void {
      refuseBuiltIn(id)
      change(id, () => void rows.revoke(id, now()))
    },

    /** Keeps the time if it is paused already. Throws `client_unknown`, or `input_invalid` if it was revoked. */
    pause: (id: string): ClientView =>
      change(id, () => rows.setPaused(id, findUsable(id).pausedAtMs ?? now())),

    /** Throws `client_unknown`, or `input_invalid` if it was revoked. */
    resume: (id: string): ClientView => change(id, () => rows.setPaused(findUsable(id).id, null)),

    /** Throws `client_unknown`, `client_exists` or `input_invalid`. */
    rename: (id: string, name: string): ClientView =>
      change(id, () => {
        if (findUsable(id).name === name) return
        checkFreeName(name)
        rows.rename(id, name)
      }),
  }
}

/** Whose it is, and how its requests are treated. */
function createWishChanges({ rows }: ClientChangesDeps, { change }: Access) {
  return {
    /** Throws `client_unknown` or `input_invalid`. */
    assign: ({ id, personId, teamId }: ClientAssignment): ClientView =>
      change(id, () => {
        checkOwners(personId, teamId)
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

export function newToken(): string {
  return `gth_${randomBytes(32).toString('base64url')}`
}

function checkOwners(...names: readonly (string | null)[]): void {
  for (const name of names) if (name !== null) checkScopeName(name)
}

function checkClientName(name: string): void {
  if (/^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._-]{0,63}$/u.test(name)) return
  throw new GatewayError('input_invalid', {
    reason: 'A name is 1 to 64 letters, digits, spaces, dots, dashes.',
  })
}
