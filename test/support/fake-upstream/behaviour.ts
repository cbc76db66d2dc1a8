// What a scripted upstream does with a request: which answer it gives, and in which steps it sends it.

import type { IncomingHttpHeaders } from 'node:http'
import type { FixtureName } from './fixtures.ts'
import type { Gate } from './gate.ts'

export interface ReceivedRequest {
  readonly method: string
  /** The path with the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Names and values alternate, as they were received. */
  readonly rawHeaders: readonly string[]
  /** Empty until it has arrived completely. */
  readonly body: Buffer
  /** When the caller hung up before the end of the answer, in milliseconds since 1970. Undefined if it did not. */
  readonly abortedAtMs: number | undefined
  /** True when the answer has been sent completely. */
  readonly finished: boolean
}

export interface Answer {
  /** 200 by default. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** If it is a list of pieces, each is written separately, and only when the caller can receive it. */
  readonly body?: string | Uint8Array | Iterable<Uint8Array>
}

export interface Behaviour {
  /** By default, the proper answer to the request. */
  readonly answer?: FixtureName | Answer | ((request: ReceivedRequest) => Answer)
  /** Headers in addition to those of the answer. */
  readonly headers?: Answer['headers']
  /** The length to declare, whatever length the body has. */
  readonly contentLength?: number
  /** True to compress the body, whether or not the caller accepts that. */
  readonly gzip?: boolean
  /** False to leave the request's body unread in the socket. */
  readonly readBody?: boolean
  /** `[send()]` by default. The answer ends after the last step, even if a part of it has not been sent. */
  readonly steps?: readonly Step[]
}

export type Step =
  | { readonly type: 'head' }
  | ({ readonly type: 'send'; readonly bytes?: number } & SendOptions)
  | { readonly type: 'wait'; readonly gate: Gate }
  | { readonly type: 'trickle'; readonly bytes: Iterable<string>; readonly everyMs: number }
  | { readonly type: 'hang' }
  | { readonly type: 'die'; readonly how: 'close' | 'reset' }

export interface SendOptions {
  /** The sizes of the writes. After the last size, the first one is used again. */
  readonly chunkBytes?: readonly number[]
  /** A gate that each write has to pass first. */
  readonly pace?: Gate
  /** Milliseconds to wait before each write. It is for a process, which no test can control with a gate. */
  readonly everyMs?: number
}

/** Sends status and headers now. Otherwise they are sent with the first byte of the body. */
export const head = (): Step => ({ type: 'head' })

/** Sends the next `bytes` of the body, or everything that is left. */
export const send = (bytes?: number, options: SendOptions = {}): Step =>
  bytes === undefined ? { type: 'send', ...options } : { type: 'send', bytes, ...options }

/** Sends nothing until the test opens the gate. */
export const wait = (gate: Gate): Step => ({ type: 'wait', gate })

/**
 * Writes these bytes to the connection instead of an answer, one after the other and with a pause before each. They are
 * written as they are, so they have to contain the status line and the headers too.
 */
export const trickle = (bytes: Iterable<string>, everyMs: number): Step => ({
  type: 'trickle',
  bytes,
  everyMs,
})

/** Sends nothing until the caller hangs up. */
export const hang = (): Step => ({ type: 'hang' })

/** Ends the connection after everything was sent, by closing or by resetting it. */
export const die = (how: 'close' | 'reset' = 'close'): Step => ({ type: 'die', how })
