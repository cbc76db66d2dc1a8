// Thought signatures are bytes, which stand as base64 in JSON. A client may check that, so a seal of another format is put
// into base64 as well.
import { readSeal, writeSeal } from '../../chat/carried-seal.ts'
import type { Seal } from '../../chat/conversation.ts'

/** The name under which both framings of the format make and know their seals and files. */
export const origin = 'gemini-generate'

/** How every carried seal begins in base64: `gatehouse`. */
const carriedStart = 'Z2F0ZWhvdXNl'

export function signatureOf(seal: Seal): string {
  return seal.origin === origin ? seal.value : Buffer.from(writeSeal(seal, origin)).toString('base64')
}

export function sealOf(signature: string): Seal {
  const isCarried = signature.startsWith(carriedStart)
  return readSeal(isCarried ? Buffer.from(signature, 'base64').toString() : signature, origin)
}
