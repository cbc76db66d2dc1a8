// Splits server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) into frames without changing
// them. Every byte that goes in comes out in exactly one frame, with the decoded event beside it.

import { type AbridgedJson, abridgeJson } from './abridged-json.ts'
import { type Frame, type Framer, type FramerOptions, FrameTooLargeError } from './framing.ts'

const lf = 0x0a
const cr = 0x0d
const byteOrderMark = Buffer.from('\u{feff}')

/**
 * Splits one event stream into events, each with the blank line that ends it. A frame that lies within one chunk shares that
 * chunk's memory. `event` is the value of the last field of that name, and `data` are the lines of data joined by LF. For
 * bytes left at the end of the stream, both are only set if the last line is complete. If a blank line ends with a CR, the
 * frame ends at once; if the next chunk then starts with the LF that belongs to that CR, the LF comes out as an empty frame.
 * So no frame has to wait for the next chunk.
 */
export function createSseFramer(options: FramerOptions = {}): Framer {
  return new SseFramer(options.maxFrameBytes ?? 1024 * 1024)
}

/** Whether an answer of this content type is an event stream. */
export function isEventStream(contentType: string): boolean {
  return contentType.toLowerCase().startsWith('text/event-stream')
}

/** The text of one event, with the blank line that ends it. Throws RangeError if the event's name contains a line end. */
export function encodeSseEvent(event: string | undefined, data: string): string {
  if (event !== undefined && /[\r\n]/.test(event)) throw new RangeError('An event name is one line')
  const head = event === undefined ? '' : `event: ${event}\n`
  return `${head}data: ${data.replace(/\r\n|\r|\n/g, '\ndata: ')}\n\n`
}

