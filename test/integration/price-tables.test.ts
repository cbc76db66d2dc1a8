import { rmSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { RequestDetail } from '../../gateway/contract/admin.ts'
import type { GatewayDeps } from '../../gateway/gateway-deps.ts'
import { tableRelease } from '../../gateway/pricing/price-table.ts'
import { openAiClient } from '../support/chat-clients.ts'
import { runCommand, runCommandForJson } from '../support/command-line.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import {
  makerOf,
  type PricePublisher,
  type PublishedMaker,
  pricesOf,
  publishedTable,
  startPricePublisher,
} from '../support/price-publisher.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../support/test-gateway.ts'

const builtIn = `genai-prices ${tableRelease.version}`
const fetched = 'genai-prices data 2026-11-27'
let upstream: FakeUpstream
let publisher: PricePublisher
let table: PublishedMaker[]
let nowMs: number

beforeAll(async () => {
  upstream = await startFakeUpstream()
  publisher = await startPricePublisher()
})
afterAll(async () => {
  await upstream.close()
  await publisher[Symbol.asyncDispose]()
})
beforeEach(async () => {
  nowMs = Date.parse('2026-11-27T12:00:00Z')
  table = await publishedTable()
  publisher.publish(table)
})

async function start(
  options: TestGatewayOptions = {},
  deps: Partial<GatewayDeps> = {},
): Promise<TestGateway> {
  const rig = await startTestGateway({
    now: () => nowMs,
    ...options,
    deps: { priceTableUrl: publisher.url, ...deps },
  })
  onTestFinished(() => rig[Symbol.asyncDispose]())
  return rig
}

