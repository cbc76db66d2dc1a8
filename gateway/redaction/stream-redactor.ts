// Keeps a provider's key out of a stream, even if it comes in pieces, a few characters in each event.
import type { ReadingPace } from '../bytes/relay.ts'
import { isInnocent } from './innocent-events.ts'
import { type ByteRange, latin1Of, type SecretFilter } from './secret-filter.ts'
import { createSecretPieces, type SecretPieces } from './secret-pieces.ts'
import { type PlainText, undoEscapes } from './undo-escapes.ts'
import { strikeOut, withoutSecretInTurns } from './without-secret.ts'

export interface StreamRedactor {
  /**
   * Takes whole events. Returns those that may be passed on, which are none while they may contain a piece of the key. Long
   * input is searched at the pace that all answers share. If a promise is returned, nothing may be pushed until it resolves.
   */
  push(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
  /** Returns what was held back. To be called when no more events come. */
  end(): Uint8Array
}

// No provider sends an event that is longer than this and contains only a piece of a key. Longer events, such as pictures,
// are searched for the whole key only.
const largestPieceBytes = 64 * 1024
const heldAtMostBytes = 1024 * 1024
const nothing = new Uint8Array(0)
const passThrough: StreamRedactor = { push: bytes => bytes, end: () => nothing }

/** Makes the redactor of one answer. If there is no key, it passes everything on at no cost. */
export function createStreamRedactor(filter: SecretFilter | undefined, pace: ReadingPace): StreamRedactor {
  return filter === undefined ? passThrough : new Redactor(filter, pace)
}

class Redactor implements StreamRedactor {
  readonly #filter: SecretFilter
  readonly #pace: ReadingPace
  readonly #pieces: SecretPieces
  readonly #expects = (code: number): boolean => this.#pieces.expects(code)
  #held: Uint8Array = nothing

  constructor(filter: SecretFilter, pace: ReadingPace) {
    this.#filter = filter
    this.#pace = pace
    this.#pieces = createSecretPieces(filter)
  }

  push(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> {
    if (bytes.length > largestPieceBytes) return this.#pushLong(bytes, this.end())
    const offset = this.#held.length
    if (isInnocent(bytes, this.#filter, this.#expects)) {
      const waits = this.#pieces.endTurn()
      if (offset === 0 && !waits) return bytes
      this.#held = offset === 0 ? bytes : Buffer.concat([this.#held, bytes])
      return waits && this.#held.length <= heldAtMostBytes ? nothing : this.#passOn()
    }
    const found = this.#read(undoEscapes(latin1Of(bytes)), offset)
    this.#held = strikeOut(offset === 0 ? bytes : Buffer.concat([this.#held, bytes]), found)
    return this.#pieces.endTurn() && this.#held.length <= heldAtMostBytes ? nothing : this.#passOn()
  }

  async #pushLong(bytes: Uint8Array, passed: Uint8Array): Promise<Uint8Array> {
    const clean = await withoutSecretInTurns(bytes, this.#filter, this.#pace)
    return passed.length === 0 ? clean : Buffer.concat([passed, clean])
  }

  end(): Uint8Array {
    this.#pieces.forget()
    return this.#passOn()
  }

  #passOn(): Uint8Array {
    const passed = this.#held
    this.#held = nothing
    this.#pieces.move(-passed.length)
    return passed
  }

  /** Reads each string and each line. Returns where the key stands, in bytes from the start of what is held back. */
  #read(plain: PlainText, offset: number): readonly ByteRange[] {
    const { text } = plain
    const found: ByteRange[] = []
    const shortest = this.#filter.shortest
    for (let start = startOfValue(text, 0); start < text.length; ) {
      const end = endOfString(text, start)
      if (end - start >= shortest) {
        for (const [from, to] of this.#filter.findWithin(plain, start, end))
          found.push([from + offset, to + offset])
      }
      if (end > start && !isMemberName(text, end)) {
        const pieces = this.#pieces.read(plain, start, end, offset)
        if (pieces) found.push(...pieces)
      }
      start = startOfValue(text, end + 1)
    }
    return found
  }
}

const quote = 0x22
const lineFeed = 0x0a
const carriageReturn = 0x0d

function endOfString(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote || code === lineFeed || code === carriageReturn) return at
  }
  return text.length
}

/**
 * Whether the string is the name of a member. Names are the same in every event, so they are never a piece of what is said.
 */
function isMemberName(text: string, end: number): boolean {
  return text.charCodeAt(end) === quote && text.charCodeAt(end + 1) === 0x3a
}

/** The start of the value: after the field's name, if a line starts here. */
function startOfValue(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x64 || (at > 0 && text.charCodeAt(at - 1) === quote)) return at
  if (!text.startsWith('data:', at)) return at
  return text.charCodeAt(at + 5) === 0x20 ? at + 6 : at + 5
}
