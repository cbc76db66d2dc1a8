// On a full disk, an administrative act changes memory and disk together or not at all, and says what is wrong.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AdminApi } from '../../gateway/contract/admin.ts'
import type { ClientId } from '../../gateway/contract/units.ts'
import { calendarBudget, ruledBudget } from '../support/budgets.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { type FullDiskRig, openFullDiskRig } from '../support/full-disk-rig.ts'
import { holdRequest, holdRequestOf, settlement } from '../support/ledger-records.ts'

const day = 86_400_000

let rig: FullDiskRig
let upstream: FakeUpstream
let nowMs: number
let ids: { client: string; budget: string }

const price = (dollars: string) => ({
  providerId: 'open',
  model: 'gpt-4o-mini',
  inputUsdPerMillion: dollars,
  outputUsdPerMillion: dollars,
})

beforeEach(async () => {
  nowMs = Date.parse('2026-11-23T12:00:00Z')
  upstream = await startFakeUpstream()
  rig = await openFullDiskRig(() => nowMs)
  const { admin } = rig
  const added = { id: 'open', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-of-the-provider-1' }
  await admin.addProvider(added)
  await admin.setPrice(price('2'))
  const created = await admin.createClient({ name: 'notebook' })
  const budget = await admin.setBudget(calendarBudget('1000'))
  ids = { client: created.client.id, budget: budget.id }
})

afterEach(async () => {
  await rig.close()
  await upstream.close()
})

/** All that a person can see. */
async function see(admin: AdminApi) {
  return {
    // How many were refused is counted in memory and written now and then, if there is room.
    budgets: (await admin.listBudgets({})).map(({ refused: _, ...budget }) => budget),
    clients: await admin.listClients({}),
    prices: await admin.listPrices({}),
    providers: await admin.listProviders({}),
    settings: await admin.listSettings({}),
    ledger: await admin.readLedger({}),
  }
}

const acts: readonly (readonly [string, (admin: AdminApi) => Promise<unknown>])[] = [
  ['removeBudget', admin => admin.removeBudget({ id: ids.budget })],
  ['setBudget of a new one', admin => admin.setBudget(calendarBudget('5', { window: 'month' }))],
  ['setBudget of one that is set', admin => admin.setBudget(calendarBudget('2000'))],
  ['createClient', admin => admin.createClient({ name: 'other' })],
  ['revokeClient', admin => admin.revokeClient({ id: ids.client })],
  ['assignClient', admin => admin.assignClient({ id: ids.client, personId: 'ada', teamId: null })],
  ['setClientTranslation', admin => admin.setClientTranslation({ id: ids.client, onUnsupported: 'reject' })],
  [
    'setClientCache',
    admin => admin.setClientCache({ id: ids.client, mode: 'exact', scope: 'team', allowsTools: true }),
  ],
  [
    'addProvider',
    admin => admin.addProvider({ id: 'new', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-2' }),
  ],
  ['removeProvider', admin => admin.removeProvider({ id: 'open' })],
  ['setPrice', admin => admin.setPrice(price('3'))],
  ['removePrice', admin => admin.removePrice({ providerId: 'open', model: 'gpt-4o-mini' })],
  ['changeSetting', admin => admin.changeSetting({ key: 'logMaxRows', value: 12_345 })],
]

describe('on a full disk', () => {
  test.each(acts)(
    '%s says so and changes nothing, now and after a restart; with room it is done',
    async (_, act) => {
      const before = await see(rig.admin)
      rig.fillDisk()
      await expect(act(rig.admin)).rejects.toMatchObject({
        code: 'disk_full',
        message: 'The disk is full, so this was not done. Make room on it, then do it again.',
      })
      expect(await see(rig.admin)).toEqual(before)
      await expect(rig.ledger.reserve(holdRequestOf(1001n))).rejects.toMatchObject({
        code: 'budget_too_small',
      })
      expect(await see(rig.reopen().admin)).toEqual(before)
      rig.makeRoom()
      nowMs += 1000
      await act(rig.admin)
      const after = await see(rig.admin)
      expect(after).not.toEqual(before)
      expect(await see(rig.reopen().admin)).toEqual(after)
    },
  )

  test('testProvider says so, and what was listed stays', async () => {
    const before = await see(rig.admin)
    upstream.scriptModels({
      answer: { body: '{"data":[{"id":"new-model"}]}', headers: { 'content-type': 'application/json' } },
    })
    rig.fillDisk()
    expect(await rig.admin.testProvider({ id: 'open' })).toMatchObject({
      ok: false,
      message: 'Its list could not be kept: the disk is full.',
    })
    expect(await see(rig.admin)).toEqual(before)
  })

  test('repriceHistory says so; what it did is seen, and doing it again ends it', async () => {
    const hold = await rig.ledger.reserve(holdRequest({ providerId: 'open', model: 'gpt-4o-mini' }))
    rig.ledger.settle(hold, settlement(5n, 100))
    await expect.poll(() => rig.ledger.uncommittedSettlements).toBe(0)
    const before = await see(rig.admin)
    rig.fillDisk()
    await expect(rig.admin.repriceHistory({ sinceMs: 0 })).rejects.toMatchObject({ code: 'disk_full' })
    expect(await see(rig.admin)).toEqual(before)
    rig.makeRoom()
    expect(await rig.admin.repriceHistory({ sinceMs: 0 })).toMatchObject({ corrected: 1 })
    expect(await rig.admin.listBudgets({})).toMatchObject([{ settled: '200000' }])
  })

  test('repairEntry and correctLedgerClock say so and change nothing', async () => {
    nowMs += 40 * day
    rig.ledger.settle(await rig.ledger.reserve(holdRequest()), settlement(2n ** 64n))
    await expect.poll(() => rig.ledger.uncommittedSettlements).toBe(0)
    nowMs -= 40 * day
    const before = await see(rig.admin)
    const entryId = before.ledger.setAside[0]?.entryId ?? 0
    rig.fillDisk()
    const repair = { entryId, by: 'test', costNanoUsd: '33' }
    await expect(rig.admin.repairEntry(repair)).rejects.toMatchObject({ code: 'disk_full' })
    await expect(rig.admin.correctLedgerClock({ by: 'test' })).rejects.toMatchObject({ code: 'disk_full' })
    expect(await see(rig.admin)).toEqual(before)
    rig.makeRoom()
    await rig.admin.correctLedgerClock({ by: 'test' })
    await rig.admin.repairEntry(repair)
    expect(await rig.admin.readLedger({})).toMatchObject({ time: { aheadMs: 0 }, setAside: [] })
    expect(await rig.admin.listBudgets({})).toMatchObject([{ settled: '33' }])
  })

  test('a budget is set with what waits to be settled in it, or not at all', async () => {
    const scope = { kind: 'client', id: ids.client } as const
    const hold = await rig.ledger.reserve(holdRequest({ clientId: ids.client as ClientId }))
    rig.fillDisk()
    rig.ledger.settle(hold, settlement(42n))
    const bucket = ruledBudget(
      { kind: 'bucket', unit: 'tokens', limit: '100', refillPerSecond: 1 },
      { scope },
    )
    await expect(rig.admin.setBudget(bucket)).rejects.toMatchObject({ code: 'disk_full' })
    expect(await rig.admin.listBudgets({})).toMatchObject([{ settled: '42' }])
    rig.makeRoom()
    await rig.admin.setBudget(calendarBudget('7', {}, { scope }))
    expect(await rig.admin.listBudgets({})).toMatchObject([{ settled: '42' }, { settled: '42' }])
  })
})
