import { Worker } from 'node:worker_threads'
import type { WireFormat } from '../contract/chat.ts'
import { type ErrorCode, type ErrorDetail, GatewayError } from '../errors.ts'
import type { DescribedRequest } from './describe-request.ts'
import type { EncodingName } from './encoding.ts'
import type { Encodings } from './encodings.ts'
import type { RankTable } from './rank-table.ts'

export interface CountJob {
  readonly format: WireFormat
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface CountWorkerData {
  readonly tables: Readonly<Record<EncodingName, RankTable>>
}

/** The bytes come back with the answer: they were lent, not copied. */
export type CountReply = { readonly bytes: Uint8Array<ArrayBuffer> } & (
  | { readonly ok: true; readonly described: DescribedRequest }
  | { readonly ok: false; readonly code: ErrorCode; readonly detail: ErrorDetail }
)

export interface LargeBodies {
  /** Rejects with `request_invalid`, or `overloaded` where too many wait. */
  describe(
    format: WireFormat,
    bytes: Buffer,
  ): Promise<{ readonly described: DescribedRequest; readonly bytes: Buffer }>
  close(): Promise<void>
}

const atOnce = 2
const waitingAtMost = 16
const idleMs = 30_000

/** Large bodies are read in workers, two at once: the main thread never blocks on one, and memory stays bounded. */
export function openLargeBodies(encodings: Encodings, workerUrl: URL): LargeBodies {
  const idle: Worker[] = []
  const waiting: (() => void)[] = []
  let running = 0
  let idleTimer: NodeJS.Timeout | undefined

  /** One of the places to work in; the one before hands its own on. */
  async function takePlace(): Promise<void> {
    clearTimeout(idleTimer)
    if (running < atOnce) return void running++
    if (waiting.length >= waitingAtMost) throw new GatewayError('overloaded')
    await new Promise<void>(resolve => waiting.push(resolve))
  }

  function leavePlace(): void {
    const next = waiting.shift()
    if (next) next()
    else if (--running === 0) idleTimer = setTimeout(stopIdle, idleMs).unref()
  }

  async function takeWorker(): Promise<Worker> {
    const [o200k, cl100k] = await Promise.all([encodings.table('o200k_base'), encodings.table('cl100k_base')])
    const workerData: CountWorkerData = { tables: { o200k_base: o200k, cl100k_base: cl100k } }
    return idle.pop() ?? new Worker(workerUrl, { workerData })
  }

  async function stopIdle(): Promise<void> {
    await Promise.all(idle.splice(0).map(worker => worker.terminate()))
  }

  return {
    async describe(format, body) {
      await takePlace()
      try {
        const worker = await takeWorker()
        const reply = await ask(worker, { format, bytes: toOwnBuffer(body) })
        idle.push(worker)
        const { buffer, byteOffset, byteLength } = reply.bytes
        if (!reply.ok) throw new GatewayError(reply.code, reply.detail)
        return { described: reply.described, bytes: Buffer.from(buffer, byteOffset, byteLength) }
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
