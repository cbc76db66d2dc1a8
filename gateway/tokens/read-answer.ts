// In the worker: what a whole answer says, and what it cost.

import { type JsonMember, scanObject } from '../bytes/json-scan.ts'
import { parseJson } from '../bytes/json-value.ts'
import { type AnswerEncoding, answerAsStream } from '../chat/answer-as-stream.ts'
import type { ReportedUsage } from '../chat/reported-usage.ts'
import type { UsageReporting } from '../chat/usage-reporting.ts'
import { createSecretFilter } from '../redaction/secret-filter.ts'
import { withoutSecret } from '../redaction/without-secret.ts'
import type { Encoding } from './encoding.ts'
import type { AnswerJob, ReadAnswer } from './large-answers.ts'
import { type CountedText, countedAtMostBytes } from './text-tally.ts'
import { asOwnBytes } from './worker-pool.ts'

/** What the answer's format knows of it. */
export interface AnswerFormat {
  readonly caller: AnswerEncoding
  readonly provider: {
    readAnswer(
      answer: unknown,
      reporting?: UsageReporting,
    ): { readonly usage: ReportedUsage; readonly text: string }
  }
}

export function readWholeAnswer(
  { pieces, reporting, asEvents, secret }: Omit<AnswerJob, 'type' | 'table' | 'format'>,
  { caller, provider }: AnswerFormat,
  encoding: Encoding,
): ReadAnswer {
  const joined = join(pieces)
  const isSimple = !hasTooManyValues(joined)
  const parsed = isSimple ? parseJson(joined.toString('utf8')) : parseShortMembers(joined)
  const { usage, text } = provider.readAnswer(parsed, reporting)
  // Of what breaks off or is no answer, its bytes are what is known.
  const said = isSimple && parsed !== undefined ? text : joined.toString('utf8').trim()
  const unreported = usage.complete ? '' : said
  const bytes = asOwnBytes(
    withoutSecret(joined, secret === undefined ? undefined : createSecretFilter(secret)),
  )
  return {
    bytes,
    isJson: parsed !== undefined,
    asEvents:
      asEvents && parsed !== undefined
        ? answerAsStream(textOf(bytes), caller, { ...asEvents, isRefusal: asEvents.isRefusal || !isSimple })
        : undefined,
    usage,
    said: countText(unreported, encoding),
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

/** A model's whole answer, and no more: see `countedAtMostBytes`. */
export function countText(text: string, encoding: Encoding): CountedText {
  const counted = text.slice(0, countedAtMostBytes)
  return {
    tokens: encoding.count(counted),
    countedBytes: Buffer.byteLength(counted),
    uncountedBytes: Buffer.byteLength(text) - Buffer.byteLength(counted),
  }
}

/** Their memory is given back at once: the next collection may be far away. */
function join(pieces: AnswerJob['pieces']): Buffer {
  const [first, ...more] = pieces
  if (first && more.length === 0) return Buffer.from(first.buffer, first.byteOffset, first.length)
  const joined = Buffer.concat(pieces)
  for (const piece of pieces) piece.buffer.transfer(0)
  return joined
}

// Each takes up to a hundred bytes as an object. An engine whose memory ends while it parses ends the whole program.
const valuesAtMost = 1_000_000

const quote = 0x22
const comma = 0x2c
const backslash = 0x5c

function hasTooManyValues(bytes: Buffer): boolean {
  let values = 0
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (byte === quote) inString = !inString
    else if (inString && byte === backslash) at++
    // [ and {, ] and } differ in one bit.
    else if (!inString && (byte === comma || (byte & 0xdf) === 0x5b || (byte & 0xdf) === 0x5d)) values++
  }
  return values > valuesAtMost
}

const shortMemberBytes = 64 * 1024

/** The object with its short members alone, among which the usage is; undefined where the bytes are none. */
function parseShortMembers(bytes: Buffer): object | undefined {
  try {
    const { members } = scanObject(bytes)
    const short = [...members.values()].filter(({ value }) => value.end - value.start <= shortMemberBytes)
    const text = ({ value }: JsonMember) => bytes.toString('utf8', value.start, value.end)
    return Object.fromEntries(short.map(member => [member.key, parseJson(text(member))]))
  } catch {
    return undefined // no JSON
  }
}
