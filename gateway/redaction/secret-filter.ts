// Finds a provider's key in the provider's answers, in every form in which text and JSON may carry it. Where a key consists of
// several secrets, or a token is sent in its place, each of them is found.

import type { ReadingPace } from '../bytes/relay.ts'
import { endingsOf, type FormEndings, formsOf, type SecretForm } from './secret-forms.ts'
import { type PlainText, undoEscapes } from './undo-escapes.ts'

/** The offsets of the first byte and of the one after the last. */
export type ByteRange = readonly [start: number, end: number]

export interface SecretFilter {
  /** The secrets themselves, from which a filter like this can be made in another thread. */
  readonly keys: readonly [string, ...string[]]
  /** The forms of all of them. */
  readonly forms: readonly SecretForm[]
  /** The length of the shortest form, in characters. */
  readonly shortest: number
  readonly endings: FormEndings
  /** Where the key stands in these bytes. */
  find(bytes: Uint8Array): readonly ByteRange[]
  /** Does what `find` does, for bytes that may be many. The event loop gets a turn when the pace says so. */
  findInTurns(bytes: Uint8Array, pace: ReadingPace): Promise<readonly ByteRange[]>
  /** Where the key stands between two offsets of a text without escapes. */
  findWithin(plain: PlainText, start: number, end: number): readonly ByteRange[]
  /** Whether the text contains the key. The text has one character for each byte. */
  isIn(text: string): boolean
}

// Long bytes are searched in pieces. Removing the escapes of one piece needs only memory for that piece and at most 10 ms.
const pieceBytes = 64 * 1024
const longestEscape = 24

/** Each key must have at least 16 characters. Shorter ones could appear in ordinary text by chance. */
export function createSecretFilter(...keys: readonly [string, ...string[]]): SecretFilter {
  const forms = keys.flatMap(key => formsOf(Buffer.from(key)))
  const overlap = Math.max(...forms.map(({ text }) => text.length + 2)) * longestEscape
  const findWithin = ({ text, placeOf }: PlainText, start: number, end: number) =>
    findForms(text, start, end, forms).map(([from, to]): ByteRange => [placeOf(from), placeOf(to)])
  const findInPiece = (bytes: Uint8Array, start: number) => {
    const plain = undoEscapes(latin1Of(bytes, start, Math.min(bytes.length, start + pieceBytes + overlap)))
    return findWithin(plain, 0, plain.text.length).map(([from, to]): ByteRange => [start + from, start + to])
  }
  return {
    keys,
    forms,
    endings: endingsOf(forms),
    shortest: Math.min(...forms.map(({ text }) => text.length)),
    findWithin,
    find(bytes) {
      const ranges: ByteRange[] = []
      for (let start = 0; start < bytes.length; start += pieceBytes) ranges.push(...findInPiece(bytes, start))
      return ranges
    },
    async findInTurns(bytes, pace) {
      const ranges: ByteRange[] = []
      for (let start = 0; start < bytes.length; start += pieceBytes) {
        if (pace.isOver()) await new Promise<void>(resolve => pace.inNextTurn(resolve))
        const startMs = performance.now()
        ranges.push(...findInPiece(bytes, start))
        pace.spend(performance.now() - startMs)
      }
      return ranges
    },
    isIn(text) {
      const plain = undoEscapes(text)
      return findForms(plain.text, 0, plain.text.length, forms).length > 0
    },
  }
}

/** The bytes as text, with one character for each byte. */
export function latin1Of(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', start, end)
}

function findForms(
  text: string,
  start: number,
  end: number,
  forms: readonly SecretForm[],
): readonly ByteRange[] {
  const ranges: ByteRange[] = []
  const searched = start === 0 && end === text.length ? text : text.slice(start, end)
  for (const form of forms) {
    const { length } = form.text
    if (length > searched.length) continue
    for (let at = searched.indexOf(form.text); at !== -1; at = searched.indexOf(form.text, at + length)) {
      const before = beside(text, start + at - form.before, form.before)
      const after = beside(text, start + at + length, form.after)
      ranges.push([start + at - before, start + at + length + after])
    }
  }
  return ranges
}

const base64Character = /^[A-Za-z0-9+/_-]$/

/** How many characters at `at` belong to the base64 of the key: `count` or 0. */
function beside(text: string, at: number, count: number): number {
  return count > 0 && base64Character.test(text[at] ?? '') ? count : 0
}
