// The keys of the providers. They are opened only here, when they are first needed, and kept in memory only.
import { GatewayError } from '../errors.ts'
import type { WireFormat } from '../formats/index.ts'
import type { ProviderAdapter } from '../providers/adapter.ts'
import { createSecretFilter, type SecretFilter } from '../redaction/secret-filter.ts'
import type { ProviderKeyRecord, ProviderKeyRows } from '../storage/provider-keys.ts'
import type { ProviderRecord } from '../storage/providers.ts'
import type { SealedSecret, SecretStore } from '../vault/secret-store.ts'
import type { AccessTokens } from './access-tokens.ts'

/** The provider whose keys they are. */
export interface KeyOwner {
  readonly record: ProviderRecord
  readonly adapter: ProviderAdapter
  readonly keys: readonly ProviderKey[]
}

/** Without the key itself. */
export type ProviderKey = ProviderKeyRecord

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
export type OpenedKey =
  | {
      readonly state: 'stored'
      readonly key: string
      readonly secrets: readonly string[]
      readonly reason: null
    }
  | { readonly state: 'locked'; readonly secrets: readonly string[]; readonly reason: string }

export interface Credential {
  /** The key that is used. Undefined if the provider has none. */
  readonly keyId: string | undefined
  /** Empty if the server needs no key. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * Finds all keys of the provider, and the tokens that were sent in their place, in what the provider answers. Undefined if
   * there are none, or if they are too short to be told from ordinary text. It still finds a key that is removed while the
   * request runs.
   */
  readonly filter: SecretFilter | undefined
}

export type ProviderKeys = ReturnType<typeof openProviderKeys>

/**
 * Local servers accept any word as a key, such as 'ollama'. Striking such a word out of every answer would damage the
 * answers.
 */
const shortestSecret = 16

export function openProviderKeys(
  rows: ProviderKeyRows,
  vault: SecretStore,
  now: () => number,
  tokens: AccessTokens,
) {
  const opened = new Map<string, Opening>()
  const filters = new Map<string, { readonly secrets: readonly string[]; readonly filter: SecretFilter }>()

  /** `again`: whether a key that was locked the last time is tried once more, because the keyring may be unlocked now. */
  function open({ adapter }: KeyOwner, { id }: ProviderKey, again: boolean): Promise<OpenedKey> {
    const known = opened.get(id)
    if (known && !(again && known.isLocked)) return known.result
    const opening: Opening = { result: readKey(rows, vault, id, adapter), isLocked: false }
    opened.set(id, opening)
    const locked = () => {
      opening.isLocked = true
    }
    opening.result.then(({ state }) => state === 'locked' && locked(), locked)
    return opening.result
  }

  function filterOf({ record, keys }: KeyOwner, all: readonly OpenedKey[]): SecretFilter | undefined {
    const sent = keys.flatMap(({ id }) => tokens.sentTo(id))
    const secrets = [...all.flatMap(each => each.secrets), ...sent]
    const known = filters.get(record.id)
    if (known && isSame(known.secrets, secrets)) return known.filter
    const [first, ...others] = secrets
    if (first === undefined) return undefined
    const filter = createSecretFilter(first, ...others)
    filters.set(record.id, { secrets, filter })
    return filter
  }

  return {
    open: (owner: KeyOwner, key: ProviderKey): Promise<OpenedKey> => open(owner, key, true),

    /** To be called with the provider as it was before its keys changed. */
    forget({ keys, record }: KeyOwner): void {
      filters.delete(record.id)
      for (const { id } of keys) {
        opened.delete(id)
        tokens.forget(id)
      }
    },

    /** Finds all keys of the provider that can be opened, and the tokens that were sent in their place. */
    async filterOf(owner: KeyOwner): Promise<SecretFilter | undefined> {
      return filterOf(owner, await Promise.all(owner.keys.map(key => open(owner, key, false))))
    },

    /** See `ProviderRegistry`. */
    async credential(
      owner: KeyOwner,
      request: OutgoingRequest,
      used: ProviderKey | undefined,
    ): Promise<Credential> {
      if (!used) return withoutKey
      const all: OpenedKey[] = []
      for (const key of owner.keys) all.push(await open(owner, key, key === used))
      const key = all[owner.keys.indexOf(used)]
      if (key?.state !== 'stored')
        throw new GatewayError('provider_locked', { provider: owner.record.id, reason: key?.reason ?? '' })
      const headers = await credentialHeaders(owner, used, key.key, request, { tokens, now })
      return { keyId: used.id, headers, filter: filterOf(owner, all) }
    },
  }
}

interface Opening {
  readonly result: Promise<OpenedKey>
  isLocked: boolean
}

const withoutKey: Credential = { keyId: undefined, headers: {}, filter: undefined }

/** The headers that carry a key, a token in its place, or a signature made with it. */
export async function credentialHeaders(
  {
    adapter,
    record,
  }: { readonly adapter: ProviderAdapter; readonly record: Pick<ProviderRecord, 'id' | 'baseUrl'> },
  { id }: Pick<ProviderKey, 'id'>,
  secret: string,
  request: OutgoingRequest,
  { tokens, now }: { readonly tokens: AccessTokens; readonly now: () => number },
): Promise<Readonly<Record<string, string>>> {
  const grant = adapter.grant?.(secret)
  if (grant) return { authorization: `Bearer ${await tokens.tokenOf({ id, provider: record.id }, grant)}` }
  const sign = adapter.signer?.(secret, record.baseUrl)
  if (!sign) return adapter.credential(secret, request.format)
  const { method, url, contentType } = request
  return sign({ method, url, contentType, bodySha256: await request.bodySha256(), atMs: now() })
}

async function readKey(
  rows: ProviderKeyRows,
  vault: SecretStore,
  id: string,
  adapter: ProviderAdapter,
): Promise<OpenedKey> {
  const sealed = rows.secret(id)
  if (!sealed) return { state: 'locked', secrets: [], reason: 'it was removed.' }
  const opened = await vault.open(id, sealed)
  if (opened.state === 'locked') return { state: 'locked', secrets: [], reason: opened.reason }
  if (opened.resealed) keepResealed(rows, id, opened.resealed)
  const key = opened.secret
  return { state: 'stored', key, secrets: secretsOf(adapter, key), reason: null }
}

/** What of a key is struck out of answers. */
export function secretsOf(adapter: ProviderAdapter, key: string): readonly string[] {
  const secrets = adapter.secretsIn?.(key) ?? [key]
  return secrets.filter(({ length }) => length >= shortestSecret)
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, index) => text === others[index])
}

/** Stores the key as sealed anew. If that fails, the key can still be used, and sealing is tried again the next time. */
function keepResealed(rows: ProviderKeyRows, id: string, resealed: SealedSecret): void {
  try {
    rows.reseal(id, resealed)
  } catch {
    // Most often the disk is full.
  }
}
