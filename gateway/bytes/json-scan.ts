// Finds the members of a JSON object in its bytes, so that a request's body can stay bytes and be edited by splices. The
// whole input is checked, but no values are built.

import { isUtf8 } from 'node:buffer'

export interface ByteSpan {
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'true' | 'false' | 'null'

export interface JsonMember {
  /** The key without escapes. */
  readonly key: string
  readonly kind: JsonKind
  /** The value's own bytes, with the quotes of a string and without the white space around the value. */
  readonly value: ByteSpan
  /** Offset of the key's opening quote. */
  readonly keyStart: number
}

export interface ScannedObject {
  /** Offset of `{`. */
  readonly open: number
  /** Offset of `}`. */
  readonly close: number
  /** In the order in which they stand in the bytes. */
  readonly members: ReadonlyMap<string, JsonMember>
}

export interface ByteEdit extends ByteSpan {
  readonly bytes: Uint8Array
}

export class JsonScanError extends Error {
  /** A short text that contains nothing of the input. */
  readonly reason: string
  readonly offset: number

  constructor(reason: string, offset: number) {
    super(`${reason} at byte ${offset}`)
    this.name = 'JsonScanError'
    this.reason = reason
    this.offset = offset
  }
}

const quote = 0x22
const comma = 0x2c
const minus = 0x2d
const point = 0x2e
const zero = 0x30
const nine = 0x39
const colon = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

const literals = (['true', 'false', 'null'] as const).map(kind => ({ kind, bytes: Buffer.from(kind) }))

/**
 * The members of the one JSON object that `bytes` must be, with nothing but white space around it.
 * Strict RFC 8259, and stricter: valid UTF-8 without a byte order mark, nesting of at most `maxDepth`
 * (the object itself counts as 1), and no two members of this object with the same unescaped key.
 * Lone surrogate escapes pass, as they do in JSON.parse. Throws JsonScanError.
 */
export function scanObject(bytes: Uint8Array, options: { readonly maxDepth?: number } = {}): ScannedObject {
  if (!isUtf8(bytes)) throw new JsonScanError('invalid UTF-8', 0)
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new JsonScanError('unexpected byte order mark', 0)
  }
  const open = skipSpace(bytes, 0)
  if (bytes[open] !== openBrace) throw new JsonScanError('expected a JSON object', open)
  const scanned = readMembers(bytes, open, options.maxDepth ?? 128, refuseDuplicate)
  const rest = skipSpace(bytes, scanned.close + 1)
  if (rest < bytes.length) throw new JsonScanError('unexpected bytes after the JSON object', rest)
  return scanned
}

/**
 * The members of a nested object, in JSON that `scanObject` has accepted. If several members have the same key, the last one
 * counts, as in JSON.parse.
 */
export function scanMembers(bytes: Uint8Array, span: ByteSpan): ScannedObject {
  if (bytes[span.start] !== openBrace) throw new JsonScanError('expected a JSON object', span.start)
  return readMembers(bytes, span.start, Number.POSITIVE_INFINITY, () => {})
}

/**
 * Returns `bytes` with the span of every edit replaced. The edits must be in ascending order, lie within the bytes and not
 * overlap, else a RangeError is thrown. Without edits the result shares the input's memory.
 */
export function spliceBytes(bytes: Uint8Array, edits: readonly ByteEdit[]): Buffer {
  const pieces = splicedPieces(bytes, edits)
  return pieces.length === 1 ? asBuffer(bytes) : Buffer.concat(pieces)
}

/**
 * Does what `spliceBytes` does, but returns pieces that share the input's memory. The list is new, so the caller may change
 * it.
 */
