// Gives a stored answer again, in the format in which it was stored.
import type { Framer } from '../bytes/framing.ts'
import { countOf, isRecord, parseJson } from '../bytes/json-value.ts'
import type { AskedUsage } from '../chat/cache-facts.ts'
import { noTokens, type TokenCounts } from '../contract/chat.ts'
import type { CallerFormat } from '../formats/format.ts'
import { formatOf, type WireFormat } from '../formats/index.ts'
import { jsonOf } from '../translation/full-data.ts'
import type { StoredAnswer } from './answer-store.ts'
import { wholeOf } from './check-answer.ts'

export interface Replayed {
  readonly contentType: string
  readonly bytes: Uint8Array
}

export interface ReplayWish {
  readonly wantsStream: boolean
  /** Whether the caller asked for the usage, in formats that send it only then. */
  readonly wantsUsage: boolean
}

type Kept = Pick<StoredAnswer, 'isStream' | 'contentType' | 'bytes' | 'tokens'>

/**
 * The bytes as they were stored, or the same answer as a stream or whole, whichever is wanted. Undefined if that cannot be made of
 * them. Never rejects.
 */
export async function replay(
  stored: Kept,
  format: WireFormat,
  { wantsStream, wantsUsage }: ReplayWish,
): Promise<Replayed | undefined> {
  const { caller, provider } = formatOf(format)
  const { bytes, contentType } = stored
  if (stored.isStream !== wantsStream)
    return wantsStream ? asStream(stored, caller, wantsUsage) : asWhole(stored, format, caller)
  const framing = wantsStream && caller.cache?.usage ? provider.framingOf(contentType, true) : undefined
  if (!framing || !caller.cache?.usage) return { contentType, bytes }
  return { contentType, bytes: withUsage(stored, framing(), caller.cache.usage, wantsUsage) }
}

function asStream({ bytes }: Kept, caller: CallerFormat, wantsUsage: boolean): Replayed | undefined {
  const events = caller.answerEvents(Buffer.from(bytes).toString('utf8'), wantsUsage)
  return events === undefined
    ? undefined
    : { contentType: caller.streamType, bytes: new TextEncoder().encode(events) }
}

async function asWhole(
  stored: Kept,
  format: WireFormat,
  caller: CallerFormat,
): Promise<Replayed | undefined> {
  const whole = await wholeOf({ ...stored, format })
  if (!whole) return undefined
  const tokens = tokensIn(stored)
  const told = tokens ? (caller.cache?.usage?.addTo(whole, tokens) ?? whole) : whole
  return { contentType: 'application/json', bytes: new TextEncoder().encode(JSON.stringify(told)) }
}

/** The event with the usage is one of the last. */
const tailBytes = 16 * 1024

/** The same stream with the event that reports the usage, or without it. */
function withUsage(stored: Kept, framer: Framer, usage: AskedUsage, isWanted: boolean): Uint8Array {
  const { bytes } = stored
  const from = frameStart(bytes, bytes.length - tailBytes)
  const frames = framer.push(bytes.subarray(from))
  const events = frames.map(jsonOf)
  const at = events.findIndex(event => isRecord(event) && usage.isItsEvent(event))
  if (at >= 0 === isWanted) return bytes
  const rest = framer.end()
  const pieces = (rest ? [...frames, rest] : frames).map(frame => frame.bytes)
  if (at >= 0) return Buffer.concat([bytes.subarray(0, from), ...pieces.toSpliced(at, 1)])
  const tokens = tokensIn(stored)
  const last = events.findLastIndex(isRecord)
  const sample = events[last]
  if (!tokens || !isRecord(sample)) return bytes
  const event = new TextEncoder().encode(usage.eventOf(tokens, sample))
  return Buffer.concat([bytes.subarray(0, from), ...pieces.toSpliced(last + 1, 0, event)])
}

const lineFeed = 0x0a
const carriageReturn = 0x0d

/** Where a frame begins at or behind the offset: behind an empty line. 0 if there is none. */
function frameStart(bytes: Uint8Array, offset: number): number {
  if (offset <= 0) return 0
  for (let at = offset; at < bytes.length - 1; at += 1) {
    const before = bytes[at - 1] === carriageReturn ? bytes[at - 2] : bytes[at - 1]
    if (bytes[at] === lineFeed && before === lineFeed) return at + 1
  }
  return 0
}

function tokensIn({ tokens }: Kept): TokenCounts | undefined {
  const read = parseJson(tokens)
  if (!isRecord(read) || countOf(read.input) === undefined || countOf(read.output) === undefined)
    return undefined
  const counts: Record<string, number> = {}
  for (const name in read) {
    const count = countOf(read[name])
    if (count !== undefined) counts[name] = count
  }
  return { ...noTokens, ...counts }
}
