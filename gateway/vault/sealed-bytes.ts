import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from 'node:crypto'
import type { VaultKind } from '../contract/admin.ts'

/** A ciphertext is one byte of version, the nonce, the authentication tag, and then the encrypted UTF-8. */
const version = 1
const nonceBytes = 12
const tagBytes = 16
const headerBytes = 1 + nonceBytes + tagBytes

const algorithm = 'aes-256-gcm'

/** What a ciphertext belongs to. It is authenticated with the ciphertext, so that two ciphertexts cannot be swapped. */
export interface SecretLabel {
  readonly kind: VaultKind
  readonly name: string
}

/**
 * AES-256-GCM with a random 96-bit nonce. Random nonces are safe for up to 2^32 seals under one key, far more than a vault
 * ever makes.
 */
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
  /**
   * Too short to be a ciphertext. A longer one that has lost its end is `damaged`, because GCM cannot tell the
   * difference.
   */
  | { readonly state: 'truncated' }
  /** It was changed on disk, sealed for another name, or sealed under another key. GCM does not say which. */
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
    decipher.final() // throws if the tag does not match; `plain` must not be used before this
    return { state: 'open', secret: plain.toString('utf8') }
  } catch {
    return { state: 'damaged' }
  } finally {
    plain.fill(0)
  }
}

/** Identifies a key without revealing anything about it. */
export function keyFingerprint(key: KeyObject): string {
  return createHmac('sha256', key).update('gatehouse vault fingerprint').digest('hex').slice(0, 16)
}

/** JSON keeps the parts apart. If they were simply joined, 'ab' + 'c' would equal 'a' + 'bc'. */
function labelBytes(label: SecretLabel): Buffer {
  return Buffer.from(JSON.stringify(['gatehouse secret', version, label.kind, label.name]))
}
