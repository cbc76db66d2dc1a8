// Splits a stream's bytes into whole frames. Depending on the format, a frame is an event, a line or an element of an array.

export interface Frame {
  /** Exactly the received bytes, including those that end the frame. */
  readonly bytes: Uint8Array
  /** The name that the frame has beside its data. Undefined if the framing has no names or this frame has none. */
  readonly event: string | undefined
  /** The frame's JSON or word. Undefined if it has none, like a comment. */
  readonly data: string | undefined
  /**
   * The number of bytes that are not in `data`, if the frame is too long to be parsed at once. `data` then holds its JSON
   * without the long strings, or is undefined if even that cannot be read. 0 for all other frames.
   */
  readonly omittedBytes: number
}

/** Splits one stream, however its bytes are divided into chunks. Every byte that goes in comes out in exactly one frame. */
export interface Framer {
  /** The frames that this chunk completes. Throws FrameTooLargeError, after which the framer must not be used any more. */
  push(chunk: Uint8Array): readonly Frame[]
  /** True if all bytes so far have come out in frames, so that the gateway may put in a frame of its own here. */
  readonly atBoundary: boolean
  /** The bytes at the end that no separator ended. Undefined if there are none. */
  end(): Frame | undefined
}

export interface FramerOptions {
  /** 1 MiB if it is not given. */
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
