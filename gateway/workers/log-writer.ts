// The only writer of log.db. It also runs the ledger's checkpoints, so that a commit on the main thread never waits for one.
import { parentPort, workerData } from 'node:worker_threads'
import { atIntervals } from '../storage/at-intervals.ts'
import { checkpoint } from '../storage/database.ts'
import { openLedgerDb, openLogDb } from '../storage/databases.ts'
import type { LogWriterData, LogWriterMessage, LogWriterReply } from '../storage/log-writer.ts'
import { openRequestLogWriter } from '../storage/request-log.ts'

const checkpointEveryMs = 1000
const trimEveryMs = 60_000

const { homeDir } = workerData as LogWriterData
const logDb = openLogDb(homeDir)
const ledgerDb = openLedgerDb(homeDir)
const requests = openRequestLogWriter(logDb)

const trim = atIntervals(trimEveryMs, () => performance.now(), requests.keepNewest)

const timer = setInterval(() => checkpoint(ledgerDb), checkpointEveryMs)

parentPort?.on('message', (message: LogWriterMessage) => {
  if (message.type === 'close') {
    clearInterval(timer)
    ledgerDb.close()
    logDb.close()
    parentPort?.close()
    return
  }
  const refusedRows = requests.insert(message.rows)
  trim(message.maxRows)
  parentPort?.postMessage({ batch: message.batch, refusedRows } satisfies LogWriterReply)
})
