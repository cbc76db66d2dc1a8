import type { RequestFacts } from '../chat/request-facts.ts'
import type { RequestHead } from '../chat/request-head.ts'
import type { RequestOutline } from '../chat/request-outline.ts'
import { type ErrorParts, restoreError } from '../errors.ts'
import type { Encodings } from './encodings.ts'
import { familyOf } from './model-family.ts'
import type { RankTable } from './rank-table.ts'
import type { RequestCount } from './request-layout.ts'
import { asOwnBytes, createWorkerPool } from './worker-pool.ts'

/** A whole request body for a worker to read. Its bytes are transferred to the worker and returned with the reply. */
export interface ReadJob {
  readonly type: 'read-request'
  /** The name of the body's format, which the worker must know. */
  readonly format: string
  readonly head: RequestHead
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** A body that was read already and whose tokens a worker counts for a model. */
export interface CountJob {
  readonly type: 'count-request'
  readonly format: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly model: string
  /** The table of the encoding with which the model's tokens are counted. */
  readonly table: RankTable
}

/** A body that was read already and that asks for a route. */
export interface OutlineJob {
  readonly type: 'outline-request'
  readonly format: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

interface LentBytes {
  /** The bytes of the job. They are transferred to the worker and back, and not copied. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

interface Refused extends LentBytes {
  readonly type: 'refused'
  readonly error: ErrorParts
}

export type ReadReply = Refused | (LentBytes & { readonly type: 'read'; readonly facts: RequestFacts })
export type OutlineReply =
  | Refused
  | (LentBytes & { readonly type: 'outlined'; readonly outline: RequestOutline })
export type CountReply = Refused | (LentBytes & { readonly type: 'counted'; readonly counted: RequestCount })

/** Reads and counts large bodies. The given bytes are transferred to a worker: use the bytes of the result instead. */
export interface LargeBodies {
  /** Rejects with `request_invalid`, or with `overloaded` if too many bodies wait. */
  read(
    format: string,
    head: RequestHead,
    bytes: Buffer,
  ): Promise<{ readonly facts: RequestFacts; readonly bytes: Buffer }>
  /** Counts the tokens before the model's ratio is applied. Rejects as `read` does. */
  count(
    format: string,
    bytes: Buffer,
    model: string,
  ): Promise<{ readonly counted: RequestCount; readonly bytes: Buffer }>
  /** Finds what routes need to know. Rejects as `read` does. */
  outline(
    format: string,
    bytes: Buffer,
  ): Promise<{ readonly outline: RequestOutline; readonly bytes: Buffer }>
  close(): Promise<void>
}

// Waiting bodies take memory. Most bodies need a millisecond each, so many may wait. Only eight of the largest bodies may.
const usualWaiting = { jobs: 1000, bytes: 512 * 1024 * 1024 }
// A worker remembers what it counted. It is kept for some minutes, so that the next turn of a conversation can use that.
const idleMs = 5 * 60_000
const keptAfterBytes = 16 * 1024 * 1024

/** Reads large bodies in two workers, so that the main thread never blocks on one and memory stays bounded. */
export function openLargeBodies(
  encodings: Encodings,
  workerUrl: URL,
  waitingAtMost = usualWaiting,
): LargeBodies {
  const pool = createWorkerPool({ url: workerUrl, atOnce: 2, waitingAtMost, idleMs, keptAfterBytes })

  async function work<Reply extends Refused | LentBytes>(
    body: Buffer,
    jobOf: (bytes: Uint8Array<ArrayBuffer>) => ReadJob | CountJob | OutlineJob,
  ): Promise<Exclude<Reply, Refused>> {
    const bytes = asOwnBytes(body)
    const reply = (await pool.use(body.length, ask => ask(jobOf(bytes), [bytes.buffer]))) as Reply
    if (isRefused(reply)) throw restoreError(reply.error)
    return reply as Exclude<Reply, Refused>
  }

  return {
    async read(format, head, body) {
      const reply = await work<ReadReply>(body, bytes => ({ type: 'read-request', format, head, bytes }))
      return { facts: reply.facts, bytes: bufferOf(reply) }
    },
    async count(format, body, model) {
      const table = await encodings.table(familyOf(model).encoding)
      const job = (bytes: Uint8Array<ArrayBuffer>): CountJob => ({
        type: 'count-request',
        format,
        bytes,
        model,
        table,
      })
      const reply = await work<CountReply>(body, job)
      return { counted: reply.counted, bytes: bufferOf(reply) }
    },
    async outline(format, body) {
      const reply = await work<OutlineReply>(body, bytes => ({ type: 'outline-request', format, bytes }))
      return { outline: reply.outline, bytes: bufferOf(reply) }
    },
    close: pool.close,
  }
}

function isRefused(reply: Refused | LentBytes): reply is Refused {
  return 'type' in reply && reply.type === 'refused'
}

function bufferOf({ bytes }: LentBytes): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
