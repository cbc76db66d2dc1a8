import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import type { ReceivedRequest } from '../support/fake-upstream.ts'
import { type GatewayRig, models, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig
beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(async () => {
  rig.upstream.script()
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

const nanoUsd = (dollars: number) => String(Math.round(dollars * 1e9))
const setBudget = (dollars: number, strict = true) =>
  rig.gateway.admin.setBudget(calendarBudget(nanoUsd(dollars), {}, { strict }))
const spent = async () => {
  const [budget] = await rig.gateway.admin.listBudgets({})
  return { settled: Number(budget?.settled), held: Number(budget?.held) }
}

const user = (content: unknown) => ({ messages: [{ role: 'user', content }] })
const opus = { model: 'anth/claude-opus-4-6', max_tokens: 1000, ...user('Hi') }
const sonnet = { model: 'anth/claude-sonnet-4-5', max_tokens: 100 }
const search = (extra: object = {}) => [{ type: 'web_search_20250305', name: 'web_search', ...extra }]
const { 'openai-chat': chatPath, 'anthropic-messages': messagesPath } = paths

describe('a hard strict budget of 0.05 dollars lets nothing pass that the provider may bill more for', () => {
  test.each([
    ['fast, at six times the price', messagesPath, { ...opus, speed: 'fast' }],
    ['searches, at a fee and with what they find', messagesPath, { ...opus, tools: search({ max_uses: 3 }) }],
    [
      'a summary of its own, before the answer',
      messagesPath,
      { ...opus, context_management: { edits: [{ type: 'compact_20260112' }] } },
    ],
    [
      'input that is kept for an hour',
      messagesPath,
      {
        ...sonnet,
        ...user([
          { type: 'text', text: 'word '.repeat(9000), cache_control: { type: 'ephemeral', ttl: '1h' } },
        ]),
      },
    ],
    [
      'priority',
      chatPath,
      { model: 'open/gpt-5', max_completion_tokens: 3000, service_tier: 'priority', ...user('Hi') },
    ],
    [
      'text that is predicted',
      chatPath,
      {
        model: 'gpt-4o',
        max_tokens: 10,
        prediction: { type: 'content', content: ' word'.repeat(5000) },
        ...user('Hi'),
      },
    ],
    [
      'sound',
      chatPath,
      { model: 'open/gpt-audio', max_completion_tokens: 1000, modalities: ['text', 'audio'], ...user('Hi') },
    ],
  ])('%s', async (_, path, body) => {
    await setBudget(0.05)
    const before = rig.calls().length
    const refused = await rig.post(path, body)
    expect((await rig.rowOf(refused)).errorCode).toMatch(/^budget_/)
    expect(rig.calls()).toHaveLength(before)
    expect(await spent()).toEqual({ settled: 0, held: 0 })
  })
})

/** As many tokens as the text has words, all of them written to the cache for an hour. */
function writesAll({ body }: ReceivedRequest) {
  const words = body.toString().split('word ').length - 1
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5' },
      ...{ content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn', stop_sequence: null },
      usage: {
        ...{
          input_tokens: 3,
          output_tokens: 100,
          cache_creation_input_tokens: words,
          cache_read_input_tokens: 0,
        },
        cache_creation: { ephemeral_1h_input_tokens: words, ephemeral_5m_input_tokens: 0 },
      },
    }),
  }
}

test.each([0.2, 0.7])(
  'twenty requests at once that write to the cache for an hour never exceed a strict budget of %d dollars',
  async dollars => {
    await setBudget(dollars)
    rig.upstream.script({ answer: writesAll })
    const text = 'word '.repeat(20_000) // billed 0.1216: 20,000 at 6 a million, and 100 at 15
    const body = {
      ...sonnet,
      ...user([{ type: 'text', text, cache_control: { type: 'ephemeral', ttl: '1h' } }]),
    }
    const answers = await Promise.all(Array.from({ length: 20 }, () => rig.post(messagesPath, body)))
    await Promise.all(answers.map(answer => answer.text()))
    const passed = answers.filter(({ status }) => status === 200).length
    const { settled, held } = await spent()
    expect({ settled, held }).toEqual({ settled: passed * 121_509_000, held: 0 })
    expect(settled).toBeLessThanOrEqual(dollars * 1e9)
    expect(passed).toBeGreaterThanOrEqual(dollars > 0.5 ? 2 : 0)
  },
)

describe('what nothing bounds is refused by a strict budget, saying what would bound it, and by no other:', () => {
  const byUrl = { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } }
  test.each([
    ['searches without end', messagesPath, { ...opus, tools: search() }, /"max_uses": give it one/],
    ['a document by its address', messagesPath, { ...opus, ...user([byUrl]) }, /send it as base64/],
    [
      'sound without a price',
      chatPath,
      { model: models['openai-chat'], modalities: ['text', 'audio'], ...user('Hi') },
      /set a price for audio output/,
    ],
    [
      'a tier without a price',
      chatPath,
      { model: models['openai-chat'], service_tier: 'ultra', ...user('Hi') },
      /service_tier "ultra" has no known price/,
    ],
  ])('%s', async (_, path, body, wouldBound) => {
    await setBudget(1000)
    const before = rig.calls().length
    const refused = await rig.post(path, body)
    expect(refused.status).toBe(402)
    expect(refused.headers.get('x-should-retry')).toBe('false')
    const { error } = (await refused.json()) as { error: { message: string; code?: string } }
    expect(error.message).toMatch(/^The budget "All clients, per day" is strict/)
    expect(error.message).toMatch(wouldBound)
    if (path === chatPath) expect(error.code).toBe('request_unbounded')
    expect(await rig.rowOf(refused)).toMatchObject({ outcome: 'over-budget', errorCode: 'request_unbounded' })
    expect(rig.calls()).toHaveLength(before)
    await setBudget(1000, false)
    expect((await rig.post(path, body)).status).toBe(200)
  })

  test('a strict budget of tokens minds only what is not known in tokens', async () => {
    await rig.gateway.admin.setBudget(calendarBudget('1000000', { unit: 'tokens' }, { strict: true }))
    const chat = { model: models['openai-chat'], max_tokens: 10, ...user('Hi') }
    expect((await rig.post(chatPath, { ...chat, service_tier: 'ultra' })).status).toBe(200)
    const byId = user([{ type: 'file', file: { file_id: 'file-1' } }])
    const refused = await rig.post(chatPath, { ...chat, ...byId })
    expect((await rig.rowOf(refused)).errorCode).toBe('request_unbounded')
  })
})

