// What is known of a request, and what all formats share in reading it: strict where the gateway depends on a field,
// blind to the rest.
import { isAscii } from 'node:buffer'
import { type ByteSpan, JsonScanError, type ScannedObject, scanObject } from '../bytes/json-scan.ts'
import { GatewayError } from '../errors.ts'
import type { PriceTerms } from '../pricing/bill.ts'
import type { RequestHead } from './request-head.ts'

/** A request as its format reads it. */
export interface RequestParts {
  readonly head: RequestHead
  readonly bytes: Uint8Array
  /** The scan of the bytes. */
  readonly body: ScannedObject
}

/** A replacement of bytes by text; `start` equals `end` where text is only put in. */
export interface TextEdit extends ByteSpan {
  readonly text: string
}

/** What the gateway needs to know of a request. Plain data: large bodies are read in a worker. */
export interface RequestFacts {
  readonly model: string
  /** Where the model's name stands in the body, quotes included; undefined: not in the body. */
  readonly modelValue?: ByteSpan | undefined
  readonly stream: boolean
  /** The most output the caller asked for, all choices together; undefined where it named no bound. */
  readonly maxOutputTokens: number | undefined
  /** Reasoning counts towards that bound wherever the format is spoken. */
  readonly boundsReasoning: boolean
  /** How many answers were asked for: each costs output. */
  readonly choices: number
  /** Tools are offered; reasoning is asked for. Such answers have lengths of their own. */
  readonly tools: boolean
  readonly reasoning: boolean
  /** What it asks for that changes every rate, in the provider's own words. */
  readonly terms: PriceTerms
  /** Bytes that text outside ASCII takes in UTF-8, or more: tokenizers differ in such text the most. */
  readonly wideBytes: number
  /** What makes the provider report usage where the caller did not ask for it. */
  readonly usageEdits: readonly TextEdit[]
}

export function invalid(reason: string): GatewayError {
  return new GatewayError('request_invalid', { reason })
}

export function scanRequest(bytes: Uint8Array): ScannedObject {
  try {
    return scanObject(bytes)
  } catch (error) {
    if (!(error instanceof JsonScanError)) throw error
    throw new GatewayError(
      'request_invalid',
      { reason: `${error.reason} (at byte ${error.offset}).` },
      { cause: error },
    )
  }
}

export function readModel(bytes: Uint8Array, body: ScannedObject) {
  const member = body.members.get('model')
  if (member?.kind !== 'string') throw invalid('"model" must be a string.')
  const model = parsedAt(bytes, body, 'model')
  if (typeof model !== 'string' || model === '' || model.length > 256) {
    throw invalid('"model" must be 1 to 256 characters long.')
  }
  return { model, modelValue: member.value }
}

export function requireArray(body: ScannedObject, key: string): void {
  if (body.members.get(key)?.kind !== 'array') throw invalid(`"${key}" must be an array.`)
}

/** Whether one of the members is there and not null. */
export function hasAny(body: ScannedObject, ...keys: readonly string[]): boolean {
  return keys.some(key => (body.members.get(key)?.kind ?? 'null') !== 'null')
}

export function readBoolean(body: ScannedObject, key: string): boolean {
  const kind = body.members.get(key)?.kind
  if (kind === undefined || kind === 'null' || kind === 'false') return false
  if (kind === 'true') return true
  throw invalid(`"${key}" must be true or false.`)
}

/**
 * The most output that was asked for, by the first of the members that is there. Undefined: no bound, which is what
 * less than `leastBound` means to those who define it: -1 to local servers, as in
 * https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md; others refuse it themselves.
 */
export function readOutputBound(
  bytes: Uint8Array,
  body: ScannedObject,
  keys: readonly string[],
  leastBound: number,
): number | undefined {
  for (const key of keys) {
    const bound = readCount(bytes, body, key, -1e9)
    if (bound !== undefined) return bound < leastBound ? undefined : bound
  }
  return undefined
}

export function readCount(
  bytes: Uint8Array,
  body: ScannedObject,
  key: string,
  minimum: number,
  maximum = 1e9,
): number | undefined {
  const value = parsedAt(bytes, body, key)
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum && value <= maximum)
    return value
  throw invalid(`"${key}" must be a whole number from ${minimum} to ${maximum}.`)
}

/** What is asked for of the price. A value that is no word stays what it is: nothing that has a known price. */
export function readTerms(bytes: Uint8Array, body: ScannedObject): PriceTerms {
  return {
    serviceTier: readWord(bytes, body, 'service_tier'),
    speed: readWord(bytes, body, 'speed'),
    inferenceGeo: readWord(bytes, body, 'inference_geo'),
  }
}

const wordBytes = 64

function readWord(bytes: Uint8Array, body: ScannedObject, key: string): string | undefined {
  const member = body.members.get(key)
  if (!member || member.kind === 'null') return undefined
  const { start, end } = member.value
  if (member.kind !== 'string' || end - start > wordBytes) return 'unknown'
  return JSON.parse(Buffer.from(bytes.subarray(start, end)).toString('utf8'))
}

const escapedUnicode = Buffer.from('\\u')
/** A character below U+10000 takes three bytes at most; one above is two such escapes, and takes four. */
const bytesPerEscape = 3

/** Bytes outside ASCII, and those that escapes may stand for. */
export function wideBytesOf(bytes: Uint8Array): number {
  let wide = 0
  if (!isAscii(bytes)) for (const byte of bytes) if (byte >= 0x80) wide++
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = buffer.indexOf(escapedUnicode); at >= 0; at = buffer.indexOf(escapedUnicode, at + 2))
    wide += bytesPerEscape
  return wide
}

/** One top-level value of a scanned, so valid, object. Only for short ones: it is parsed. */
function parsedAt(bytes: Uint8Array, body: ScannedObject, key: string): unknown {
  const member = body.members.get(key)
  if (!member) return undefined
  if (member.value.end - member.value.start > 4096) throw invalid(`"${key}" is too long.`)
  return JSON.parse(Buffer.from(bytes.subarray(member.value.start, member.value.end)).toString('utf8'))
}
