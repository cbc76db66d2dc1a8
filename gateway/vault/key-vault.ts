import type { KeyObject } from 'node:crypto'
import type { VaultKind } from '../contract/admin.ts'
import { GatewayError } from '../errors.ts'
import { keyFingerprint, openBytes, sealBytes } from './sealed-bytes.ts'
import type { OpenedSecret, SealedSecret, SecretStore } from './secret-store.ts'

/** Where a vault's only key comes from. Each method throws an Error whose message says what is wrong and what to do. */
export interface KeySource {
  readonly kind: 'passphrase' | 'key-file'
  /** Rejects if `find` or `make` would not work. Derives no key, because that is slow. */
  check(): Promise<void>
  /** Undefined if no key was made yet. */
  find(): Promise<KeyObject | undefined>
  /** Makes the key that `find` finds from then on. A key that exists already is kept. */
  make(): Promise<void>
}

interface HeldKey {
  readonly key: KeyObject
  readonly sealedBy: string
}

const sealers: Record<VaultKind, string> = {
  'safe-storage': "the desktop app, in the operating system's key store",
  passphrase: 'a start with GATEHOUSE_PASSPHRASE set',
  'key-file': 'a start without GATEHOUSE_PASSPHRASE, under the key file',
}

const otherKey = {
  passphrase:
    'It was sealed under another passphrase, or another vault.salt: start with that one, or enter the key again.',
  'key-file':
    'It was sealed under another vault.key than the one that is there now: bring that file back, or enter the key again.',
} as const

const missing = {
  passphrase: 'vault.salt is missing, without which no passphrase opens it',
  'key-file': 'vault.key, under which it was sealed, is missing',
} as const

/** A SecretStore with one symmetric key, which is read when it is first needed and then kept in memory. */
export function openKeyVault(source: KeySource): SecretStore {
  const { kind } = source
  const find = keepOnceFound(source)

  async function findOrMake(): Promise<HeldKey> {
    const found = await find()
    if (found !== undefined) return found
    await source.make()
    const made = await find()
    if (made === undefined) throw new Error('the key just made is gone again.')
    return made
  }

  return {
    kind,
    async describe() {
      const failure = await source.check().then(() => null, reasonOf)
      return { kind, available: failure === null, reason: failure }
    },
    async seal(name, secret): Promise<SealedSecret> {
      // A lone surrogate cannot be written as UTF-8, so a secret with one would not come back as it was.
      if (secret === '' || !secret.isWellFormed()) {
        throw new GatewayError('input_invalid', { reason: 'A key must be text, and not empty.' })
      }
      const { key, sealedBy } = await findOrMake().catch((error: unknown) => {
        throw new GatewayError('vault_unavailable', { reason: reasonOf(error) }, { cause: error })
      })
      return { kind, sealedBy, ciphertext: sealBytes(key, { kind, name }, secret) }
    },
    async open(name, sealed): Promise<OpenedSecret> {
      if (sealed.kind !== kind) {
        return locked(`It was sealed by ${sealers[sealed.kind]}: start that way, or enter the key again.`)
      }
      try {
        const found = await find()
        if (!found)
          return locked(`${missing[kind]}: bring that file back from a backup, or enter the key again.`)
        if (found.sealedBy !== sealed.sealedBy) return locked(otherKey[kind])
        return explain(openBytes(found.key, { kind, name }, sealed.ciphertext))
      } catch (error) {
        return locked(reasonOf(error))
      }
    },
  }
}

/**
 * Remembers the key once it was found. A missing or unreadable one is looked for again, since a person may restore it
 * meanwhile.
 */
function keepOnceFound(source: KeySource): () => Promise<HeldKey | undefined> {
  let finding: Promise<HeldKey | undefined> | undefined
  return async () => {
    finding ??= source.find().then(key => key && { key, sealedBy: keyFingerprint(key) })
    const current = finding
    let found: HeldKey | undefined
    try {
      found = await current
      return found
    } finally {
      if (found === undefined && finding === current) finding = undefined
    }
  }
}

function explain(opened: ReturnType<typeof openBytes>): OpenedSecret {
  switch (opened.state) {
    case 'open':
      return opened
    case 'newer-version':
      return locked('It was sealed by a newer Gatehouse: install that version, or enter the key again.')
    case 'truncated':
      return locked('Its stored bytes were cut off: enter the key again, or restore config.db from a backup.')
    case 'damaged':
      return locked(
        'Its stored bytes were changed or damaged: enter the key again, or restore config.db from a backup.',
      )
    default:
      return opened satisfies never
  }
}

function locked(reason: string): OpenedSecret {
  return { state: 'locked', reason }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
