// A key that a stream says in pieces: the end of one string, perhaps whole others, the start of a last one.
import type { ByteRange, SecretFilter } from './secret-filter.ts'
import { type FormEndings, pairOf, type SecretForm, worthHoldingCharacters } from './secret-forms.ts'
import type { PlainText } from './undo-escapes.ts'

export interface SecretPieces {
  /**
   * The next string, from `start` to `end`. Returns where the pieces of a whole key stand that it completes, in bytes
   * from the start of what is held back; `offset` is where the text begins there.
   */
  read(plain: PlainText, start: number, end: number, offset: number): readonly ByteRange[] | undefined
  /** Whether a string that begins with this character may say what comes next. */
  expects(code: number): boolean
  /** The events of one turn are through; true: the next may complete a key, so these have to wait. */
  endTurn(): boolean
  /** What is held back was passed on: places count from somewhere else. */
  move(bytes: number): void
  forget(): void
}

/** A key as far as it was said. */
interface Beginning {
  readonly form: SecretForm
  readonly length: number
  /** Negative: passed on already. */
  ranges: readonly ByteRange[]
  /** Turns without another piece. */
  age: number
}

// Events that say something else may come between: of another choice, or a ping.
const patienceTurns = 4

export function createSecretPieces(filter: SecretFilter): SecretPieces {
  return new Pieces(filter)
}

class Pieces implements SecretPieces {
  readonly #key: SecretForm | undefined
  readonly #firstCode: number | undefined
  readonly #endings: FormEndings
  #beginnings: Beginning[] = []

  constructor({ forms: [key], endings }: SecretFilter) {
    this.#key = key
    this.#firstCode = key?.text.charCodeAt(0)
    this.#endings = endings
  }

  read(plain: PlainText, start: number, end: number, offset: number): readonly ByteRange[] | undefined {
    const { text } = plain
    const last = text.charCodeAt(end - 1)
    const piece: PieceAt = (from, to) => [plain.placeOf(from) + offset, plain.placeOf(to) + offset]
    const complete = this.expects(text.charCodeAt(start)) ? this.#proceed(text, start, end, piece) : undefined
    if (this.#key && last === this.#firstCode) this.#remember(this.#key, 1, [piece(end - 1, end)])
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

  /** Whether the string says what comes next; returns the pieces of the key that it completes. */
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

  /** Of two that have come equally far, the newer one is as good. */
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
