// The machine's clock is wrong and is put right, seen from a caller and from a person.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describeInstant } from '../../gateway/budgets/windows.ts'
import { calendarBudget } from '../support/budgets.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'

const day = 86_400_000

let rig: GatewayRig
let nowMs: number
let startMs: number

beforeEach(async () => {
  startMs = Date.parse('2026-11-23T12:00:00Z')
  nowMs = startMs
  rig = await openGatewayRig({ now: () => nowMs })
})

afterEach(() => rig[Symbol.asyncDispose]())

const ask = (format: keyof typeof paths) => rig.post(paths[format], chatBody(format))

describe.for([
  ['is right', 0],
  ['was 400 days ahead', 400 * day],
  ['was set back by three days', 3 * day],
] as const)('a clock that %s', ([, aheadMs]) => {
  test('has header, message and screen tell the same instant', async () => {
    const { admin } = rig.gateway
    nowMs = startMs + aheadMs
    await rig.rowOf(await ask('openai-chat')) // takes 8,850 of it; 45,000 hold what one asks
    await admin.setBudget(calendarBudget('45000'))
    nowMs = startMs
    const [screen] = await admin.listBudgets({})
    const resetsAtMs = screen?.resetsAtMs ?? 0
    expect(resetsAtMs).toBe(Date.parse('2026-11-24T00:00:00Z') + aheadMs)
    const instant = new Date(resetsAtMs).toISOString()
    for (const format of ['openai-chat', 'anthropic-messages'] as const) {
      const refused = await ask(format)
      expect(refused.status).toBe(402)
      expect(refused.headers.get('retry-after')).toBeNull()
      const body = await refused.text()
      if (format === 'anthropic-messages') continue // it asks for more than the limit, and never has room
      expect(refused.headers.get('x-gatehouse-budget-resets-at')).toBe(instant)
      expect(body).toContain(describeInstant(resetsAtMs, 'UTC'))
    }
  })
})

test('a person puts the time right: told before, audited, and the totals of today have what was spent ahead', async () => {
  const { admin } = rig.gateway
  await admin.setBudget(calendarBudget('1000000000'))
  nowMs = startMs + 400 * day
  const { costNanoUsd } = await rig.rowOf(await ask('openai-chat'))
  await expect.poll(async () => (await admin.listBudgets({}))[0]?.settled).toBe(costNanoUsd)
  expect((await admin.readOverview({ zone: 'UTC' })).today.costNanoUsd).toBe(costNanoUsd)
  nowMs = startMs
  const told = await admin.readStatus({})
  expect(told.ledgerTime).toMatchObject({ clockMs: startMs, aheadMs: 400 * day })
  expect(told.warnings).toContainEqual(expect.stringContaining('gatehouse ledger correct-clock'))
  expect((await admin.readOverview({ zone: 'UTC' })).today.costNanoUsd).toBe('0')

  const [first, second] = await Promise.all([
    admin.correctLedgerClock({ by: 'window' }),
    admin.correctLedgerClock({ by: 'window' }),
  ])
  expect(second.clockCorrections).toEqual(first.clockCorrections)
  expect(first.clockCorrections).toEqual([
    { by: 'window', fromMs: startMs + 400 * day, toMs: startMs, entries: 1 },
  ])
  expect((await admin.readStatus({})).warnings).toEqual([])
  expect((await admin.readOverview({ zone: 'UTC' })).today.costNanoUsd).toBe(costNanoUsd)
  expect(await admin.listBudgets({})).toMatchObject([
    { settled: costNanoUsd, resetsAtMs: Date.parse('2026-11-24T00:00:00Z') },
  ])
})
