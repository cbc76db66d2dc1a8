// Answers that are given again: how they reach callers, and what they cost.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { calendarBudget, ruledBudget } from '../../support/budgets.ts'
import { type CacheRig, cacheWord, openCacheRig } from '../../support/cache-rig.ts'
import { chatBody, formats, models, paths } from '../../support/gateway-rig.ts'

let rig: CacheRig

beforeEach(async () => {
  rig = await openCacheRig()
})

afterEach(() => rig[Symbol.asyncDispose]())

const path = paths['openai-chat']
const body = chatBody('openai-chat')

describe.each(formats)('%s', format => {
  const asked = chatBody(format)

  test.each([
    ['whole', false, false],
    ['a stream', true, true],
  ])('the same request gets the same bytes, as %s', async (_, first, second) => {
    const fresh = await rig.askAndStore({ ...asked, stream: first }, format)
    expect(cacheWord(fresh.answer)).toBe('miss')
    rig.time.nowMs += 12_400
    const hit = await rig.expectHit({ ...asked, stream: second }, format)
    expect(hit.text).toBe(fresh.text)
    expect(hit.answer.headers.get('content-type')).toBe(fresh.answer.headers.get('content-type'))
    expect(cacheWord(hit.answer)).toBe('exact; age=12')
    expect(hit.answer.headers.get('x-gatehouse-cost-usd')).toBe('0')
    expect(hit.answer.headers.get('x-gatehouse-route')).toBe(fresh.answer.headers.get('x-gatehouse-route'))
  })

  test("what is stored is the caller's own kind of answer, whichever way it came", async () => {
    const fresh = await rig.askAndStore({ ...asked, stream: true }, format)
    const whole = JSON.parse((await rig.expectHit(asked, format)).text)
    expect(JSON.stringify(whole)).toContain(models[format])
    const back = await rig.expectHit({ ...asked, stream: true }, format)
    expect(back.text).toBe(fresh.text)
  })

  test('the row says what it saved, and neither speeds nor the bill know of it', async () => {
    const fresh = await rig.askAndStore(asked, format)
    const paid = await rig.rowOf(fresh.answer)
    const money = await rig.money()
    const health = await rig.gateway.admin.health({})
    const { answer } = await rig.expectHit(asked, format)
    const row = await rig.rowOf(answer)
    expect(row).toMatchObject({
      outcome: 'completed',
      status: 200,
      costNanoUsd: '0',
      attempts: [],
      providerId: paid.providerId,
      model: paid.model,
      cache: { outcome: 'exact', savedNanoUsd: paid.costNanoUsd },
    })
    expect(BigInt(paid.costNanoUsd ?? 0)).toBeGreaterThan(0n)
    expect(await rig.money()).toEqual(money)
    expect(await rig.gateway.admin.health({})).toEqual(health)
  })
})

describe('budgets', () => {
  test('in money and tokens that are used up let a hit pass', async () => {
    await rig.askAndStore()
    const { admin } = rig.gateway
    await admin.setBudget(calendarBudget('1'))
    await admin.setBudget(ruledBudget({ kind: 'bucket', unit: 'tokens', limit: '1', refillPerSecond: 0 }))
    expect((await rig.post(path, { ...body, seed: 1 })).status).toBe(402)
    await rig.expectHit()
  })

  test('that count requests refuse a hit', async () => {
    await rig.askAndStore()
    await rig.gateway.admin.setBudget(
      ruledBudget({ kind: 'bucket', unit: 'requests', limit: '1', refillPerSecond: 0 }),
    )
    await rig.expectHit()
    const refused = await rig.post(path, body)
    expect(refused.status).toBe(402)
    expect(await rig.rowOf(refused)).toMatchObject({ outcome: 'over-budget' })
  })

  test('that count requests at once get the place back', async () => {
    await rig.askAndStore()
    await rig.gateway.admin.setBudget(ruledBudget({ kind: 'concurrency', unit: 'requests', limit: '1' }))
    for (let times = 0; times < 3; times++) await rig.expectHit()
  })
})

describe('what a request says', () => {
  test.each([
    [{ 'x-gatehouse-cache': 'off' }, 'off'],
    [{ 'cache-control': 'no-store' }, 'off'],
    [{ 'cache-control': 'no-cache' }, 'miss'],
    [{ 'x-gatehouse-cache': 'refresh' }, 'miss'],
  ])('%o is asked anew', async (headers: Record<string, string>, expected) => {
    await rig.askAndStore()
    const calls = rig.calls().length
    const answer = await rig.post(path, body, { headers })
    expect(cacheWord(answer)).toBe(expected)
    expect(rig.calls().length).toBe(calls + 1)
  })

  test('no-store and off are not stored either', async () => {
    for (const headers of [{ 'cache-control': 'no-store' }, { 'x-gatehouse-cache': 'off' }] as Record<
      string,
      string
    >[])
      await (await rig.post(path, body, { headers })).text()
    await rig.untilStored()
    await rig.expectMiss()
  })

  test('an unknown word is refused', async () => {
    expect((await rig.post(path, body, { headers: { 'x-gatehouse-cache': 'of' } })).status).toBe(400)
  })
})

test('an answer is given for a day and not longer', async () => {
  await rig.askAndStore()
  rig.time.nowMs += 24 * 3_600_000 - 1000
  await rig.expectHit()
  rig.time.nowMs += 1000
  await rig.expectMiss()
})

test('what a provider said is given no more once a key of it is replaced or gone, but with one more', async () => {
  const { admin } = rig.gateway
  await rig.askAndStore()
  await admin.addProviderKey({ providerId: 'open', name: 'second', key: 'sk-provider-key-second' })
  await rig.expectHit()
  await admin.addProviderKey({ providerId: 'open', name: 'second', key: 'sk-provider-key-other' })
  await rig.expectMiss()
  await rig.untilStored()
  await rig.expectHit()
  await admin.removeProviderKey({ providerId: 'open', name: 'second' })
  await rig.expectMiss()
})

test('what a provider said is given no more once it is removed', async () => {
  await rig.askAndStore()
  const { admin } = rig.gateway
  await admin.removeProvider({ id: 'open' })
  await admin.addProvider({
    id: 'open',
    kind: 'openai',
    baseUrl: `${rig.upstream.baseUrl}/v1`,
    key: 'sk-provider-key-openai',
  })
  await rig.expectMiss()
})
