import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { LogRecord } from './log-record.ts'
import { type LogRow, toLogRow } from './request-log.ts'

export interface LogWriterData {
  readonly homeDir: string
}

export type LogWriterMessage =
  | {
      readonly type: 'rows'
      readonly batch: number
      readonly rows: readonly LogRow[]
      readonly maxRows: number
    }
  | { readonly type: 'close' }

/** The batch is written, but for so many rows that SQLite takes in no case. */
export interface LogWriterReply {
  readonly batch: number
  readonly refusedRows: number
}

export interface LogWriterDeps {
  readonly homeDir: string
  readonly workerUrl: URL
  readonly maxRows: () => number
  readonly log: Logger
}

export type LogWriter = ReturnType<typeof openLogWriter>

// It holds a batch or two at a time; by default a worker may grow its heap as far as the whole program.
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 128 }
const batchDelayMs = 20
const restartDelayMs = 500
// With the writer dead for long, the newest rows are kept; the ledger has the money of them all.
const keptBatches = 500

/** Rows reach the log in batches, off the main thread. A dead worker is started again and gets what it did not confirm. */
export function openLogWriter({ homeDir, workerUrl, maxRows, log }: LogWriterDeps) {
  const unconfirmed = new Map<number, readonly LogRow[]>()
  let rows: LogRow[] = []
  let batch = 0
  let timer: NodeJS.Timeout | undefined
  let lost = 0
  let closing = false
  let worker = start()

  function start(): Worker {
    const started = new Worker(workerUrl, { workerData: { homeDir } satisfies LogWriterData, resourceLimits })
    started.on('message', ({ batch: confirmed, refusedRows }: LogWriterReply) => {
      unconfirmed.delete(confirmed)
      lost += refusedRows
    })
    started.on('error', error => log.error({ err: error }, 'log writer failed'))
    started.on('exit', () => {
      if (!closing) setTimeout(restart, restartDelayMs).unref()
    })
    return started
  }

  function restart(): void {
    if (closing) return
    worker = start()
    for (const [number, kept] of unconfirmed) post(number, kept)
  }

  function post(number: number, sent: readonly LogRow[]): void {
    worker.postMessage({
      type: 'rows',
      batch: number,
      rows: sent,
      maxRows: maxRows(),
    } satisfies LogWriterMessage)
  }

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (rows.length === 0) return
    batch++
    unconfirmed.set(batch, rows)
    post(batch, rows)
    rows = []
    for (const oldest of unconfirmed.keys()) {
      if (unconfirmed.size <= keptBatches) break
      lost += unconfirmed.get(oldest)?.length ?? 0
      unconfirmed.delete(oldest)
    }
  }

  return {
    add(record: LogRecord): void {
      rows.push(toLogRow(record))
      timer ??= setTimeout(flush, batchDelayMs)
    },
    /** Rows that could not be written and are not kept any longer. */
    get lostRows(): number {
      return lost
    },
    async close(): Promise<void> {
      flush()
      closing = true
      await new Promise(resolve => {
        worker.once('exit', resolve)
        worker.postMessage({ type: 'close' } satisfies LogWriterMessage)
      })
    },
  }
}
