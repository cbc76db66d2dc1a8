// What a scripted upstream does with a request: an answer, and the steps in which it leaves.

import type { IncomingHttpHeaders } from 'node:http'
import type { FixtureName } from './fixtures.ts'
import type { Gate } from './gate.ts'

export interface ReceivedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[]
  /** Empty until it has arrived completely. */
  readonly body: Buffer
  /** When the caller hung up before the end of the answer; epoch. */
  readonly abortedAtMs: number | undefined
  /** The answer has left completely. */
  readonly finished: boolean
}

export interface Answer {
  /** 200 by default. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** In pieces: each is a write of its own, made when the caller has room for it. */
  readonly body?: string | Uint8Array | Iterable<Uint8Array>
}

export interface Behaviour {
  /** The proper one for the request by default. */
  readonly answer?: FixtureName | Answer | ((request: ReceivedRequest) => Answer)
  /** Besides the answer's own. */
  readonly headers?: Answer['headers']
  /** Declared, whatever the body really has. */
  readonly contentLength?: number
  /** Compressed without being asked. */
  readonly gzip?: boolean
  /** False: the request's body is left in the socket. */
  readonly readBody?: boolean
  /** `[send()]` by default. The answer ends after the last step, even if part of it has not been sent. */
  readonly steps?: readonly Step[]
}

export type Step =
  | { readonly type: 'head' }
  | ({ readonly type: 'send'; readonly bytes?: number } & SendOptions)
  | { readonly type: 'wait'; readonly gate: Gate }
  | { readonly type: 'hang' }
  | { readonly type: 'die'; readonly how: 'close' | 'reset' }

export interface SendOptions {
  /** Sizes of the writes, in turn, over and over. */
  readonly chunkBytes?: readonly number[]
  /** Passed before each write. */
  readonly pace?: Gate
  /** Waited before each write: for a process that nobody controls. */
  readonly everyMs?: number
}

/** Status and headers leave now; they otherwise leave with the first byte of the body. */
export const head = (): Step => ({ type: 'head' })

/** The next `bytes` of the body, or all that is left. */
export const send = (bytes?: number, options: SendOptions = {}): Step =>
  bytes === undefined ? { type: 'send', ...options } : { type: 'send', bytes, ...options }

/** Nothing until the test lets it through. */
export const wait = (gate: Gate): Step => ({ type: 'wait', gate })

/** Nothing until the caller hangs up. */
export const hang = (): Step => ({ type: 'hang' })

/** The connection ends once what was sent has left: as a closed socket, or reset. */
export const die = (how: 'close' | 'reset' = 'close'): Step => ({ type: 'die', how })
