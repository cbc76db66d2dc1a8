// A first look at a stream's bytes, without copying or decoding them. Nearly every event needs no more than this.
import type { SecretFilter } from './secret-filter.ts'
import { hashOfFour } from './secret-forms.ts'

const quote = 0x22
const colon = 0x3a

const ordinary = 0
const endsString = 1
const mayEscape = 2
const kinds = new Uint8Array(256)
for (const mark of '"\n\r') kinds[mark.charCodeAt(0)] = endsString
for (const mark of '\\%&') kinds[mark.charCodeAt(0)] = mayEscape

/**
 * True if the events certainly contain neither the key nor a piece of it. False if they may: if a string is at least as long
 * as the shortest form of the key, ends with a beginning of the key, or may continue a piece that was begun (`expects`
 * decides that), or if something is escaped.
 */
export function isInnocent(
  bytes: Uint8Array,
  { shortest, endings }: SecretFilter,
  expects: (code: number) => boolean,
): boolean {
  const { length } = bytes
  let start = 0
  for (let at = 0; at <= length; at++) {
    while (at < length && kinds[bytes[at] as number] === ordinary) at++
    const kind = at === length ? endsString : kinds[bytes[at] as number]
    if (kind === mayEscape) {
      if (isEscape(bytes, at)) return false
      continue
    }
    if (at - start >= shortest) return false
    const isName = bytes[at] === quote && bytes[at + 1] === colon
    if (at > start && !isName) {
      if (expects(bytes[start] ?? 0) || expects(bytes[valueStart(bytes, start)] ?? 0)) return false
      if (mayEnd(bytes, start, at, endings)) return false
    }
    start = at + 1
  }
  return true
}

function isEscape(bytes: Uint8Array, at: number): boolean {
  const mark = bytes[at]
  const next = bytes[at + 1] ?? 0
  if (mark === 0x5c) return next === 0x75 || next === 0x2f || next === 0x5c // \u \/ \\
  if (mark === 0x26) return next === 0x23 // &#
  return next >= 0x32 && next <= 0x37 // %2 to %7
}

/** The start of the value: after `data:` and a space, if a line starts here. */
function valueStart(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== 0x64 || bytes[start + 4] !== colon) return start
  return bytes[start + 5] === 0x20 ? start + 6 : start + 5
}

function mayEnd(
  bytes: Uint8Array,
  start: number,
  end: number,
  { begins, mayBeEnd }: SecretFilter['endings'],
): boolean {
  const last = bytes[end - 1] ?? 0
  const second = bytes[end - 2] ?? 0
  const third = bytes[end - 3] ?? 0
  for (const [one, two, three] of begins) {
    if (last === one) return true
    if (end - start > 1 && last === two && second === one) return true
    if (end - start > 2 && last === three && second === two && third === one) return true
  }
  return end - start > 3 && mayBeEnd[hashOfFour(bytes[end - 4] ?? 0, third, second, last)] === 1
}
