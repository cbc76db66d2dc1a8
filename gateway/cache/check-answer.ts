// Whether an answer may be given to others who ask the same.
import { isRecord, type JsonRecord, parseKeepingDigits } from '../bytes/json-value.ts'
import type { AnswerPart } from '../chat/answer-part.ts'
import { formatOf, type WireFormat } from '../formats/index.ts'
import { assembleStream } from './assemble-stream.ts'

/** An answer as the caller got it, in the caller's format. */
export interface GivenAnswer {
  readonly format: WireFormat
  readonly isStream: boolean
  readonly contentType: string
  readonly bytes: Uint8Array
}

export type AnswerCheck =
  /** `text` is what the model said, without its thinking. */
  | { readonly isGood: true; readonly text: string }
  /** `reason` is a sentence for a person. */
  | { readonly isGood: false; readonly reason: string }

/** A whole answer is parsed at once, which takes about a millisecond for this much. */
const longestWholeBytes = 512 * 1024

/**
 * Good is an answer that the model finished by itself, and that says something. One that was cut, ended by its length, refused,
 * filtered or failed is not, and neither is a call of a tool unless `allowsTools`. Never rejects.
 */
export async function checkAnswer(answer: GivenAnswer, allowsTools: boolean): Promise<AnswerCheck> {
  const { cache } = formatOf(answer.format).caller
  if (!cache) return bad('Answers of this format are not kept.')
  if (!answer.isStream && answer.bytes.length > longestWholeBytes)
    return bad('The answer is longer than 512 KiB.')
  const whole = await wholeOf(answer)
  if (!whole) return bad('The answer is not complete.')
  const parts = cache.readWhole(whole)
  const reason = reasonAgainst(parts, allowsTools)
  if (reason !== undefined) return bad(reason)
  if (!cache.saysItsEnd(whole)) return bad('The answer does not say that it ended.')
  return { isGood: true, text: textOf(parts) }
}

function bad(reason: string): AnswerCheck {
  return { isGood: false, reason }
}

/** The answer as one object. Undefined if it is none. */
export async function wholeOf({
  bytes,
  contentType,
  format,
  isStream,
}: GivenAnswer): Promise<JsonRecord | undefined> {
  if (isStream) return assembleStream(bytes, contentType, format)
  const whole = parseKeepingDigits(Buffer.from(bytes).toString('utf8'))
  return isRecord(whole) ? whole : undefined
}

function reasonAgainst(parts: readonly AnswerPart[], allowsTools: boolean): string | undefined {
  let hasEnded = false
  let hasCalls = false
  for (const part of parts) {
    if (part.type === 'error') return 'The answer reports a failure.'
    if (part.choice !== 0) return 'There are several answers.'
    if (part.type === 'refusal') return 'The model refused.'
    if (part.type === 'tool-call') hasCalls = true
    if (part.type !== 'finish') continue
    hasEnded = true
    if (part.reason === 'length') return 'The answer was ended by its length.'
    if (part.reason === 'content-filter') return 'The answer was filtered.'
  }
  if (!hasEnded) return 'The answer does not say that it ended.'
  if (hasCalls) return allowsTools ? undefined : 'The answer calls a tool.'
  return textOf(parts).trim() === '' ? 'The answer is empty.' : undefined
}

function textOf(parts: readonly AnswerPart[]): string {
  return parts.map(part => (part.type === 'text' ? part.text : '')).join('')
}
