import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import { guarded, logSafely } from '../guarded.ts'
import { endWorker } from './end-worker.ts'
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

/** Confirms that a batch is written, except for `refusedRows` rows that SQLite can never accept. */
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

// The worker only needs memory for a batch or two. By default its heap could grow as large as the main thread's.
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 128 }
const batchDelayMs = 20
const restartDelayMs = 500
// If the worker is dead for long, only the newest batches are kept. No money is lost with the others, because the ledger has
// it.
const keptBatches = 500

/**
 * Writes rows to the log in batches, in a worker. If the worker dies, it is started again and gets all batches that it did
 * not confirm.
 */
export function openLogWriter({ homeDir, workerUrl, maxRows, log }: LogWriterDeps) {
  const unconfirmed = new Map<number, readonly LogRow[]>()
  let rows: LogRow[] = []
  let batch = 0
  let timer: NodeJS.Timeout | undefined
  let lost = 0
  let closing = false
  /** Undefined while no worker runs. */
  let worker: Worker | undefined = start()

  function failed(error: unknown): void {
    logSafely(log, error, 'log writer failed')
  }

  function start(): Worker {
    const started = new Worker(workerUrl, { workerData: { homeDir } satisfies LogWriterData, resourceLimits })
    started.on('message', confirm)
    started.on('error', failed)
    started.on('exit', () => {
      if (worker === started) worker = undefined
      if (!closing) setTimeout(guarded(failed, restart), restartDelayMs).unref()
    })
    return started
  }

  function confirm({ batch: confirmed, refusedRows }: LogWriterReply): void {
    unconfirmed.delete(confirmed)
    lost += refusedRows
  }

  function restart(): void {
    if (worker) return
    worker = start()
    for (const [number, kept] of unconfirmed) post(number, kept)
  }

  function post(number: number, sent: readonly LogRow[]): void {
    const message: LogWriterMessage = { type: 'rows', batch: number, rows: sent, maxRows: maxRows() }
    worker?.postMessage(message)
  }

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (rows.length === 0) return
    batch++
    unconfirmed.set(batch, rows)
    post(batch, rows)
    rows = []
    lost += dropOldest(unconfirmed, keptBatches)
  }

  return {
    add(record: LogRecord): void {
      rows.push(toLogRow(record))
      timer ??= setTimeout(guarded(failed, flush), batchDelayMs)
    },
    /** How many rows could not be written and are no longer kept. */
    get lostRows(): number {
      return lost
    },
    /**
     * Writes what is left and ends the worker. A dead worker is started once more if there are rows to write. A worker that
     * does not end before `passed` is aborted is ended by force.
     */
    async close(passed: AbortSignal = new AbortController().signal): Promise<void> {
      closing = true
      flush()
      if (unconfirmed.size > 0) restart()
      const ended = worker === undefined || (await endWorker(worker, closeMessage, passed))
      const left = dropOldest(unconfirmed, 0)
      lost += left
      if (!ended || left > 0) log.error({ lostRows: left }, 'the log was closed before all of it was written')
    },
  }
}

const closeMessage = { type: 'close' } satisfies LogWriterMessage

/** Drops all batches but the newest `keptBatches`. Gives the number of rows that were dropped. */
function dropOldest(unconfirmed: Map<number, readonly LogRow[]>, keptBatches: number): number {
  let rows = 0
  for (const oldest of unconfirmed.keys()) {
    if (unconfirmed.size <= keptBatches) break
    rows += unconfirmed.get(oldest)?.length ?? 0
    unconfirmed.delete(oldest)
  }
  return rows
}
