// Finds a key that a stream sends in pieces: the end of one string, perhaps whole strings after it, and the start of a last
// one.
import type { ByteRange, SecretFilter } from './secret-filter.ts'
import { type FormEndings, pairOf, type SecretForm, worthHoldingCharacters } from './secret-forms.ts'
import type { PlainText } from './undo-escapes.ts'

export interface SecretPieces {
  /**
   * Reads the next string, from `start` to `end`. If it completes a key, returns where the pieces of that key stand, in
   * bytes from the start of what is held back. `offset` is where the text begins in these bytes.
   */
  read(plain: PlainText, start: number, end: number, offset: number): readonly ByteRange[] | undefined
  /** Whether a string that begins with this character may continue a piece that was begun. */
  expects(code: number): boolean
  /**
   * To be called after the events of one turn. True if the next event may complete a key, so that these events have to wait.
   */
  endTurn(): boolean
  /**
   * To be called when bytes that were held back are passed on, since ranges are counted from the start of what is held back.
   */
  move(bytes: number): void
  forget(): void
}

/** A piece of the key that was found so far. */
interface Beginning {
  readonly form: SecretForm
  readonly length: number
  /** Where its pieces stand. Negative for bytes that were already passed on. */
  ranges: readonly ByteRange[]
  /** How many turns have brought no further piece. */
  age: number
}

// Other events may come between two pieces, such as those of another choice, or a ping.
const patienceTurns = 4

export function createSecretPieces(filter: SecretFilter): SecretPieces {
  return new Pieces(filter)
}

class Pieces implements SecretPieces {
  readonly #byFirstCode: ReadonlyMap<number, readonly SecretForm[]>
  readonly #endings: FormEndings
  #beginnings: Beginning[] = []

  constructor({ forms, endings }: SecretFilter) {
    this.#byFirstCode = Map.groupBy(
      forms.filter(({ isPlain }) => isPlain),
      ({ text }) => text.charCodeAt(0),
    )
    this.#endings = endings
  }

  read(plain: PlainText, start: number, end: number, offset: number): readonly ByteRange[] | undefined {
    const { text } = plain
    const last = text.charCodeAt(end - 1)
    const piece: PieceAt = (from, to) => [plain.placeOf(from) + offset, plain.placeOf(to) + offset]
    const complete = this.expects(text.charCodeAt(start)) ? this.#proceed(text, start, end, piece) : undefined
    for (const key of this.#byFirstCode.get(last) ?? []) this.#remember(key, 1, [piece(end - 1, end)])
    const found =
      end - start > 1 ? this.#endings.byPair.get(pairOf(text.charCodeAt(end - 2), last)) : undefined
    for (const { form, length } of found ?? []) {
      if (length > end - start || !text.endsWith(form.text.slice(0, length), end)) continue
      this.#remember(form, length, [piece(end - length, end)])
    }
    return complete
  }

  expects(code: number): boolean {
    for (const { form, length } of this.#beginnings) if (form.text.charCodeAt(length) === code) return true
    return false
  }

  endTurn(): boolean {
    if (this.#beginnings.length === 0) return false
    this.#beginnings = this.#beginnings.filter(beginning => beginning.age++ < patienceTurns)
    return this.#beginnings.some(({ length }) => length >= worthHoldingCharacters)
  }

  move(bytes: number): void {
    if (bytes === 0) return
    for (const beginning of this.#beginnings)
      beginning.ranges = beginning.ranges.map(([start, end]) => [start + bytes, end + bytes] as const)
  }

  forget(): void {
    this.#beginnings = []
  }

  /** Extends the beginnings that this string continues. Returns the pieces of the keys that it completes. */
  #proceed(text: string, start: number, end: number, piece: PieceAt): readonly ByteRange[] | undefined {
    const complete: ByteRange[] = []
    for (const { form, length, ranges } of [...this.#beginnings]) {
      const count = Math.min(end - start, form.text.length - length)
      if (!text.startsWith(form.text.slice(length, length + count), start)) continue
      const pieces = [...ranges, piece(start, start + count)]
      if (length + count === form.text.length) complete.push(...pieces)
      else if (count === end - start) this.#remember(form, length + count, pieces)
    }
    if (complete.length > 0) this.forget()
    return complete
  }

  /** If a beginning of the same form and length is known, the newer one takes its place. */
  #remember(form: SecretForm, length: number, ranges: readonly ByteRange[]): void {
    const known = this.#beginnings.find(each => each.length === length && each.form === form)
    if (known) {
      known.ranges = ranges
      known.age = 0
    } else {
      this.#beginnings.push({ form, length, ranges, age: 0 })
    }
  }
}

type PieceAt = (start: number, end: number) => ByteRange
