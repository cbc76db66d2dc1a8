import { rmSync } from 'node:fs'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { recoveredRecords } from '../../gateway/answer/record.ts'
import { noTokens } from '../../gateway/contract/chat.ts'
import { plainBill } from '../../gateway/pricing/bill.ts'
import { openForQueries, openLedgerDb, openLogDb } from '../../gateway/storage/databases.ts'
import { openLogWriter } from '../../gateway/storage/log-writer.ts'
import { hold, nano } from '../support/ledger-records.ts'
import { temporaryHome } from '../support/temporary-home.ts'

test('the log is trimmed to its newest rows, attempts with them, though the clock is set back again and again', async () => {
  const homeDir = temporaryHome()
  openLogDb(homeDir).close()
  openLedgerDb(homeDir).close()
  const workerUrl = new URL('../support/log-writer-set-back.ts', import.meta.url)
  const writer = openLogWriter({ homeDir, workerUrl, maxRows: () => 3, log: pino({ level: 'silent' }) })
  const db = openForQueries(homeDir, 'log')
  const rows = db.prepare('SELECT sequence FROM requests ORDER BY sequence').pluck()
  const attempts = db.prepare('SELECT sequence FROM attempts ORDER BY sequence').pluck()
  try {
    for (let each = 1; each <= 6; each++) {
      const settled = {
        ...plainBill(noTokens),
        cost: nano(1n),
        certainty: 'estimated',
      } as const
      const first = hold()
      const recovered = [
        { hold: first, settledAtMs: 0, ...settled },
        { hold: hold({ requestId: first.requestId, attempt: 2 }), settledAtMs: 0, ...settled },
      ]
      for (const record of recoveredRecords(recovered, () => undefined)) writer.add(record)
      const kept = [each - 2, each - 1, each].filter(sequence => sequence > 0)
      await expect.poll(() => rows.all()).toEqual(kept)
      expect(attempts.all()).toEqual(kept.flatMap(sequence => [sequence, sequence]))
    }
  } finally {
    db.close()
    await writer.close()
    rmSync(homeDir, { recursive: true, force: true })
  }
})