class SseFramer implements Framer {
  readonly #maxFrameBytes: number
  /**
   * Holds the unfinished frame in its first `#held` bytes. The buffer doubles when it is full, so that the time for many
   * 1-byte chunks stays linear.
   */
  #buffer = Buffer.alloc(0)
  #held = 0
  /** The number of bytes in the unfinished line, 0 at the start of a line. */
  #lineBytes = 0
  /** True if the previous byte was a CR that ended a line. An LF that comes next belongs to it. */
  #afterCr = false
  #atStreamStart = true

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes
  }

  get atBoundary(): boolean {
    return this.#held === 0
  }

  push(chunk: Uint8Array): readonly Frame[] {
    const frames: Frame[] = []
    let frameStart = 0
    let at = 0
    if (this.#afterCr && chunk[0] === lf) {
      at = 1
      this.#afterCr = false
      if (this.#held === 0) {
        frames.push(unread(chunk.subarray(0, 1), 0))
        frameStart = 1
      }
    }
    // Where a run of blank lines ends. The whole run is one frame, because millions of blank lines would be millions of
    // frames.
    let blanksEnd = frameStart
    let nextLf = -1
    let nextCr = -1
    while (at < chunk.length) {
      // Each search is repeated only after its result was passed. Otherwise, in a chunk that has only CRs, every line would
      // search for an LF to the end of the chunk.
      if (nextLf < at) nextLf = find(chunk, lf, at)
      if (nextCr < at) nextCr = find(chunk, cr, at)
      const lineEnd = Math.min(nextLf, nextCr)
      if (lineEnd === chunk.length) break
      this.#lineBytes += lineEnd - at
      const isEmpty = this.#lineBytes === 0
      const isBlank = isEmpty || this.#isByteOrderMark(chunk, lineEnd)
      const isAlone = isEmpty && this.#held === 0 && at === blanksEnd
      at = chunk[lineEnd] === cr && chunk[lineEnd + 1] === lf ? lineEnd + 2 : lineEnd + 1
      this.#lineBytes = 0
      if (isAlone) blanksEnd = at
      if (!isBlank || isAlone) continue
      frameStart = this.#takeBlanks(frames, chunk, frameStart, blanksEnd)
      frames.push(this.#takeFrame(chunk.subarray(frameStart, at)))
      frameStart = blanksEnd = at
    }
    if (chunk.length === 0) return frames
    frameStart = this.#takeBlanks(frames, chunk, frameStart, blanksEnd)
    this.#lineBytes += chunk.length - at
    this.#afterCr = chunk.at(-1) === cr
    this.#hold(chunk.subarray(frameStart))
    return frames
  }

  end(): Frame | undefined {
    if (this.#held === 0) return undefined
    const isLineOpen = this.#lineBytes > 0
    const frame = this.#takeFrame(new Uint8Array(0))
    return isLineOpen ? unread(frame.bytes, frame.omittedBytes) : frame
  }

  /** Whether the line that ends at `lineEnd` is the first of the stream and holds nothing but a byte order mark. */
  #isByteOrderMark(chunk: Uint8Array, lineEnd: number): boolean {
    if (!this.#atStreamStart || this.#lineBytes !== 3 || this.#held + lineEnd !== 3) return false
    const line = Buffer.concat([this.#buffer.subarray(0, this.#held), chunk.subarray(0, lineEnd)])
    return line.equals(byteOrderMark)
  }

  /** Puts a run of blank lines into a frame. Returns where the next frame starts. */
  #takeBlanks(frames: Frame[], chunk: Uint8Array, start: number, end: number): number {
    if (end <= start) return start
    this.#atStreamStart = false
    frames.push(unread(chunk.subarray(start, end), 0))
    return end
  }

  #takeFrame(tail: Uint8Array): Frame {
    const size = this.#held + tail.length
    if (size > this.#maxFrameBytes) throw new FrameTooLargeError(this.#maxFrameBytes)
    const bytes = this.#held === 0 ? tail : this.#joined(tail, size)
    const hasMark = this.#atStreamStart && byteOrderMark.equals(bytes.subarray(0, 3))
    this.#held = 0
    this.#lineBytes = 0
    this.#atStreamStart = false
    return decodeFrame(bytes, hasMark ? 3 : 0)
  }

  /** A long frame takes over the buffer that it was collected in, so that it is not copied once more. */
  #joined(tail: Uint8Array, size: number): Uint8Array {
    if (size <= readAtMostBytes) return Buffer.concat([this.#buffer.subarray(0, this.#held), tail], size)
    this.#hold(tail)
    const bytes = this.#buffer.subarray(0, size)
    this.#buffer = Buffer.alloc(0)
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

/** The offset of the first `byte` from `start` on, or the chunk's length if there is none. */
function find(chunk: Uint8Array, byte: number, start: number): number {
  const at = chunk[start] === byte ? start : chunk.indexOf(byte, start)
  return at === -1 ? chunk.length : at
}

function unread(bytes: Uint8Array, omittedBytes: number): Frame {
  return { bytes, event: undefined, data: undefined, omittedBytes }
}

function decodeFrame(bytes: Uint8Array, start: number): Frame {
  if (bytes.length > readAtMostBytes) return decodeLongFrame(bytes, start)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.length - start).toString()
  // Nearly every event of every provider has this form.
  const isOneLine =
    text.startsWith('data: ') && text.indexOf('\n') === text.length - 2 && !text.includes('\r')
  if (isOneLine) return { bytes, event: undefined, data: text.slice(6, -2), omittedBytes: 0 }
  const data: string[] = []
  let event: string | undefined
  for (const line of text.split(text.includes('\r') ? /\r\n|\r|\n/ : '\n')) {
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    if (field !== 'data' && field !== 'event') continue
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'data') data.push(value)
    else event = value === '' ? undefined : value
  }
  return { bytes, event, data: data.length === 0 ? undefined : data.join('\n'), omittedBytes: 0 }
}

// Parsing more than this at once would keep everything else waiting.
const readAtMostBytes = 64 * 1024
const longFrameLinesAtMost = 16

/**
 * Decodes a frame without parsing the inside of its long strings, because a picture comes as one event of several megabytes.
 */
function decodeLongFrame(bytes: Uint8Array, start: number): Frame {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.length - start)
  let from = 0
  let event: string | undefined
  let data: AbridgedJson | undefined
  for (let lines = 0; from < all.length; lines++) {
    const end = Math.min(find(all, lf, from), find(all, cr, from))
    const [field = '', gap] = all.toString('latin1', from, Math.min(end, from + 7)).split(':', 2)
    const value = all.subarray(Math.min(end, from + field.length + (gap?.startsWith(' ') ? 2 : 1)), end)
    // Data in several lines would have to be joined, whatever its length. No provider sends that in a long event.
    if (lines === longFrameLinesAtMost || (field === 'data' && data)) return unread(bytes, all.length)
    if (field === 'data') data = abridgeJson(value)
    if (field === 'data' && !data) return unread(bytes, all.length)
    if (field === 'event') event = value.length === 0 ? undefined : value.toString('utf8', 0, 256)
    from = end + (all[end] === cr && all[end + 1] === lf ? 2 : 1)
  }
  return { bytes, event, data: data?.text, omittedBytes: data?.omittedBytes ?? 0 }
}
