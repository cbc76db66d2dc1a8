import { rmSync } from 'node:fs'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import { tableRelease } from '../../gateway/pricing/price-table.ts'
import { makerOf, pricesOf } from '../support/price-publisher.ts'
import { askModel, builtIn, fetched, openPriceRig } from '../support/price-rig.ts'
import { temporaryHome } from '../support/temporary-home.ts'

let prices: Awaited<ReturnType<typeof openPriceRig>>
beforeEach(async () => {
  prices = await openPriceRig()
})

describe('current prices', () => {
  test('are never fetched unasked', async () => {
    const asked = prices.publisher.asked
    const rig = await prices.startWithProvider()
    prices.clock.nowMs += 400 * 86_400_000
    await askModel(rig, 'gpt-4o')
    await rig.admin.readPriceTables({})
    expect(prices.publisher.asked).toBe(asked)
  })

  test('are shown as what they add, change and remove, from when, before they hold', async () => {
    const rig = await prices.startWithProvider()
    const openAi = makerOf(prices.table, 'openai')
    openAi.models.push({ id: 'gpt-7', match: { equals: 'gpt-7' }, prices: { input_mtok: 3, output_mtok: 9 } })
    openAi.models = openAi.models.filter(({ id }) => id !== 'gpt-4-32k')
    pricesOf(prices.table, 'openai', 'gpt-4o').input_mtok = 2
    const dated = openAi.models.find(({ id }) => id === 'o3')
    if (!Array.isArray(dated?.prices)) throw new Error('o3 has dated prices')
    dated.prices.push({ constraint: { start_date: '2027-02-01' }, prices: { input_mtok: 1, output_mtok: 4 } })
    prices.publisher.publish(prices.table)

    const review = await rig.admin.fetchPriceTable({})
    expect(review.table).toEqual({
      id: 1,
      name: fetched,
      dateIso: '2026-11-27',
      active: false,
      wasUsed: false,
    })
    expect(review.against).toBe(builtIn)
    expect(review.yours.filter(({ model }) => model === 'gpt-4o')).toEqual([
      {
        kind: 'changed',
        providerId: 'up',
        makerId: 'openai',
        model: 'gpt-4o',
        rates: [{ rate: 'input', aboveTokens: null, before: '2500000000', after: '2000000000' }],
        sinceIso: null,
        doubt: null,
      },
    ])
    const rowOf = (model: string) =>
      [...review.yours, ...review.others].find(change => change.model === model)
    expect(rowOf('gpt-7')).toMatchObject({ kind: 'added' })
    expect(rowOf('gpt-4-32k')).toMatchObject({ kind: 'removed' })
    expect(rowOf('o3')).toMatchObject({ kind: 'changed', sinceIso: '2027-02-01' })
    expect(review.doubtful).toBe(0)
    expect((await askModel(rig, 'gpt-4o')).priceSource).toBe(`${builtIn}, ${tableRelease.dateIso}`)
  })

  test('hold from the next request on once they are taken, and what was before keeps its source', async () => {
    const rig = await prices.startWithProvider()
    pricesOf(prices.table, 'openai', 'gpt-4o').input_mtok = 2
    prices.publisher.publish(prices.table)
    const before = await askModel(rig, 'gpt-4o')
    const {
      table: { id },
    } = await rig.admin.fetchPriceTable({})
    const tables = await rig.admin.choosePriceTable({ id })
    expect(tables).toMatchObject({
      active: { id, name: fetched, dateIso: '2026-11-27' },
      previous: { id: 0, name: builtIn, dateIso: tableRelease.dateIso },
      uses: [{ atMs: prices.clock.nowMs, name: fetched, chosenBy: 'person' }],
      checkedAtMs: prices.clock.nowMs,
      updateEveryHours: 0,
    })

    const after = await askModel(rig, 'gpt-4o')
    expect(after.priceSource).toBe(`${fetched}, 2026-11-27`)
    const cost = (row: RequestDetail, inputRate: bigint) =>
      String(
        (BigInt(row.inputTokens ?? 0) * inputRate +
          BigInt(row.outputTokens ?? 0) * 10_000_000_000n +
          999_999n) /
          1_000_000n,
      )
    expect(before.costNanoUsd).toBe(cost(before, 2_500_000_000n))
    expect(after.costNanoUsd).toBe(cost(after, 2_000_000_000n))
    expect(await rig.admin.readRequest({ requestId: before.requestId })).toMatchObject({
      priceSource: `${builtIn}, ${tableRelease.dateIso}`,
      costNanoUsd: before.costNanoUsd,
    })
  })

  test('give models a price that had none, and the list of those shrinks by them', async () => {
    const rig = await prices.startWithProvider()
    await askModel(rig, 'up/gpt-7')
    await askModel(rig, 'up/gpt-7')
    await askModel(rig, 'up/house-model')
    const unpriced = async () => (await rig.admin.readPriceTables({})).unpriced
    expect(await unpriced()).toEqual([
      { providerId: 'up', model: 'gpt-7', requests: 2, lastAtMs: prices.clock.nowMs, isUnlisted: true },
      { providerId: 'up', model: 'house-model', requests: 1, lastAtMs: prices.clock.nowMs, isUnlisted: true },
    ])
    makerOf(prices.table, 'openai').models.push({
      id: 'gpt-7',
      match: { equals: 'gpt-7' },
      prices: { input_mtok: 3, output_mtok: 9 },
    })
    prices.publisher.publish(prices.table)
    const list = { data: [{ id: 'gpt-7' }] }
    prices.upstream.scriptModels({
      answer: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(list) },
    })
    onTestFinished(() => prices.upstream.scriptModels())
    await rig.admin.testProvider({ id: 'up' })
    const review = await rig.admin.fetchPriceTable({})
    expect(review.yours).toMatchObject([{ kind: 'added', providerId: 'up', model: 'gpt-7' }])
    await rig.admin.choosePriceTable({ id: review.table.id })
    expect(await unpriced()).toMatchObject([{ model: 'house-model' }])
    expect(await askModel(rig, 'gpt-7')).toMatchObject({
      certainty: 'exact',
      priceSource: `${fetched}, 2026-11-27`,
    })
    prices.clock.nowMs += 31 * 86_400_000
    expect(await unpriced()).toEqual([])
  })

  test('outlive the program, and one step leads back to each table that is kept', async () => {
    const homeDir = temporaryHome()
    onTestFinished(() => rmSync(homeDir, { recursive: true, force: true }))
    const first = await prices.startWithProvider({ homeDir })
    pricesOf(prices.table, 'openai', 'gpt-4o').input_mtok = 2
    prices.publisher.publish(prices.table)
    await first.admin.choosePriceTable({ id: (await first.admin.fetchPriceTable({})).table.id })
    pricesOf(prices.table, 'openai', 'gpt-4o').input_mtok = 1
    prices.publisher.publish(prices.table)
    await first.admin.choosePriceTable({ id: (await first.admin.fetchPriceTable({})).table.id })
    await first.close()

    const rig = await prices.start({ homeDir })
    const { active, previous, kept } = await rig.admin.readPriceTables({})
    expect(active.name).toBe(`${fetched} no. 2`)
    expect(previous?.name).toBe(fetched)
    expect(kept.map(({ name }) => name)).toEqual([`${fetched} no. 2`, fetched, builtIn])
    const input = async () =>
      (await rig.admin.listPrices({ providerId: 'up' })).find(({ model }) => model === 'gpt-4o')
        ?.inputNanoUsdPerMillion
    expect(await input()).toBe('1000000000')
    await rig.admin.choosePriceTable({ id: previous?.id ?? -1 })
    expect(await input()).toBe('2000000000')
    const { uses } = await rig.admin.choosePriceTable({ id: 0 })
    expect(await input()).toBe('2500000000')
    expect(uses.map(({ name }) => name)).toEqual([builtIn, fetched, `${fetched} no. 2`, fetched])
  })

  test('are kept once however often the same is fetched, and choosing twice at once is choosing once', async () => {
    const rig = await prices.startWithProvider()
    pricesOf(prices.table, 'openai', 'gpt-4o').input_mtok = 2
    prices.publisher.publish(prices.table)
    const asked = prices.publisher.asked
    const [one, two] = await Promise.all([rig.admin.fetchPriceTable({}), rig.admin.fetchPriceTable({})])
    expect(prices.publisher.asked).toBe(asked + 1)
    const again = await rig.admin.fetchPriceTable({})
    expect([one.table.id, two.table.id, again.table.id]).toEqual([1, 1, 1])
    await Promise.all([rig.admin.choosePriceTable({ id: 1 }), rig.admin.choosePriceTable({ id: 1 })])
    const { kept, uses } = await rig.admin.choosePriceTable({ id: 1 })
    expect(kept.length).toBe(2)
    expect(uses.length).toBe(1)
    await expect(rig.admin.choosePriceTable({ id: 7 })).rejects.toMatchObject({ code: 'price_table_unknown' })
  })
})
