// What is known of a request, and the code that all formats share to read it. Fields that the gateway depends on are checked
// strictly, and all others are ignored.
import { isAscii } from 'node:buffer'
import { type ByteSpan, JsonScanError, type ScannedObject, scanObject } from '../bytes/json-scan.ts'
import { GatewayError } from '../errors.ts'
import type { PriceTerms } from '../pricing/bill.ts'
import type { RequestHead } from './request-head.ts'

/** The parts of a request that its format reads. */
export interface RequestParts {
  readonly head: RequestHead
  readonly bytes: Uint8Array
  /** The scan of `bytes`. */
  readonly body: ScannedObject
}

/** Replaces bytes by text. If `start` equals `end`, the text is only inserted. */
export interface TextEdit extends ByteSpan {
  readonly text: string
}

/** What the gateway needs to know of a request. It is plain data, because large bodies are read in a worker. */
export interface RequestFacts {
  readonly model: string
  /** The position of the model's name in the body, including its quotes. Undefined if the name is not in the body. */
  readonly modelValue?: ByteSpan | undefined
  /** The further positions of the same name, in formats that repeat it. In ascending order, behind `modelValue`. */
  readonly moreModelValues?: readonly ByteSpan[]
  /** True if the request is a list of requests of its format. */
  readonly isBatch?: boolean
  /**
   * The position of the whole member that names the model, from its key to its value. Only formats have it that are also
   * spoken with the model in the path.
   */
  readonly modelMember?: ByteSpan | undefined
  readonly stream: boolean
  /**
   * The most output tokens that the caller asked for, for all choices together. Undefined if the request has no such bound.
   */
  readonly maxOutputTokens: number | undefined
  /** True if reasoning counts towards that bound at every provider of the format. */
  readonly boundsReasoning: boolean
  /** How many answers the caller asked for. Each of them costs output tokens. */
  readonly choices: number
  /** Whether tools are offered, and whether reasoning is asked for. Such requests get answers of other lengths. */
  readonly tools: boolean
  readonly reasoning: boolean
  /** What the request asks for that changes every rate, in the provider's own words. */
  readonly terms: PriceTerms
  /** An upper limit for the UTF-8 bytes of the text outside ASCII. Tokenizers differ the most in such text. */
  readonly wideBytes: number
  /** Edits that make the provider report usage if the caller did not ask for it. */
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

/** The position of a member, from its key to its value. */
export function memberSpan(body: ScannedObject, key: string): ByteSpan | undefined {
  const member = body.members.get(key)
  return member && { start: member.keyStart, end: member.value.end }
}

export function requireArray(body: ScannedObject, key: string): void {
  if (body.members.get(key)?.kind !== 'array') throw invalid(`"${key}" must be an array.`)
}

/** True if one of the members is present and not null. */
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
 * The most output that was asked for: the value of the first member that is present. Undefined if there is no bound. A value
 * below `leastBound` also means no bound: local servers define -1 like this, see
 * https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md. A provider for which such a value is invalid
 * refuses it itself.
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

/** The terms that the request asks for. A value that is not a short string becomes 'unknown', which has no known price. */
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
/**
 * The most UTF-8 bytes per escape. A character below U+10000 takes up to three. One above takes four, but needs two escapes.
 */
const bytesPerEscape = 3

/** Counts the bytes outside ASCII, and the most bytes that \u escapes may stand for. */
export function wideBytesOf(bytes: Uint8Array): number {
  let wide = 0
  if (!isAscii(bytes)) for (const byte of bytes) if (byte >= 0x80) wide++
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = buffer.indexOf(escapedUnicode); at >= 0; at = buffer.indexOf(escapedUnicode, at + 2))
    wide += bytesPerEscape
  return wide
}

/** Parses one top-level value of an object that was scanned and so is valid. Only for values of at most 4096 bytes. */
function parsedAt(bytes: Uint8Array, body: ScannedObject, key: string): unknown {
  const member = body.members.get(key)
  if (!member) return undefined
  if (member.value.end - member.value.start > 4096) throw invalid(`"${key}" is too long.`)
  return JSON.parse(Buffer.from(bytes.subarray(member.value.start, member.value.end)).toString('utf8'))
}
