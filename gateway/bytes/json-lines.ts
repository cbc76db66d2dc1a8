// Lines of JSON (https://github.com/ndjson/ndjson-spec), framed without being changed: every byte that goes in comes out
// in exactly one frame, decoded beside it.

import { abridgeJson } from './abridged-json.ts'
import { type Frame, type Framer, type FramerOptions, FrameTooLargeError } from './framing.ts'

const lf = 0x0a
/** What may stand around a value of JSON: https://www.rfc-editor.org/rfc/rfc8259#section-2 */
const whiteSpace: ReadonlySet<number | undefined> = new Set([0x20, 0x09, lf, 0x0d])

/**
 * Splits one stream into lines, each with the LF that ends it. White space before a line says nothing, and is a frame of its
 * own without data as soon as it is there. What is left at the end is a line too: its JSON shows whether it is whole.
 */
export function createLineFramer(options: FramerOptions = {}): Framer {
  return new LineFramer(options.maxFrameBytes ?? 1024 * 1024)
}

/** Whether an answer of this content type is a stream of lines. */
export function isLineStream(contentType: string): boolean {
  return contentType.toLowerCase().startsWith('application/x-ndjson')
}

/** One line as bytes-to-be, with its end. */
export function encodeLine(value: object): string {
  return `${JSON.stringify(value)}\n`
}

class LineFramer implements Framer {
  readonly #maxFrameBytes: number
  /** The unfinished line is the first `#held` bytes; this doubles, so that 1-byte chunks stay linear. */
  #buffer = Buffer.alloc(0)
  #held = 0

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes
  }

  get atBoundary(): boolean {
    return this.#held === 0
  }

  push(chunk: Uint8Array): readonly Frame[] {
    const frames: Frame[] = []
    let from = 0
    while (from < chunk.length) {
      if (this.#held === 0) {
        const start = from
        while (from < chunk.length && whiteSpace.has(chunk[from])) from++
        if (from > start) frames.push(unread(chunk.subarray(start, from), 0))
        if (from === chunk.length) break
      }
      const end = chunk.indexOf(lf, from)
      if (end < 0) {
        this.#hold(chunk.subarray(from))
        break
      }
      frames.push(this.#takeFrame(chunk.subarray(from, end + 1)))
      from = end + 1
    }
    return frames
  }

  end(): Frame | undefined {
    return this.#held === 0 ? undefined : this.#takeFrame(new Uint8Array(0))
  }

  /** The line leaves in the very memory that it was kept in. */
  #takeFrame(tail: Uint8Array): Frame {
    if (this.#held === 0) {
      this.#check(tail.length)
      return decodeFrame(tail)
    }
    this.#hold(tail)
    const bytes = this.#buffer.subarray(0, this.#held)
    this.#buffer = Buffer.alloc(0)
    this.#held = 0
    return decodeFrame(bytes)
  }

  #hold(tail: Uint8Array): void {
    const size = this.#held + tail.length
    this.#check(size)
    if (size > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(1024, size, Math.min(this.#maxFrameBytes, size * 2)))
      larger.set(this.#buffer.subarray(0, this.#held))
      this.#buffer = larger
    }
    this.#buffer.set(tail, this.#held)
    this.#held = size
  }

  #check(size: number): void {
    if (size > this.#maxFrameBytes) throw new FrameTooLargeError(this.#maxFrameBytes)
  }
}

function unread(bytes: Uint8Array, omittedBytes: number): Frame {
  return { bytes, event: undefined, data: undefined, omittedBytes }
}

// Parsing more at once would hold up everybody else.
const readAtMostBytes = 64 * 1024

function decodeFrame(bytes: Uint8Array): Frame {
  const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length <= readAtMostBytes)
    return { bytes, event: undefined, data: line.toString('utf8').trimEnd(), omittedBytes: 0 }
  const abridged = abridgeJson(line)
  if (!abridged) return unread(bytes, bytes.length)
  return { bytes, event: undefined, data: abridged.text, omittedBytes: abridged.omittedBytes }
}