export function splicedPieces(bytes: Uint8Array, edits: readonly ByteEdit[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  let done = 0
  for (const { start, end, bytes: replacement } of edits) {
    if (!(start >= done && end >= start && end <= bytes.length)) {
      throw new RangeError(`The edit ${start}..${end} overlaps, is out of order or out of bounds`)
    }
    pieces.push(bytes.subarray(done, start), replacement)
    done = end
  }
  pieces.push(bytes.subarray(done))
  return pieces
}

function refuseDuplicate(_key: string, offset: number): never {
  throw new JsonScanError('duplicate key', offset)
}

function readMembers(
  bytes: Uint8Array,
  open: number,
  maxDepth: number,
  onDuplicate: (key: string, offset: number) => void,
): ScannedObject {
  if (maxDepth < 1) throw new JsonScanError('nesting too deep', open)
  const members = new Map<string, JsonMember>()
  let at = skipSpace(bytes, open + 1)
  if (bytes[at] === closeBrace) return { open, close: at, members }
  for (;;) {
    const keyStart = at
    const keyEnd = stringEnd(bytes, keyStart)
    const start = skipColon(bytes, keyEnd)
    const end = valueEnd(bytes, start, maxDepth - 1)
    const key = readKey(bytes, keyStart, keyEnd)
    if (members.has(key)) onDuplicate(key, keyStart)
    members.set(key, { key, kind: kindAt(bytes, start), value: { start, end }, keyStart })
    at = skipSpace(bytes, end)
    if (bytes[at] === closeBrace) return { open, close: at, members }
    if (bytes[at] !== comma) throw unexpected(bytes, at)
    at = skipSpace(bytes, at + 1)
  }
}

function valueEnd(bytes: Uint8Array, start: number, depthLeft: number): number {
  const first = bytes[start]
  return first === openBrace || first === openBracket
    ? containerEnd(bytes, start, depthLeft)
    : scalarEnd(bytes, start)
}

/**
 * Uses a loop and a stack of closing bytes instead of recursion, because deeply nested input would overflow the call stack.
 */
function containerEnd(bytes: Uint8Array, start: number, depthLeft: number): number {
  const closers: number[] = []
  let at = start
  for (;;) {
    const first = bytes[at]
    if (first === openBrace || first === openBracket) {
      if (closers.length >= depthLeft) throw new JsonScanError('nesting too deep', at)
      const closer = first === openBrace ? closeBrace : closeBracket
      at = skipSpace(bytes, at + 1)
      if (bytes[at] !== closer) {
        closers.push(closer)
        if (closer === closeBrace) at = skipKey(bytes, at)
        continue
      }
      at += 1
    } else {
      at = scalarEnd(bytes, at)
    }
    for (;;) {
      const closer = closers.at(-1)
      if (closer === undefined) return at
      at = skipSpace(bytes, at)
      if (bytes[at] === comma) {
        at = skipSpace(bytes, at + 1)
        if (closer === closeBrace) at = skipKey(bytes, at)
        break
      }
      if (bytes[at] !== closer) throw unexpected(bytes, at)
      closers.pop()
      at += 1
    }
  }
}

function scalarEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start]
  if (first === quote) return stringEnd(bytes, start)
  if (first === minus || isDigit(first)) return numberEnd(bytes, start)
  const literal = literals.find(candidate => candidate.bytes[0] === first)
  if (literal === undefined) throw unexpected(bytes, start)
  for (let index = 1; index < literal.bytes.length; index += 1) {
    if (bytes[start + index] !== literal.bytes[index]) throw unexpected(bytes, start + index)
  }
  return start + literal.bytes.length
}

function stringEnd(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== quote) throw unexpected(bytes, start)
  let at = start + 1
  for (;;) {
    const byte = bytes[at] ?? 0
    if (byte === quote) return at + 1
    if (byte === backslash) at = escapeEnd(bytes, at)
    else if (byte >= 0x20) at += 1
    else throw unexpected(bytes, at)
  }
}

function escapeEnd(bytes: Uint8Array, start: number): number {
  const escaped = bytes[start + 1]
  if (escaped !== 0x75) {
    if (escaped !== undefined && '"\\/bfnrt'.includes(String.fromCharCode(escaped))) return start + 2
    throw unexpected(bytes, start + 1)
  }
  for (let at = start + 2; at < start + 6; at += 1) {
    const lower = (bytes[at] ?? 0) | 0x20
    if (!isDigit(bytes[at]) && !(lower >= 0x61 && lower <= 0x66)) throw unexpected(bytes, at)
  }
  return start + 6
}

function numberEnd(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === minus ? start + 1 : start
  at = bytes[at] === zero ? at + 1 : digitsEnd(bytes, at)
  if (bytes[at] === point) at = digitsEnd(bytes, at + 1)
  if (((bytes[at] ?? 0) | 0x20) === 0x65) {
    const sign = bytes[at + 1]
    at = digitsEnd(bytes, sign === 0x2b || sign === minus ? at + 2 : at + 1)
  }
  return at
}

function digitsEnd(bytes: Uint8Array, start: number): number {
  let at = start
  while (isDigit(bytes[at])) at += 1
  if (at === start) throw unexpected(bytes, at)
  return at
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine
}

/** The offset of a member's value, from the offset of its key's opening quote. */
function skipKey(bytes: Uint8Array, keyStart: number): number {
  return skipColon(bytes, stringEnd(bytes, keyStart))
}

function skipColon(bytes: Uint8Array, keyEnd: number): number {
  const at = skipSpace(bytes, keyEnd)
  if (bytes[at] !== colon) throw unexpected(bytes, at)
  return skipSpace(bytes, at + 1)
}

function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start
  for (;;) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
    at += 1
  }
}

function readKey(bytes: Uint8Array, start: number, end: number): string {
  const literal = asBuffer(bytes).toString('utf8', start, end)
  return literal.includes('\\') ? JSON.parse(literal) : literal.slice(1, -1)
}

function kindAt(bytes: Uint8Array, start: number): JsonKind {
  const first = bytes[start]
  if (first === quote) return 'string'
  if (first === openBrace) return 'object'
  if (first === openBracket) return 'array'
  return literals.find(candidate => candidate.bytes[0] === first)?.kind ?? 'number'
}

function unexpected(bytes: Uint8Array, at: number): JsonScanError {
  return at >= bytes.length
    ? new JsonScanError('unexpected end of JSON', bytes.length)
    : new JsonScanError('unexpected character in JSON', at)
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
