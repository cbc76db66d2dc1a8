import { createCipheriv, createDecipheriv, createHmac, hash, type KeyObject, randomBytes } from 'node:crypto'
import type { CacheKey } from './answer-store.ts'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
const headerBytes = nonceBytes + tagBytes

/** How much longer a sealed column is than what was sealed. */
export const sealBytes = headerBytes

export const dataKeyBytes = 32

/** A column of a row. A sealed value cannot be opened as that of another row or column. */
export interface Place {
  readonly column: string
  readonly row: number
}

/**
 * AES-256-GCM: nonce, authentication tag, and then the encrypted bytes. Random 96-bit nonces are safe for 2^32 values under
 * one key: https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-38d.pdf, section 8.3.
 */
export function sealColumn(key: KeyObject, place: Place, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(bytesOf(place))
  const encrypted = [cipher.update(plain), cipher.final()]
  return Buffer.concat([nonce, cipher.getAuthTag(), ...encrypted])
}

/** Undefined if it is damaged, another row's or column's, or sealed under another key. */
export function openColumn(key: KeyObject, place: Place, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < headerBytes) return undefined
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(bytesOf(place))
  decipher.setAuthTag(sealed.subarray(nonceBytes, headerBytes))
  const plain = decipher.update(sealed.subarray(headerBytes))
  try {
    decipher.final() // throws if the tag does not match; `plain` must not be used before this
    return plain
  } catch {
    return undefined
  }
}

/** Gives what the file has in place of a request's key, as 64 hexadecimal digits. */
export type RequestHash = (key: CacheKey) => string

/**
 * Without the data key, nobody can try out texts on the file. A secret of its own comes before the text, so that a request is
 * hashed in one step, which takes a third of an HMAC's time. That is as good as one because all texts are of one length:
 * what a longer text would be hashed to, which is what an HMAC keeps secret, is never asked for.
 */
export function requestHash(key: KeyObject): RequestHash {
  const secret = createHmac('sha256', key).update('requests').digest('base64')
  return text => hash('sha256', `${secret}${text}`, 'hex')
}

/** What the file has in place of a pair of questions, whichever of both was asked first. */
export function pairHash(key: KeyObject, oneQuestion: string, otherQuestion: string): Buffer {
  const pair = JSON.stringify([oneQuestion, otherQuestion].sort())
  return createHmac('sha256', key).update('pair\0').update(pair).digest()
}

function bytesOf({ column, row }: Place): Buffer {
  return Buffer.from(JSON.stringify(['gatehouse cache', column, row]))
}
