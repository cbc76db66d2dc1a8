// Runs in a worker: reads what a whole answer says and what usage it reports.

import { type JsonMember, scanObject } from '../bytes/json-scan.ts'
import { parseJson } from '../bytes/json-value.ts'
import { type AnswerEncoding, answerAsStream } from '../chat/answer-as-stream.ts'
import type { ReportedUsage } from '../chat/reported-usage.ts'
import type { TranslatedVectors } from '../chat/translate-vectors.ts'
import type { UsageReporting } from '../chat/usage-reporting.ts'
import { createSecretFilter } from '../redaction/secret-filter.ts'
import { withoutSecret } from '../redaction/without-secret.ts'
import type { Encoding } from './encoding.ts'
import type { AnswerJob, ReadAnswer } from './large-answers.ts'
import { type CountedText, countedAtMostBytes } from './text-tally.ts'
import { asOwnBytes } from './worker-pool.ts'

/** What the answer's format provides to read it. */
export interface AnswerFormat {
  readonly caller: AnswerEncoding
  readonly provider: {
    readAnswer(
      answer: unknown,
      reporting?: UsageReporting,
    ): { readonly usage: ReportedUsage; readonly text: string }
  }
}

/** Translates an answer, whose tokens are those that the provider reports. */
export type TranslateVectors = (answer: unknown, tokens: ReportedUsage['tokens']) => TranslatedVectors

/** `translate` is absent where the caller is sent the provider's bytes. */
export function readWholeAnswer(
  { pieces, reporting, asEvents, secrets }: Omit<AnswerJob, 'type' | 'table' | 'format' | 'vectors'>,
  { caller, provider }: AnswerFormat,
  encoding: Encoding,
  translate?: TranslateVectors,
): ReadAnswer {
  const joined = join(pieces)
  const isSimple = !hasTooManyValues(joined, translate ? numbersAtMost : valuesAtMost)
  const parsed = isSimple ? parseJson(joined.toString('utf8')) : parseShortMembers(joined)
  const { usage, text } = provider.readAnswer(parsed, reporting)
  // If an answer is cut off or is not JSON, all its bytes are counted as its text.
  const said = isSimple && parsed !== undefined ? text : joined.toString('utf8').trim()
  const unreported = usage.complete ? '' : said
  const struck = withoutSecret(joined, secrets === undefined ? undefined : createSecretFilter(...secrets))
  const readable = struck === joined ? parsed : parseJson(textOf(struck))
  const translated = !translate ? undefined : isSimple ? translate(readable, usage.tokens) : tooManyNumbers
  const bytes =
    translated?.type === 'written'
      ? new TextEncoder().encode(JSON.stringify(translated.body))
      : asOwnBytes(struck)
  return {
    bytes,
    translated: translated && { failure: translated.type === 'failed' ? translated.failure : undefined },
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

/** Counts at most the text of one whole model answer, and gives the length of the rest. See `countedAtMostBytes`. */
export function countText(text: string, encoding: Encoding): CountedText {
  const counted = text.slice(0, countedAtMostBytes)
  return {
    tokens: encoding.count(counted),
    countedBytes: Buffer.byteLength(counted),
    uncountedBytes: Buffer.byteLength(text) - Buffer.byteLength(counted),
  }
}

/** Joins the pieces and frees their memory at once, because the next garbage collection may be far away. */
function join(pieces: AnswerJob['pieces']): Buffer {
  const [first, ...more] = pieces
  if (first && more.length === 0) return Buffer.from(first.buffer, first.byteOffset, first.length)
  const joined = Buffer.concat(pieces)
  for (const piece of pieces) piece.buffer.transfer(0)
  return joined
}

// Each value takes up to a hundred bytes as an object. If V8 runs out of memory while it parses, the whole program ends.
const valuesAtMost = 1_000_000
/** The numbers of vectors take less, and 2,000 texts have three million of them. */
const numbersAtMost = 4_000_000
const tooManyNumbers: TranslatedVectors = {
  type: 'failed',
  failure: { message: 'The answer has too many numbers to be translated: ask for fewer texts at once.' },
}

const quote = 0x22
const comma = 0x2c
const backslash = 0x5c

function hasTooManyValues(bytes: Buffer, atMost: number): boolean {
  let values = 0
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (byte === quote) inString = !inString
    else if (inString && byte === backslash) at++
    // [ and { differ in one bit, and so do ] and }.
    else if (!inString && (byte === comma || (byte & 0xdf) === 0x5b || (byte & 0xdf) === 0x5d)) values++
  }
  return values > atMost
}

const shortMemberBytes = 64 * 1024

/** Parses only the short members of an object, among which the usage is. Undefined if the bytes are not a JSON object. */
function parseShortMembers(bytes: Buffer): object | undefined {
  try {
    const { members } = scanObject(bytes)
    const short = [...members.values()].filter(({ value }) => value.end - value.start <= shortMemberBytes)
    const text = ({ value }: JsonMember) => bytes.toString('utf8', value.start, value.end)
    return Object.fromEntries(short.map(member => [member.key, parseJson(text(member))]))
  } catch {
    return undefined // not JSON
  }
}
