// A stream's bytes as whole frames, however the format separates them: events, lines, elements of an array.

export interface Frame {
  /** Exactly the received bytes, with what ends the frame. */
  readonly bytes: Uint8Array
  /** The name that the frame bears beside its data; undefined where the framing has no names, or this frame has none. */
  readonly event: string | undefined
  /** The frame's JSON or word; undefined where it has none, as in a comment. */
  readonly data: string | undefined
  /**
   * Of a frame that is too long to be read: so many bytes are not in `data`, which holds its JSON without its long
   * strings, or is undefined where not even that can be read. 0 of all others.
   */
  readonly omittedBytes: number
}

/** Splits one stream, whatever the chunks: every byte that goes in comes out in exactly one frame. */
export interface Framer {
  /** The frames that this chunk completes. Throws FrameTooLargeError, and is of no use after that. */
  push(chunk: Uint8Array): readonly Frame[]
  /** Whether all bytes so far have come out in frames, so that a frame of one's own may be put in here. */
  readonly atBoundary: boolean
  /** What is left without an end of its own; undefined where nothing is. */
  end(): Frame | undefined
}

export interface FramerOptions {
  /** 1 MiB where it is left out. */
  readonly maxFrameBytes?: number
}

/** Makes the framer of one stream. */
export type Framing = (options?: FramerOptions) => Framer

export class FrameTooLargeError extends Error {
  readonly maxFrameBytes: number

  constructor(maxFrameBytes: number) {
    super(`A frame of the stream is larger than ${maxFrameBytes} bytes`)
    this.name = 'FrameTooLargeError'
    this.maxFrameBytes = maxFrameBytes
  }
}
