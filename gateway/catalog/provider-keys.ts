// The keys of the providers. They are opened only here, when they are first needed, and kept in memory only.

import type { KeyState } from '../contract/providers.ts'
import { GatewayError } from '../errors.ts'
import type { WireFormat } from '../formats/index.ts'
import type { ProviderAdapter } from '../providers/adapter.ts'
import { createSecretFilter, type SecretFilter } from '../redaction/secret-filter.ts'
import type { ProviderRecord, ProviderRows } from '../storage/providers.ts'
import type { SealedSecret, SecretStore } from '../vault/secret-store.ts'
import type { AccessTokens } from './access-tokens.ts'

/** The provider whose key it is. */
export interface KeyOwner {
  readonly record: ProviderRecord
  readonly adapter: ProviderAdapter
}

/** A request that is about to be sent, as far as the provider's key has to do with it. */
export interface OutgoingRequest {
  /** Undefined where the provider is asked for its own API. */
  readonly format?: WireFormat
  readonly method: string
  readonly url: URL
  readonly contentType?: string | undefined
  /** The SHA-256 of its body, in hexadecimal. It is only computed where the request is signed. */
  bodySha256(): Promise<string>
}

/** `reason` says why the key is locked, and what to do. */
export type OpenedKey = {
  readonly state: KeyState
  readonly key: string | undefined
  /** Undefined if there is no key, or if the key is too short to be told from ordinary text. */
  readonly filter: SecretFilter | undefined
  readonly reason: string | null
}

export type ProviderKeys = ReturnType<typeof openProviderKeys>

/**
 * Local servers accept any word as a key, such as 'ollama'. Striking such a word out of every answer would damage the
 * answers.
 */
const shortestSecret = 16

export function openProviderKeys(
  rows: ProviderRows,
  vault: SecretStore,
  now: () => number,
  tokens: AccessTokens,
) {
  const opened = new Map<string, Promise<OpenedKey>>()
  /** With the tokens that it finds, besides the secrets of the key. */
  const filters = new Map<string, { readonly sent: readonly string[]; readonly filter: SecretFilter }>()

  function open(owner: KeyOwner): Promise<OpenedKey> {
    const { id } = owner.record
    const known = opened.get(id)
    if (known) return known
    const opening = readKey(rows, vault, owner, now)
    opened.set(id, opening)
    // A locked keyring may be unlocked the next time, so the result is not kept. A key that was opened in the meantime
    // stays.
    const forget = () => opened.get(id) === opening && opened.delete(id)
    opening.then(({ state }) => state === 'locked' && forget(), forget)
    return opening
  }

  return {
    open,
    forget(id: string): void {
      opened.delete(id)
      filters.delete(id)
      tokens.forget(id)
    },

    /** Finds the secrets of the key, and the tokens that were sent in its place. */
    async filterOf(owner: KeyOwner): Promise<SecretFilter | undefined> {
      const { filter } = await open(owner)
      const { id } = owner.record
      const sent = tokens.sentTo(id)
      if (sent.length === 0) return filter
      const known = filters.get(id)
      if (known?.sent === sent) return known.filter
      const made = filterFor([...(filter?.keys ?? []), ...sent])
      if (made) filters.set(id, { sent, filter: made })
      return made
    },

    /** See `ProviderRegistry`. */
    async credential(owner: KeyOwner, request: OutgoingRequest): Promise<Readonly<Record<string, string>>> {
      const { adapter, record } = owner
      const { state, key, reason } = await open(owner)
      if (state === 'locked')
        throw new GatewayError('provider_locked', { provider: record.id, reason: reason ?? '' })
      if (key === undefined) return {}
      const grant = adapter.grant?.(key)
      if (grant) return { authorization: `Bearer ${await tokens.tokenOf(record.id, grant)}` }
      const sign = adapter.signer?.(key, record.baseUrl)
      if (!sign) return adapter.credential(key, request.format)
      const { method, url, contentType } = request
      return sign({ method, url, contentType, bodySha256: await request.bodySha256(), atMs: now() })
    },
  }
}

async function readKey(
  rows: ProviderRows,
  vault: SecretStore,
  { record: { id }, adapter }: KeyOwner,
  now: () => number,
): Promise<OpenedKey> {
  const sealed = rows.secret(id)
  if (!sealed) return { state: 'none', key: undefined, filter: undefined, reason: null }
  const opened = await vault.open(id, sealed)
  if (opened.state === 'locked')
    return { state: 'locked', key: undefined, filter: undefined, reason: opened.reason }
  // A new key may have been entered in the meantime. It must not be overwritten.
  const isSame = Buffer.from(sealed.ciphertext).equals(rows.secret(id)?.ciphertext ?? Buffer.alloc(0))
  if (opened.resealed && isSame) keepResealed(rows, id, opened.resealed, now())
  const key = opened.secret
  return { state: 'stored', key, filter: filterFor(adapter.secretsIn?.(key) ?? [key]), reason: null }
}

function filterFor(secrets: readonly string[]): SecretFilter | undefined {
  const [first, ...others] = secrets.filter(({ length }) => length >= shortestSecret)
  return first === undefined ? undefined : createSecretFilter(first, ...others)
}

/** Stores the key as sealed anew. If that fails, the key can still be used, and sealing is tried again the next time. */
function keepResealed(rows: ProviderRows, id: string, resealed: SealedSecret, atMs: number): void {
  try {
    rows.keepSecret(id, resealed, atMs)
  } catch {
    // Most often the disk is full.
  }
}
