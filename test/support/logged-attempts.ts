import { toAttemptRecord } from '../../gateway/answer/attempt-record.ts'
import { recoveredRecords } from '../../gateway/answer/record.ts'
import { openLogDb } from '../../gateway/storage/databases.ts'
import type { LogRecord } from '../../gateway/storage/log-record.ts'
import { openRequestLogWriter, toLogRow } from '../../gateway/storage/request-log.ts'
import { hold, nano, settlement } from './ledger-records.ts'

/**
 * Logs a request with two attempts: `busy/small` refused it, which cost nothing, and then `open/large` answered for 0.000042
 * dollars.
 */
export function logTwoAttempts(homeDir: string): LogRecord {
  const first = hold({ providerId: 'busy', model: 'small', amount: nano(70_000n), openedAtMs: Date.now() })
  const second = hold({
    requestId: first.requestId,
    attempt: 2,
    providerId: 'open',
    model: 'large',
    amount: nano(90_000n),
    openedAtMs: Date.now(),
  })
  const answered = settlement(42_000n, 7)
  const [recovered] = recoveredRecords(
    [{ hold: second, ...answered, settledAtMs: Date.now(), aside: undefined }],
    () => undefined,
  )
  if (!recovered) throw new Error('Nothing was recovered')
  const record: LogRecord = {
    ...recovered,
    outcome: 'completed',
    certainty: 'exact',
    status: 200,
    durationMs: 900,
    attempts: [
      toAttemptRecord({
        hold: first,
        settlement: settlement(0n, 0, 'none'),
        state: 'refused',
        upstreamStatus: 429,
        errorCode: undefined,
        times: { heldMs: 4, sentMs: 5, headersMs: 120, endedMs: 130 },
      }),
      toAttemptRecord({
        hold: second,
        settlement: answered,
        state: 'complete',
        upstreamStatus: 200,
        errorCode: undefined,
        times: { heldMs: 140, sentMs: 150, headersMs: 300, firstTokenMs: 320, endedMs: 900 },
      }),
    ],
  }
  const db = openLogDb(homeDir)
  openRequestLogWriter(db).insert([toLogRow(record)])
  db.close()
  return record
}
