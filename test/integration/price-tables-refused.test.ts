import { beforeEach, describe, expect, test } from 'vitest'
import { makerOf, pricesOf } from '../support/price-publisher.ts'
import { openPriceRig } from '../support/price-rig.ts'

let prices: Awaited<ReturnType<typeof openPriceRig>>
beforeEach(async () => {
  prices = await openPriceRig()
})

describe('prices that are hard to believe', () => {
  test('need a yes of their own', async () => {
    const rig = await prices.startWithProvider()
    pricesOf(prices.table, 'openai', 'gpt-4o').output_mtok = 101
    pricesOf(prices.table, 'openai', 'gpt-4o-mini').input_mtok = 0
    makerOf(prices.table, 'mistral').models.splice(0, 20)
    prices.publisher.publish(prices.table)
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
    const rig = await prices.startWithProvider()
    const models = makerOf(prices.table, 'openai').models
    models.unshift({
      id: 'cheap',
      match: { equals: 'gpt-4o' },
      prices: { input_mtok: 0.1, output_mtok: 0.1 },
    })
    prices.publisher.publish(prices.table)
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
    prices.publisher.answer(response => void response.writeHead(200).end(body))
    const rig = await prices.start()
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
    prices.publisher.answer(response => void response.writeHead(status, headers).end('[]'))
    const rig = await prices.start()
    await expect(rig.admin.fetchPriceTable({})).rejects.toMatchObject({
      code: 'price_table_unreachable',
      message: expect.stringContaining(`answered ${status}`),
    })
  })

  test('is refused where the publisher hangs up, and where the address is neither https nor this machine', async () => {
    prices.publisher.answer(response => void response.destroy())
    const rig = await prices.start()
    await expect(rig.admin.fetchPriceTable({})).rejects.toMatchObject({ code: 'price_table_unreachable' })
    const plain = await prices.start({}, { priceTableUrl: 'http://prices.example/data.json' })
    await expect(plain.admin.fetchPriceTable({})).rejects.toMatchObject({
      code: 'price_table_unreachable',
      message: expect.stringContaining('https://'),
    })
  })
})
