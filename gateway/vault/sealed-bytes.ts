import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from 'node:crypto'
import type { VaultKind } from '../contract/admin.ts'

/** Layout of a ciphertext: version, nonce, tag, encrypted UTF-8. */
const version = 1
const nonceBytes = 12
const tagBytes = 16
const headerBytes = 1 + nonceBytes + tagBytes

const algorithm = 'aes-256-gcm'

/** What a ciphertext belongs to; authenticated with it, so that none can stand in another's place. */
export interface SecretLabel {
  readonly kind: VaultKind
  readonly name: string
}

/** AES-256-GCM under a random 96-bit nonce: far from the 2^32 seals per key at which those could repeat. */
export function sealBytes(key: KeyObject, label: SecretLabel, secret: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(labelBytes(label))
  const encrypted = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), encrypted])
}

export type OpenedBytes =
  | { readonly state: 'open'; readonly secret: string }
  | { readonly state: 'newer-version' }
  /** Too short to be one: of those that only lost their end, GCM says no more than that they are damaged. */
  | { readonly state: 'truncated' }
  /** Changed on disk, sealed for another name, or under another key: GCM does not tell which. */
  | { readonly state: 'damaged' }

export function openBytes(key: KeyObject, label: SecretLabel, ciphertext: Uint8Array): OpenedBytes {
  const [writtenBy = version] = ciphertext
  if (writtenBy > version) return { state: 'newer-version' }
  if (ciphertext.length <= headerBytes) return { state: 'truncated' }
  if (writtenBy < version) return { state: 'damaged' }
  const nonce = ciphertext.subarray(1, 1 + nonceBytes)
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(labelBytes(label))
  decipher.setAuthTag(ciphertext.subarray(1 + nonceBytes, headerBytes))
  const plain = decipher.update(ciphertext.subarray(headerBytes))
  try {
    decipher.final() // throws unless the tag matches; nothing of `plain` may be used before
    return { state: 'open', secret: plain.toString('utf8') }
  } catch {
    return { state: 'damaged' }
  } finally {
    plain.fill(0)
  }
}

/** Names a key without giving anything of it away. */
export function keyFingerprint(key: KeyObject): string {
  return createHmac('sha256', key).update('gatehouse vault fingerprint').digest('hex').slice(0, 16)
}

/** JSON, because joined strings could be cut in two places. */
function labelBytes(label: SecretLabel): Buffer {
  return Buffer.from(JSON.stringify(['gatehouse secret', version, label.kind, label.name]))
}
