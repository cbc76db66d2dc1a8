// Finds a provider's key in what a provider answers, in each way in which text and JSON may carry it.

import type { ReadingPace } from '../bytes/relay.ts'
import { endingsOf, type FormEndings, formsOf, type SecretForm } from './secret-forms.ts'
import { type PlainText, undoEscapes } from './undo-escapes.ts'

/** From the first byte to the one after the last. */
export type ByteRange = readonly [start: number, end: number]

export interface SecretFilter {
  /** For a filter of the same kind in another thread. */
  readonly key: string
  /** The key as it is comes first. */
  readonly forms: readonly SecretForm[]
  /** Of the shortest form, in characters. */
  readonly shortest: number
  readonly endings: FormEndings
  /** Where the key stands in these bytes. */
  find(bytes: Uint8Array): readonly ByteRange[]
  /** The same in what may be long; others have their turn when the pace says so. */
  findInTurns(bytes: Uint8Array, pace: ReadingPace): Promise<readonly ByteRange[]>
  /** Where it stands between two places of a text whose escapes are undone. */
  findWithin(plain: PlainText, start: number, end: number): readonly ByteRange[]
  /** Whether the text, of one byte a character, has the key in it. */
  isIn(text: string): boolean
}

// What is long is searched piece by piece: undoing its escapes takes memory of a piece, and 10 ms for each at most.
const pieceBytes = 64 * 1024
const longestEscape = 24

/** `key` has 16 characters or more: what is shorter stands in innocent text too. */
export function createSecretFilter(key: string): SecretFilter {
  const forms = formsOf(Buffer.from(key))
  const overlap = Math.max(...forms.map(({ text }) => text.length + 2)) * longestEscape
  const findWithin = ({ text, placeOf }: PlainText, start: number, end: number) =>
    findForms(text, start, end, forms).map(([from, to]): ByteRange => [placeOf(from), placeOf(to)])
  const findInPiece = (bytes: Uint8Array, start: number) => {
    const plain = undoEscapes(latin1Of(bytes, start, Math.min(bytes.length, start + pieceBytes + overlap)))
    return findWithin(plain, 0, plain.text.length).map(([from, to]): ByteRange => [start + from, start + to])
  }
  return {
    key,
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

/** A character for each byte. */
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

/** How many characters at `at` belong to the same base64: `count` or none. */
function beside(text: string, at: number, count: number): number {
  return count > 0 && base64Character.test(text[at] ?? '') ? count : 0
}
