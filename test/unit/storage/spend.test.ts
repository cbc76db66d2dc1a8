import { describe, expect, test } from 'vitest'
import type { SpendSummary } from '../../../gateway/contract/requests.ts'
import type { SpendDimension, SpendRange } from '../../../gateway/contract/spend.ts'
import { createPayers, type Payer } from '../../../gateway/storage/payers.ts'
import { type Slot, slotMs } from '../../../gateway/storage/rollup.ts'
import { periodsOf, spendOf } from '../../../gateway/storage/spend.ts'

const nowMs = Date.UTC(2026, 10, 24, 13, 40)
const noFailures: Slot['failures'] = new Map()
const payer = (changes: Partial<Payer>): Payer => ({
  provider: 'openai',
  model: 'openai/gpt-5',
  client: 'cli_a',
  team: null,
  person: null,
  project: null,
  ...changes,
})

function ledgerOf(most?: number) {
  const payers = createPayers(most)
  const slots = new Map<number, Slot>()
  return {
    payers,
    slots,
    spend(atMs: number, cost: bigint, changes: Partial<Payer> = {}, failures = noFailures): void {
      const key = Math.floor(atMs / slotMs)
      const costs = new Map(slots.get(key)?.costs ?? [])
      const number = payers.numberOf(payer(changes))
      costs.set(number, (costs.get(number) ?? 0n) + cost)
      const requests = (slots.get(key)?.requests ?? 0) + 1
      const none = { sandboxRequests: 0, unpricedRequests: 0, inputTokens: 0, outputTokens: 0 }
      slots.set(key, { ...none, requests, failures, costs })
    },
    read: (by: SpendDimension, range: SpendRange = '7d', zone = 'UTC') =>
      spendOf({ zone, range, by }, nowMs, { slots, payers }, () => ({}) as SpendSummary),
  }
}

const hourMs = 3_600_000

describe('spend of a range', () => {
  test('is by provider, model, client, team, person or project, the dearest first', () => {
    const ledger = ledgerOf()
    ledger.spend(nowMs, 5n, { team: 'lab', client: 'cli_b' })
    ledger.spend(nowMs - 48 * hourMs, 3n, { provider: 'anthropic', model: 'anthropic/claude', project: 'p' })
    ledger.spend(nowMs - 24 * hourMs, 1n, { team: 'lab', client: 'cli_b' })
    const groups = (by: SpendDimension) =>
      ledger.read(by).groups.map(({ id, costNanoUsd }) => [id, costNanoUsd])
    expect(groups('provider')).toEqual([
      ['openai', '6'],
      ['anthropic', '3'],
    ])
    expect(groups('model')[1]).toEqual(['anthropic/claude', '3'])
    expect(groups('client')).toEqual([
      ['cli_b', '6'],
      ['cli_a', '3'],
    ])
    expect(groups('team')).toEqual([
      ['lab', '6'],
      [null, '3'],
    ])
    expect(groups('person')).toEqual([[null, '9']])
    expect(groups('project')[1]).toEqual(['p', '3'])
    const { points } = ledger.read('provider')
    expect(points.map(({ groupNanoUsd }) => groupNanoUsd.join(' '))).toEqual([
      '0 0',
      '0 0',
      '0 0',
      '0 0',
      '0 3',
      '1 0',
      '5 0',
    ])
  })

  test('has six groups at most, and the others as one', () => {
    const ledger = ledgerOf()
    for (let index = 1; index <= 10; index++) ledger.spend(nowMs, BigInt(index), { client: `cli_${index}` })
    const spend = ledger.read('client')
    expect(spend.groups.map(({ costNanoUsd }) => Number(costNanoUsd))).toEqual([10, 9, 8, 7, 6, 5])
    expect(spend.othersNanoUsd).toBe('10')
    expect(spend.points.at(-1)?.costNanoUsd).toBe('55')
  })

  test('stays exact by provider when there are more combinations than are told apart', () => {
    const ledger = ledgerOf(2)
    for (let index = 0; index < 5; index++) ledger.spend(nowMs, 10n, { project: `project-${index}` })
    ledger.spend(nowMs, 1n, { provider: 'anthropic', project: 'other' })
    expect(ledger.read('provider').groups).toEqual([
      { id: 'openai', costNanoUsd: '50' },
      { id: 'anthropic', costNanoUsd: '1' },
    ])
    const byProject = ledger.read('project')
    expect(byProject.groups).toHaveLength(2)
    expect(byProject.othersNanoUsd).toBe('31')
  })

  test('lists the failures of the range, the most frequent first', () => {
    const ledger = ledgerOf()
    ledger.spend(nowMs, 1n, {}, new Map([['budget', new Map([['budget_exhausted', 1]])]]))
    ledger.spend(
      nowMs - hourMs,
      1n,
      {},
      new Map([
        [
          'provider',
          new Map([
            [null, 2],
            ['upstream_timeout', 1],
          ]),
        ],
        ['budget', new Map([['budget_exceeded', 1]])],
      ]),
    )
    ledger.spend(nowMs - 40 * 24 * hourMs, 1n, {}, new Map([['left', new Map([['client_gone', 9]])]]))
    expect(ledger.read('provider', '30d').failures).toEqual([
      { kind: 'provider', requests: 3, errorCodes: ['upstream_timeout'] },
      { kind: 'budget', requests: 2, errorCodes: ['budget_exceeded', 'budget_exhausted'] },
    ])
  })
})

describe('the periods of a range', () => {
  const lengths = (range: SpendRange, zone: string, atMs: number) =>
    periodsOf(range, zone, atMs).map(({ startMs, endMs }) => (endMs - startMs) / hourMs)

  test('are hours for a day, and days for all longer ones', () => {
    expect(lengths('24h', 'UTC', nowMs)).toEqual(Array(24).fill(1))
    expect(lengths('7d', 'UTC', nowMs)).toHaveLength(7)
    expect(lengths('30d', 'UTC', nowMs)).toHaveLength(30)
    expect(lengths('month', 'UTC', nowMs)).toHaveLength(24)
    expect(periodsOf('24h', 'Asia/Kathmandu', nowMs).at(-1)?.startMs).toBe(Date.UTC(2026, 10, 24, 13, 15))
  })

  test('are as long as the clock of the zone says', () => {
    const afterChange = Date.UTC(2026, 9, 25, 12)
    expect(lengths('7d', 'Europe/Berlin', afterChange).at(-1)).toBe(25)
    expect(lengths('24h', 'Europe/Berlin', afterChange)).toEqual(Array(24).fill(1))
  })
})
