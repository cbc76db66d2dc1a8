import type { NewAnswer } from './answer-store.ts'
import type { RequestHash } from './sealed-columns.ts'
import type { AnswerToWrite } from './store-messages.ts'

export interface AnswersToWrite {
  readonly answers: readonly AnswerToWrite[]
  /** The memory of all bodies, to be handed over. One piece costs less than many. */
  readonly memory: ArrayBuffer
}

export function answersToWrite(given: readonly NewAnswer[], hash: RequestHash): AnswersToWrite {
  const memory = new ArrayBuffer(given.reduce((sum, { bytes }) => sum + bytes.byteLength, 0))
  let from = 0
  const answers = given.map(({ keys: { exact, fingerprint }, bytes, onSettled: _, ...facts }) => {
    const view = new Uint8Array(memory, from, bytes.byteLength)
    view.set(bytes)
    from += bytes.byteLength
    const inFile = {
      exactKey: keyBytes(hash(exact)),
      fingerprint: fingerprint && keyBytes(hash(fingerprint)),
    }
    return { ...facts, ...inFile, bytes: view }
  })
  return { answers, memory }
}

/** A buffer of its own: the whole memory of a shared one would be copied into a message. */
export function keyBytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}
