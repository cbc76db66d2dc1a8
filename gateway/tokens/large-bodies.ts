import type { RequestFacts } from '../chat/request-facts.ts'
import type { RequestHead } from '../chat/request-head.ts'
import { type ErrorCode, type ErrorDetail, GatewayError } from '../errors.ts'
import type { EncodingName } from './encoding.ts'
import type { Encodings } from './encodings.ts'
import type { RankTable } from './rank-table.ts'
import type { RequestCount } from './request-layout.ts'
import { type AskWorker, asOwnBytes, createWorkerPool } from './worker-pool.ts'

/** What is known of a request once its body was read. */
export interface DescribedRequest {
  readonly facts: RequestFacts
  readonly counted: RequestCount
}

export interface CountJob {
  readonly type: 'describe-request'
  /** The name of one that the worker knows. */
  readonly format: string
  readonly head: RequestHead
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Those that any request has needed so far: they are shared, so that sending them costs nothing. */
  readonly tables: Readonly<Partial<Record<EncodingName, RankTable>>>
}

interface LentBytes {
  /** The job's, back again: they were lent, not copied. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

type CountAnswer = LentBytes &
  (
    | { readonly type: 'counted'; readonly described: DescribedRequest }
    | { readonly type: 'refused'; readonly code: ErrorCode; readonly detail: ErrorDetail }
  )

export type CountReply =
  | CountAnswer
  | (LentBytes & { readonly type: 'table-needed'; readonly name: EncodingName })

export interface LargeBodies {
  /** Rejects with `request_invalid`, or `overloaded` where too many wait. */
  describe(
    format: string,
    head: RequestHead,
    bytes: Buffer,
  ): Promise<{ readonly described: DescribedRequest; readonly bytes: Buffer }>
  close(): Promise<void>
}

// What waits is in memory. Most bodies take a millisecond, so that many may wait; of the largest, eight.
const usualWaiting = { jobs: 1000, bytes: 512 * 1024 * 1024 }
// A worker remembers what it counted: an agent's next turn should find it.
const idleMs = 5 * 60_000
const keptAfterBytes = 16 * 1024 * 1024

/** Large bodies are read in workers, two at once: the main thread never blocks on one, and memory stays bounded. */
export function openLargeBodies(
  encodings: Encodings,
  workerUrl: URL,
  waitingAtMost = usualWaiting,
): LargeBodies {
  const pool = createWorkerPool({ url: workerUrl, atOnce: 2, waitingAtMost, idleMs, keptAfterBytes })
  const tables: Partial<Record<EncodingName, RankTable>> = {}

  async function count(
    ask: AskWorker,
    format: string,
    head: RequestHead,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<CountAnswer> {
    const job: CountJob = { type: 'describe-request', format, head, bytes, tables }
    const reply = (await ask(job, [bytes.buffer])) as CountReply
    if (reply.type !== 'table-needed') return reply
    tables[reply.name] = await encodings.table(reply.name)
    return count(ask, format, head, reply.bytes)
  }

  return {
    async describe(format, head, body) {
      const answer = await pool.use(body.length, ask => count(ask, format, head, asOwnBytes(body)))
      if (answer.type === 'refused') throw new GatewayError(answer.code, answer.detail)
      const { buffer, byteOffset, byteLength } = answer.bytes
      return { described: answer.described, bytes: Buffer.from(buffer, byteOffset, byteLength) }
    },
    close: pool.close,
  }
}