async function startWithProvider(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const rig = await start(options)
  await rig.admin.addProvider({ id: 'up', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-up' })
  return rig
}

async function ask(rig: TestGateway, model: string): Promise<RequestDetail> {
  const client = openAiClient(rig.gatewayUrl, rig.token)
  const messages = [{ role: 'user' as const, content: 'hi' }]
  const { response } = await client.chat.completions.create({ model, messages }).withResponse()
  return rig.row(response.headers.get('x-gatehouse-request-id') ?? '')
}

describe('current prices', () => {
  test('are never fetched unasked', async () => {
    const asked = publisher.asked
    const rig = await startWithProvider()
    nowMs += 400 * 86_400_000
    await ask(rig, 'gpt-4o')
    await rig.admin.readPriceTables({})
    expect(publisher.asked).toBe(asked)
  })

  test('are shown as what they add, change and remove, from when, before they hold', async () => {
    const rig = await startWithProvider()
    const openAi = makerOf(table, 'openai')
    openAi.models.push({ id: 'gpt-7', match: { equals: 'gpt-7' }, prices: { input_mtok: 3, output_mtok: 9 } })
    openAi.models = openAi.models.filter(({ id }) => id !== 'gpt-4-32k')
    pricesOf(table, 'openai', 'gpt-4o').input_mtok = 2
    const dated = openAi.models.find(({ id }) => id === 'o3')
    if (!Array.isArray(dated?.prices)) throw new Error('o3 has dated prices')
    dated.prices.push({ constraint: { start_date: '2027-02-01' }, prices: { input_mtok: 1, output_mtok: 4 } })
    publisher.publish(table)

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
    expect((await ask(rig, 'gpt-4o')).priceSource).toBe(`${builtIn}, ${tableRelease.dateIso}`)
  })

  test('hold from the next request on once they are taken, and what was before keeps its source', async () => {
    const rig = await startWithProvider()
    pricesOf(table, 'openai', 'gpt-4o').input_mtok = 2
    publisher.publish(table)
    const before = await ask(rig, 'gpt-4o')
    const {
      table: { id },
    } = await rig.admin.fetchPriceTable({})
    const tables = await rig.admin.choosePriceTable({ id })
    expect(tables).toMatchObject({
      active: { id, name: fetched, dateIso: '2026-11-27' },
      previous: { id: 0, name: builtIn, dateIso: tableRelease.dateIso },
      uses: [{ atMs: nowMs, name: fetched, chosenBy: 'person' }],
      checkedAtMs: nowMs,
      updateEveryHours: 0,
    })

    const after = await ask(rig, 'gpt-4o')
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
    const rig = await startWithProvider()
    await ask(rig, 'up/gpt-7')
    await ask(rig, 'up/gpt-7')
    await ask(rig, 'up/house-model')
    const unpriced = async () => (await rig.admin.readPriceTables({})).unpriced
    expect(await unpriced()).toEqual([
      { providerId: 'up', model: 'gpt-7', requests: 2, lastAtMs: nowMs },
      { providerId: 'up', model: 'house-model', requests: 1, lastAtMs: nowMs },
    ])
    makerOf(table, 'openai').models.push({
      id: 'gpt-7',
      match: { equals: 'gpt-7' },
      prices: { input_mtok: 3, output_mtok: 9 },
    })
    publisher.publish(table)
    const list = { data: [{ id: 'gpt-7' }] }
    upstream.scriptModels({
      answer: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(list) },
    })
    onTestFinished(() => upstream.scriptModels())
    await rig.admin.testProvider({ id: 'up' })
    const review = await rig.admin.fetchPriceTable({})
    expect(review.yours).toMatchObject([{ kind: 'added', providerId: 'up', model: 'gpt-7' }])
    await rig.admin.choosePriceTable({ id: review.table.id })
    expect(await unpriced()).toMatchObject([{ model: 'house-model' }])
    expect(await ask(rig, 'gpt-7')).toMatchObject({
      certainty: 'exact',
      priceSource: `${fetched}, 2026-11-27`,
    })
    nowMs += 31 * 86_400_000
    expect(await unpriced()).toEqual([])
  })

  test('outlive the program, and one step leads back to each table that is kept', async () => {
    const homeDir = temporaryHome()
    onTestFinished(() => rmSync(homeDir, { recursive: true, force: true }))
    const first = await startWithProvider({ homeDir })
    pricesOf(table, 'openai', 'gpt-4o').input_mtok = 2
    publisher.publish(table)
    await first.admin.choosePriceTable({ id: (await first.admin.fetchPriceTable({})).table.id })
    pricesOf(table, 'openai', 'gpt-4o').input_mtok = 1
    publisher.publish(table)
    await first.admin.choosePriceTable({ id: (await first.admin.fetchPriceTable({})).table.id })
    await first.close()

    const rig = await start({ homeDir })
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
    const rig = await startWithProvider()
    pricesOf(table, 'openai', 'gpt-4o').input_mtok = 2
    publisher.publish(table)
    const asked = publisher.asked
    const [one, two] = await Promise.all([rig.admin.fetchPriceTable({}), rig.admin.fetchPriceTable({})])
    expect(publisher.asked).toBe(asked + 1)
    const again = await rig.admin.fetchPriceTable({})
    expect([one.table.id, two.table.id, again.table.id]).toEqual([1, 1, 1])
    await Promise.all([rig.admin.choosePriceTable({ id: 1 }), rig.admin.choosePriceTable({ id: 1 })])
    const { kept, uses } = await rig.admin.choosePriceTable({ id: 1 })
    expect(kept.length).toBe(2)
    expect(uses.length).toBe(1)
    await expect(rig.admin.choosePriceTable({ id: 7 })).rejects.toMatchObject({ code: 'price_table_unknown' })
  })
})

describe('prices that are hard to believe', () => {
  test('need a yes of their own', async () => {
    const rig = await startWithProvider()
    pricesOf(table, 'openai', 'gpt-4o').output_mtok = 101
    pricesOf(table, 'openai', 'gpt-4o-mini').input_mtok = 0
    makerOf(table, 'mistral').models.splice(0, 20)
    publisher.publish(table)
    const review = await rig.admin.fetchPriceTable({})
    const doubts = review.yours.map(({ model, doubt }) => [model, doubt])
    expect(doubts).toContainEqual(['gpt-4o', 'tenfold'])
    expect(doubts).toContainEqual(['gpt-4o-mini', 'costs-nothing'])
    expect(review.vanished).toEqual([{ makerId: 'mistral', gone: 20, of: 43 }])
    await expect(rig.admin.choosePriceTable({ id: review.table.id })).rejects.toMatchObject({
      code: 'price_table_doubtful',
    })
    expect((await rig.admin.readPriceTables({})).active.id).toBe(0)
    const accepted = await rig.admin.choosePriceTable({ id: review.table.id, acceptDoubtful: true })
    expect(accepted.active.id).toBe(review.table.id)
    await rig.admin.choosePriceTable({ id: 0 })
    await rig.admin.choosePriceTable({ id: review.table.id }) // it was in effect before
  })

  test('are seen where a name goes to another row', async () => {
    const rig = await startWithProvider()
    const models = makerOf(table, 'openai').models
    models.unshift({
      id: 'cheap',
      match: { equals: 'gpt-4o' },
      prices: { input_mtok: 0.1, output_mtok: 0.1 },
    })
    publisher.publish(table)
    const review = await rig.admin.fetchPriceTable({})
    expect(review.yours.find(({ model }) => model === 'gpt-4o')).toMatchObject({ doubt: 'tenfold' })
  })
})

describe('what is no price table', () => {
  test.each([
    ['no JSON', '<html>Not found</html>', 'price_table_invalid', 'it is not JSON'],
    ['another shape', '{"models":[]}', 'price_table_invalid', 'must be array'],
    ['too large', `[${' '.repeat(9 * 1024 * 1024)}]`, 'price_table_unreachable', 'larger than 8 MiB'],
  ])('is refused, and nothing is kept: %s', async (_, body, code, reason) => {
    publisher.answer(response => void response.writeHead(200).end(body))
    const rig = await start()
    await expect(rig.admin.fetchPriceTable({})).rejects.toMatchObject({
      code,
      message: expect.stringContaining(reason),
    })
    const { kept, checkError } = await rig.admin.readPriceTables({})
    expect(kept.map(({ id }) => id)).toEqual([0])
    expect(checkError).toContain(reason)
  })

  test.each([
    [404, {}],
    [302, { location: 'https://elsewhere.example/data.json' }],
  ])('is refused where the publisher answers %d', async (status, headers) => {
    publisher.answer(response => void response.writeHead(status, headers).end('[]'))
    const rig = await start()
    await expect(rig.admin.fetchPriceTable({})).rejects.toMatchObject({
      code: 'price_table_unreachable',
      message: expect.stringContaining(`answered ${status}`),
    })
  })

  test('is refused where the publisher hangs up, and where the address is neither https nor this machine', async () => {
    publisher.answer(response => void response.destroy())
    const rig = await start()
    await expect(rig.admin.fetchPriceTable({})).rejects.toMatchObject({ code: 'price_table_unreachable' })
    const plain = await start({}, { priceTableUrl: 'http://prices.example/data.json' })
    await expect(plain.admin.fetchPriceTable({})).rejects.toMatchObject({
      code: 'price_table_unreachable',
      message: expect.stringContaining('https://'),
    })
  })
})

describe('a schedule', () => {
  const daily = { priceUpdateEveryHours: 24 }

  test('fetches at its start and takes what can be believed', async () => {
    pricesOf(table, 'openai', 'gpt-4o').input_mtok = 2
    publisher.publish(table)
    const rig = await startWithProvider({ overrides: daily })
    await expect.poll(async () => (await rig.admin.readPriceTables({})).active.name).toBe(fetched)
    const { uses, updateEveryHours } = await rig.admin.readPriceTables({})
    expect(uses).toMatchObject([{ name: fetched, chosenBy: 'schedule' }])
    expect(updateEveryHours).toBe(24)
    expect((await rig.admin.readStatus({})).warnings).toEqual([])
  })

  test('leaves what cannot, and says that it waits, until a person has decided', async () => {
    pricesOf(table, 'openai', 'gpt-4o').input_mtok = 0
    publisher.publish(table)
    const rig = await startWithProvider({ overrides: daily })
    const warnings = async () => (await rig.admin.readStatus({})).warnings
    await expect.poll(warnings).toEqual([expect.stringContaining(`"${fetched}" waits to be looked at`)])
    expect((await rig.admin.readPriceTables({})).active.id).toBe(0)
    const { kept } = await rig.admin.readPriceTables({})
    await rig.admin.choosePriceTable({ id: kept[0]?.id ?? -1, acceptDoubtful: true })
    expect(await warnings()).toEqual([])
  })

  test('waits its hours, however often the program starts', async () => {
    const homeDir = temporaryHome()
    onTestFinished(() => rmSync(homeDir, { recursive: true, force: true }))
    const first = await start({ homeDir, overrides: daily })
    await expect.poll(async () => (await first.admin.readPriceTables({})).active.name).toBe(fetched)
    await first.close()
    const asked = publisher.asked
    nowMs += 23 * 3_600_000
    const second = await start({ homeDir, overrides: daily })
    await second.admin.readPriceTables({})
    await second.close()
    expect(publisher.asked).toBe(asked)
    nowMs += 3_600_000
    await start({ homeDir, overrides: daily })
    await expect.poll(() => publisher.asked).toBe(asked + 1)
  })
})

describe('the command line', () => {
  test('shows what current prices change, and takes them after a yes alone', async () => {
    pricesOf(table, 'openai', 'gpt-4o').input_mtok = 2
    publisher.publish(table)
    const rig = await startWithProvider()
    const no = await runCommand(rig.homeDir, 'price update')
    expect(no.stdout).toMatch(/up\/gpt-4o +changed +input 2\.5 -> 2/)
    expect(no.stdout).toContain(`Nothing was changed: "${builtIn}" is still in effect.`)
    expect((await rig.admin.readPriceTables({})).active.id).toBe(0)

    const yes = await runCommand(rig.homeDir, 'price update', { yes: true })
    expect(yes.stdout).toContain(`"${fetched}" is in effect.`)
    expect((await runCommand(rig.homeDir, 'price update')).stdout).toContain('is in effect already')
    expect((await runCommand(rig.homeDir, 'price table')).stdout).toMatch(
      new RegExp(`${fetched} +2026-11-27 +in effect\\n${builtIn} +${tableRelease.dateIso} +kept`),
    )
    expect((await runCommand(rig.homeDir, 'price rollback')).stdout).toBe(`"${builtIn}" is in effect.`)
    const back = await runCommandForJson(rig.homeDir, `price update --yes`)
    expect(back).toMatchObject({ taken: true, table: { name: fetched } })
    expect((await runCommand(rig.homeDir, 'price rollback --to built-in')).code).toBe(0)
    expect(await runCommand(rig.homeDir, 'price rollback --to nothing')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`--to takes one of: built-in, ${fetched}`),
    })
  })

  test('takes what is hard to believe with an option of its own', async () => {
    pricesOf(table, 'openai', 'gpt-4o').input_mtok = 0
    publisher.publish(table)
    const rig = await startWithProvider()
    const refused = await runCommand(rig.homeDir, 'price update --yes')
    expect(refused.code).toBe(1)
    expect(refused.stdout).toContain('costs nothing now')
    expect(refused.stderr).toContain('hard to believe')
    expect((await runCommand(rig.homeDir, 'price update --yes --accept-doubtful')).code).toBe(0)
    expect((await rig.admin.readPriceTables({})).active.name).toBe(fetched)
  })
})