describe('a quote', () => {
  const quoted = async (body: object, format = 'openai-chat') =>
    (await rig.post(`/gatehouse/v1/quote?format=${format}`, body)).json()

  // https://platform.openai.com/docs/pricing?latest-pricing=priority: gpt-5 at 2.50 and 20
  test('of priority is at priority, usual and at most, as is the hold', async () => {
    const body = {
      model: 'open/gpt-5',
      max_completion_tokens: 100,
      service_tier: 'priority',
      ...user('Hello'),
    }
    expect(await quoted(body)).toMatchObject({
      tokens: { input: 8, input_at_most: 8, output_usual: 100, output_at_most: 100 },
      cost_usd: { at_least: '0.00002', usual: '0.00202', at_most: '0.00202' },
      terms: { usual: { service_tier: 'priority' }, at_most: { service_tier: 'priority' } },
      unbounded: [],
    })
    const row = await rig.rowOf(await rig.post(chatPath, body))
    expect(row.heldNanoUsd).toBe('2020000')
  })

  test('of a standard request says which terms its most is of', async () => {
    const body = { model: 'open/gpt-5', max_completion_tokens: 100, ...user('Hello') }
    expect(await quoted(body)).toMatchObject({
      cost_usd: { usual: '0.00101', at_most: '0.00202' },
      terms: { usual: { service_tier: null }, at_most: { service_tier: 'priority' } },
    })
  })

  test('of what nothing bounds has no most, and says why, whatever the budgets', async () => {
    const quote = await quoted({ ...opus, tools: search() }, 'anthropic-messages')
    expect(quote).toMatchObject({
      tokens: { input_at_most: null, output_at_most: null },
      cost_usd: { usual: expect.stringMatching(/^0\.0/), at_most: null },
      unbounded: [expect.stringContaining('max_uses')],
      would_pass: true,
    })
    await setBudget(1000)
    expect(await quoted({ ...opus, tools: search() }, 'anthropic-messages')).toMatchObject({
      would_pass: false,
      refused_by: 'all/day',
      budgets: [{ would_pass: false }],
    })
  })

  test('of input that is to be kept for an hour is at twice the input', async () => {
    const body = { ...sonnet, inference_geo: 'global', ...user('Hi') }
    const plain = await quoted(body, 'anthropic-messages')
    const kept = await quoted(
      { ...body, cache_control: { type: 'ephemeral', ttl: '1h' } },
      'anthropic-messages',
    )
    expect(Number(kept.cost_usd.at_least)).toBeCloseTo(2 * Number(plain.cost_usd.at_least), 9)
    expect(Number(kept.cost_usd.at_most)).toBeGreaterThan(Number(kept.cost_usd.usual))
  })
})

test('a strict hold is what it is from the start to the end of a stream', async () => {
  await setBudget(1)
  const body = {
    model: models['openai-chat'],
    max_tokens: 12,
    stream: true,
    service_tier: 'default',
    ...user('Hello'),
  }
  const answer = await rig.post(chatPath, body)
  await answer.text()
  const row = await rig.rowOf(answer)
  expect(row).toMatchObject({ outcome: 'completed', heldOutputTokens: 12, heldNanoUsd: '8400' }) // 8 at 0.15, 12 at 0.60
})
