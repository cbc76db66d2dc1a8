/** A provider that repeats its key, in an error for example, would hand it to the caller. The length stays. */
export function withoutSecret(bytes: Uint8Array, secret: string | undefined): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (secret === undefined || !buffer.includes(secret)) return bytes
  return Buffer.from(buffer.toString('latin1').replaceAll(secret, '*'.repeat(secret.length)), 'latin1')
}
