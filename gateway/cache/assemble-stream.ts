import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Frame, FrameTooLargeError } from '../bytes/framing.ts'
import { isRecord, type JsonRecord } from '../bytes/json-value.ts'
import { formatOf, type WireFormat } from '../formats/index.ts'
import { jsonOf } from '../translation/full-data.ts'

/** Reading this much takes less than a millisecond. */
const pieceBytes = 64 * 1024

/**
 * The whole answer that a caller's stream makes. Undefined if the stream broke off, failed, or is none of the format. The event
 * loop gets a turn after each 64 KiB.
 */
export async function assembleStream(
  bytes: Uint8Array,
  contentType: string,
  format: WireFormat,
): Promise<JsonRecord | undefined> {
  const { caller, provider } = formatOf(format)
  const framing = provider.framingOf(contentType, true)
  if (!caller.cache || !framing) return undefined
  const { endMark } = caller.cache
  const framer = framing()
  const assembler = caller.cache.createAssembler()
  let hasEnded = endMark === undefined

  /** False if what the frame says cannot be read. */
  function take(frame: Frame): boolean {
    if (frame.data === endMark) hasEnded = true
    const event = frame.data === endMark ? undefined : jsonOf(frame)
    if (isRecord(event)) assembler.add(event)
    return isRecord(event) || frame.data === endMark || frame.data?.trim() === '' || frame.data === undefined
  }

  try {
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      if (from > 0) await nextTurn()
      if (!framer.push(bytes.subarray(from, from + pieceBytes)).every(take)) return undefined
    }
  } catch (error) {
    if (error instanceof FrameTooLargeError) return undefined
    throw error
  }
  const rest = framer.end()
  const isCut = rest?.bytes.some(byte => byte > 0x20)
  return isCut || !hasEnded ? undefined : assembler.whole()
}
