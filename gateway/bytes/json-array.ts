// A JSON array that comes element by element (https://www.rfc-editor.org/rfc/rfc8259#section-5), framed without being changed:
// every byte that goes in comes out in exactly one frame.

import { abridgeJson } from './abridged-json.ts'
import { type Frame, type Framer, type FramerOptions, FrameTooLargeError } from './framing.ts'

/** The data of the frame that closes the array. */
export const arrayEnd = ']'

/**
 * Splits one array into its elements. A frame is an element with the white space, the opening bracket or the comma before it,
 * so that after each frame a comma and an element of one's own may follow. The closing bracket is the last frame, of the data
 * `arrayEnd`. What is no array is framed as if its values stood in one.
 */
export function createArrayFramer(options: FramerOptions = {}): Framer {
  return new ArrayFramer(options.maxFrameBytes ?? 1024 * 1024)
}

/** Whether the bytes open an array; undefined where they are nothing but white space. */
export function opensArray(bytes: Uint8Array): boolean | undefined {
  const at = bytes.findIndex(byte => !isSpace(byte))
  return at < 0 ? undefined : bytes[at] === openBracket
}

const quote = 0x22
const comma = 0x2c
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const readAtMostBytes = 64 * 1024

/** [ and {, ] and } differ in one bit. */
const isOpening = (byte: number) => (byte & 0xdf) === openBracket
const isClosing = (byte: number) => (byte & 0xdf) === closeBracket
const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

class ArrayFramer implements Framer {
  readonly #maxFrameBytes: number
  /** The unfinished frame is the first `#held` bytes; this doubles, so that 1-byte chunks stay linear. */
  #buffer = Buffer.alloc(0)
  #held = 0
  /** Where the element begins in the unfinished frame; undefined before it has. */
  #elementStart: number | undefined
  /** Brackets and braces that are open within the element. */
  #depth = 0
  #inString = false
  #isEscaped = false
  #isScalar = false
  #isOpen = false
  /** Something other than white space came before the element. */
  #hasSeparator = false

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes
  }

  get atBoundary(): boolean {
    return this.#held === 0
  }

  push(chunk: Uint8Array): readonly Frame[] {
    const frames: Frame[] = []
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const end = this.#endAfter(chunk, at, at - start)
      if (end === undefined) continue
      frames.push(this.#takeFrame(chunk.subarray(start, at + end)))
      start = at + end
      if (end === 0) at--
    }
    this.#hold(chunk.subarray(start))
    // White space separates nothing: nobody waits for it.
    const isSpaceAlone = this.#held > 0 && this.#elementStart === undefined && !this.#hasSeparator
    if (isSpaceAlone) frames.push(this.#takeFrame(new Uint8Array(0)))
    return frames
  }

  end(): Frame | undefined {
    return this.#held === 0 ? undefined : unread(this.#take(new Uint8Array(0)), 0)
  }

  /** Reads one byte. Returns whether the frame ends with it (1) or before it (0); undefined where it goes on. */
  #endAfter(chunk: Uint8Array, at: number, pending: number): 0 | 1 | undefined {
    const byte = chunk[at] as number
    if (this.#inString) return this.#endInString(byte)
    if (this.#elementStart === undefined) return this.#endBetween(byte, this.#held + pending)
    if (this.#isScalar) return byte === comma || isClosing(byte) || isSpace(byte) ? 0 : undefined
    if (byte === quote) this.#inString = true
    else if (isOpening(byte)) this.#depth++
    else if (isClosing(byte)) this.#depth--
    return this.#depth === 0 ? 1 : undefined
  }

  #endInString(byte: number): 1 | undefined {
    if (this.#isEscaped) this.#isEscaped = false
    else if (byte === backslash) this.#isEscaped = true
    else if (byte === quote) this.#inString = false
    return !this.#inString && this.#depth === 0 ? 1 : undefined
  }

  #endBetween(byte: number, offset: number): 1 | undefined {
    if (isSpace(byte)) return undefined
    const isBracket = byte === openBracket && !this.#isOpen
    if (isBracket) this.#isOpen = true
    if (isBracket || byte === comma) {
      this.#hasSeparator = true
      return undefined
    }
    this.#elementStart = offset
    if (isClosing(byte)) return 1
    if (byte === quote) this.#inString = true
    else if (isOpening(byte)) this.#depth = 1
    else this.#isScalar = true
    return undefined
  }

  #takeFrame(tail: Uint8Array): Frame {
    const from = this.#elementStart
    const bytes = this.#take(tail)
    return from === undefined ? unread(bytes, 0) : decode(bytes, from)
  }

  #take(tail: Uint8Array): Uint8Array {
    const size = this.#held + tail.length
    if (size > this.#maxFrameBytes) throw new FrameTooLargeError(this.#maxFrameBytes)
    const bytes = this.#held === 0 ? tail : Buffer.concat([this.#buffer.subarray(0, this.#held), tail], size)
    this.#held = 0
    this.#elementStart = undefined
    this.#depth = 0
    this.#isScalar = this.#hasSeparator = false
    return bytes
  }

  #hold(tail: Uint8Array): void {
    const size = this.#held + tail.length
    if (size > this.#maxFrameBytes) throw new FrameTooLargeError(this.#maxFrameBytes)
    if (size > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(1024, size, Math.min(this.#maxFrameBytes, size * 2)))
      larger.set(this.#buffer.subarray(0, this.#held))
      this.#buffer = larger
    }
    this.#buffer.set(tail, this.#held)
    this.#held = size
  }
}

function unread(bytes: Uint8Array, omittedBytes: number): Frame {
  return { bytes, event: undefined, data: undefined, omittedBytes }
}

function decode(bytes: Uint8Array, from: number): Frame {
  const element = Buffer.from(bytes.buffer, bytes.byteOffset + from, bytes.length - from)
  if (element.length <= readAtMostBytes)
    return { bytes, event: undefined, data: element.toString(), omittedBytes: 0 }
  const abridged = abridgeJson(element)
  if (!abridged) return unread(bytes, element.length)
  return { bytes, event: undefined, data: abridged.text, omittedBytes: abridged.omittedBytes }
}
