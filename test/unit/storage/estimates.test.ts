import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { noTokens } from '../../../gateway/contract/chat.ts'
import type { ClientId, RequestId } from '../../../gateway/contract/units.ts'
import { plainBill } from '../../../gateway/pricing/bill.ts'
import type { WritableDb } from '../../../gateway/storage/database.ts'
import { openLedgerDb } from '../../../gateway/storage/databases.ts'
import { openEstimateRows } from '../../../gateway/storage/estimates.ts'
import type { HoldRecord, SettlementRecord } from '../../../gateway/storage/ledger-records.ts'
import { prepareLedgerWrites } from '../../../gateway/storage/ledger-writes.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let home: string
let db: WritableDb
beforeEach(() => {
  home = temporaryHome()
  db = openLedgerDb(home)
})
afterEach(() => {
  db.close()
  rmSync(home, { recursive: true, force: true })
})

const ratio = (model: string, mean: number) => ({ model, samples: 3, mean, variance: 0.01, weight: 7 })

function settled(outputs: readonly (readonly [number, Partial<SettlementRecord>, Partial<HoldRecord>?])[]) {
  const settlements = outputs.map(([output, changes, of], index): SettlementRecord => {
    const hold: HoldRecord = {
      holdId: index + 1,
      requestId: `req_${index}` as RequestId,
      attempt: 1,
      clientId: 'cli_a' as ClientId,
      personId: undefined,
      teamId: undefined,
      project: undefined,
      providerId: 'main',
      model: 'model',
      format: 'openai-chat',
      sandbox: false,
      tools: true,
      reasoning: false,
      inputTokens: 1,
      outputTokens: 1,
      amount: undefined,
      priceSource: undefined,
      firstOutputTokens: 1,
      shadowedBy: [],
      openedAtMs: 0,
      ...of,
    }
    const tokens = { ...noTokens, output }
    return {
      hold,
      certainty: 'exact',
      ...plainBill(tokens),
      cost: undefined,
      settledAtMs: 0,
      ...changes,
    }
  })
  const commit = prepareLedgerWrites(db)
  commit({ holds: settlements.map(({ hold }) => hold), topUps: [], settlements: [], levels: [] })
  commit({ holds: [], topUps: [], settlements, levels: [] })
}

test('ratios are kept, one a model, in the order that they changed in', () => {
  const rows = openEstimateRows(db)
  rows.putRatios([ratio('a', 1.1), ratio('模型 b', 1.2)], 1)
  rows.putRatios([ratio('c', 1.3)], 2)
  rows.putRatios([ratio('a', 1.4)], 3)
  expect(rows.takeRatios(2)).toEqual([ratio('c', 1.3), ratio('a', 1.4)])
  expect(rows.takeRatios(10)).toEqual([ratio('c', 1.3), ratio('a', 1.4)])
})

test('ratios are written all or not at all', () => {
  const rows = openEstimateRows(db)
  expect(() => rows.putRatios([ratio('a', 1.1), ratio('b', -1)], 1)).toThrow(/CHECK/)
  expect(rows.takeRatios(10)).toEqual([])
})

test('lengths are those of reported answers of real providers that one run of the model wrote, among the newest entries, oldest first', () => {
  settled([
    [1, {}],
    [2, {}],
    [3, { certainty: 'estimated' }],
    [4, {}, { sandbox: true }],
    [5, { certainty: 'none' }],
    [6, {}, { tools: false, reasoning: true }],
    [7, { steps: [noTokens, noTokens] }],
    [8, { uses: { 'web-search': 1 } }],
    [0, {}],
  ])
  const known = { clientId: 'cli_a', providerId: 'main', model: 'model', tools: true, reasoning: false }
  expect(openEstimateRows(db).newestLengths(8)).toEqual([
    { ...known, outputTokens: 2 },
    { ...known, tools: false, reasoning: true, outputTokens: 6 },
  ])
})
