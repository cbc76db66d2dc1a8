import { Worker } from 'node:worker_threads'
import type { WireFormat } from '../contract/chat.ts'
import { type ErrorCode, type ErrorDetail, GatewayError } from '../errors.ts'
import type { RequestFacts } from '../protocols/wire-protocol.ts'
import type { EncodingName } from './encoding.ts'
import type { Encodings } from './encodings.ts'
import type { RankTable } from './rank-table.ts'
import type { RequestCount } from './request-layout.ts'

/** What is known of a request once its body was read. */
export interface DescribedRequest {
  readonly facts: RequestFacts
  readonly counted: RequestCount
}

export interface CountJob {
  readonly format: WireFormat
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
    format: WireFormat,
    bytes: Buffer,
  ): Promise<{ readonly described: DescribedRequest; readonly bytes: Buffer }>
  close(): Promise<void>
}

const atOnce = 2
// What waits is in memory. Most bodies take a millisecond, so that many may wait; of the largest, eight.
const usualWaiting = { bodies: 1000, bytes: 512 * 1024 * 1024 }
// A worker remembers what it counted: an agent's next turn should find it.
const idleMs = 5 * 60_000

/** Large bodies are read in workers, two at once: the main thread never blocks on one, and memory stays bounded. */
export function openLargeBodies(
  encodings: Encodings,
  workerUrl: URL,
  waitingAtMost = usualWaiting,
): LargeBodies {
  const idle: Worker[] = []
  const tables: Partial<Record<EncodingName, RankTable>> = {}
  const waiting: (() => void)[] = []
  let waitingBytes = 0
  let running = 0
  let idleTimer: NodeJS.Timeout | undefined

  /** One of the places to work in; the one before hands its own on. */
  async function takePlace(bytes: number): Promise<void> {
    clearTimeout(idleTimer)
    if (running < atOnce) return void running++
    if (waiting.length >= waitingAtMost.bodies || waitingBytes + bytes > waitingAtMost.bytes)
      throw new GatewayError('overloaded')
    waitingBytes += bytes
    await new Promise<void>(resolve => waiting.push(resolve))
    waitingBytes -= bytes
  }

  function leavePlace(): void {
    const next = waiting.shift()
    if (next) next()
    else if (--running === 0) idleTimer = setTimeout(stopIdle, idleMs).unref()
  }

  async function count(format: WireFormat, bytes: Uint8Array<ArrayBuffer>): Promise<CountAnswer> {
    // The one that worked last remembers the most of a conversation that goes on.
    const worker = idle.pop() ?? new Worker(workerUrl)
    const reply = await ask(worker, { format, bytes, tables })
    idle.push(worker)
    if (reply.type !== 'table-needed') return reply
    tables[reply.name] = await encodings.table(reply.name)
    return count(format, reply.bytes)
  }

  async function stopIdle(): Promise<void> {
    await Promise.all(idle.splice(0).map(worker => worker.terminate()))
  }

  return {
    async describe(format, body) {
      await takePlace(body.length)
      try {
        const answer = await count(format, toOwnBuffer(body))
        if (answer.type === 'refused') throw new GatewayError(answer.code, answer.detail)
        const { buffer, byteOffset, byteLength } = answer.bytes
        return { described: answer.described, bytes: Buffer.from(buffer, byteOffset, byteLength) }
      } finally {
        leavePlace()
      }
    },
    async close() {
      clearTimeout(idleTimer)
      await stopIdle()
    },
  }
}

function ask(worker: Worker, job: CountJob): Promise<CountReply> {
  return new Promise((resolve, reject) => {
    // It ran out of memory: the request may be sent again, to a new one.
    const failed = (error: unknown) => reject(new GatewayError('overloaded', {}, { cause: error }))
    worker.removeAllListeners()
    worker.once('message', resolve)
    worker.once('error', failed)
    worker.once('exit', code => failed(new Error(`the counting worker ended with code ${code}`)))
    worker.postMessage(job, [job.bytes.buffer])
  })
}

/** Only a buffer of one's own can be lent to a worker; small ones share a pool. */
function toOwnBuffer(body: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = body
  const own = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength
  return own ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array(body)
}
