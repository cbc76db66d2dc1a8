// A provider's bill, from its answer on a socket to the entry, the budgets, the log and what a person reads of it.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import { runCommand } from '../support/command-line.ts'
import { type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig()
  const { admin } = rig.gateway
  await admin.addProvider({ id: 'router', kind: 'openai-compatible', baseUrl: `${rig.upstream.baseUrl}/v1` })
})

afterEach(() => rig[Symbol.asyncDispose]())

const messages = [{ role: 'user', content: 'Hello' }]

const json = (body: object) => ({
  answer: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
})

const eventStream = (events: readonly object[]) => ({
  answer: {
    headers: { 'content-type': 'text/event-stream' },
    body: `${events.map(event => `data: ${JSON.stringify(event)}\n\n`).join('')}`,
  },
})

const say = (model: string, usage: object) =>
  json({ type: 'message', role: 'assistant', model, content: [{ type: 'text', text: 'Hi' }], usage })

const complete = (usage: object, more: object = {}) =>
  json({
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
    usage,
    ...more,
  })

async function ask(format: keyof typeof paths, body: object): Promise<RequestDetail> {
  const answer = await rig.post(paths[format], { messages, max_tokens: 50, ...body })
  expect(answer.status).toBe(200)
  await answer.text()
  return rig.rowOf(answer)
}

/** Of the newest entry. */
function entry() {
  const db = new Database(join(rig.gateway.homeDir, 'ledger.db'), { readonly: true })
  try {
    return db.prepare('SELECT * FROM entries ORDER BY entry DESC LIMIT 1').get() as Record<string, unknown>
  } finally {
    db.close()
  }
}

test('a fast answer is billed as fast, shown in its arithmetic, and priced anew to the same', async () => {
  const thousands = { input_tokens: 1000, output_tokens: 1000, speed: 'fast', inference_geo: 'us' }
  const uses = { server_tool_use: { web_search_requests: 3 } }
  rig.upstream.script(say('claude-opus-4-8', { ...thousands, ...uses }))
  const row = await ask('anthropic-messages', { model: 'anth/claude-opus-4-8' })
  expect(row).toMatchObject({
    certainty: 'exact',
    costNanoUsd: '96000000',
    doubt: null,
    arithmetic: {
      tokens: [
        { what: 'input', count: 1000, rateNanoUsd: '5000000000', amountUsd: '0.005' },
        { what: 'output', count: 1000, rateNanoUsd: '25000000000', amountUsd: '0.025' },
      ],
      multipliers: [
        { term: 'fast', factor: '2' },
        { term: 'us', factor: '1.1' },
      ],
      fees: [{ what: 'web-search', count: 3, rateNanoUsd: '10000000', amountUsd: '0.03' }],
    },
  })
  expect(await rig.gateway.admin.repriceHistory({ sinceMs: 0 })).toMatchObject({ looked: 1, corrected: 0 })
})

test('what was asked for fast and answered at standard speed is billed at standard speed', async () => {
  rig.upstream.script(say('claude-opus-4-8', { input_tokens: 1000, output_tokens: 1000, speed: 'standard' }))
  const row = await ask('anthropic-messages', { model: 'anth/claude-opus-4-8', speed: 'fast' })
  expect(row.costNanoUsd).toBe('30000000')
})

test('priority is billed where it was served, and not where it was asked for', async () => {
  const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 }
  rig.upstream.script(
    complete(usage, { service_tier: 'priority' }),
    complete(usage, { service_tier: 'default' }),
  )
  const asked = { model: 'open/gpt-5', service_tier: 'priority' }
  expect((await ask('openai-chat', asked)).costNanoUsd).toBe('4500000')
  expect((await ask('openai-chat', asked)).costNanoUsd).toBe('2250000')
})

test('every run of the model is billed, of a stream as well', async () => {
  const iterations = [
    { type: 'compaction', input_tokens: 180_000, output_tokens: 3500 },
    { type: 'message', input_tokens: 23_000, output_tokens: 1000 },
  ]
  rig.upstream.script(
    eventStream([
      { type: 'message_start', message: { usage: { input_tokens: 23_000, output_tokens: 1 } } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
      { type: 'message_delta', delta: {}, usage: { input_tokens: 23_000, output_tokens: 1000, iterations } },
      { type: 'message_stop' },
    ]),
  )
  const row = await ask('anthropic-messages', { model: 'anth/claude-opus-4-6', stream: true })
  expect(row).toMatchObject({ certainty: 'exact', costNanoUsd: '1127500000', inputTokens: 203_000 })
  expect(await rig.gateway.admin.repriceHistory({ sinceMs: 0 })).toMatchObject({ looked: 1, corrected: 0 })
})

test('a provider’s own bill is the cost, its source named in the log and in the entry', async () => {
  rig.upstream.script(
    complete({ prompt_tokens: 194, completion_tokens: 2, total_tokens: 196, cost: 0.00095 }),
  )
  const row = await ask('openai-chat', { model: 'router/some/model' })
  expect(row).toMatchObject({
    certainty: 'exact',
    costNanoUsd: '950000',
    priceSource: 'usage.cost of the provider',
    arithmetic: { tokens: [], multipliers: [], fees: [], billedNanoUsd: '950000' },
  })
  await expect.poll(() => entry().cost_nano_usd).toBe(950_000)
  expect(entry()).toMatchObject({ price_source: 'usage.cost of the provider', certainty: 'exact' })
  const price = {
    providerId: 'router',
    model: 'some/model',
    inputUsdPerMillion: '9',
    outputUsdPerMillion: '9',
  }
  await rig.gateway.admin.setPrice(price)
  expect(await rig.gateway.admin.repriceHistory({ sinceMs: 0 })).toMatchObject({ looked: 1, corrected: 0 })
})

test('counts that contradict each other are estimated, with the reason in the log and in the entry', async () => {
  rig.upstream.script(complete({ prompt_tokens: 100, completion_tokens: 10, total_tokens: 50 }))
  const row = await ask('openai-chat', { model: 'open/gpt-4o-mini' })
  const doubt = 'The total is not the sum of its parts.'
  expect(row).toMatchObject({ certainty: 'estimated', inputTokens: 100, outputTokens: 10, doubt })
  await expect.poll(() => entry().doubt).toBe(doubt)
})

test('a cost that is unknown is charged at its most, which the log shows', async () => {
  rig.upstream.script(say('claude-sonnet-4-6', { input_tokens: 100_000, output_tokens: 0, speed: 'fast' }))
  const before = await rig.money()
  const row = await ask('anthropic-messages', { model: 'anth/claude-sonnet-4-6' })
  expect(row).toMatchObject({
    costNanoUsd: null,
    arithmetic: {
      tokens: [{ what: 'input', count: 100_000 }],
      multipliers: [{ term: 'fast', factor: null }],
      atMostNanoUsd: '1980000000', // 0.3 x 6.6
    },
  })
  await expect.poll(async () => (await rig.money()).settled - before.settled).toBe(1_980_000_000n)
})

test('the command line shows how a cost comes about', async () => {
  const usage = {
    input_tokens: 1000,
    output_tokens: 100,
    speed: 'fast',
    server_tool_use: { web_search_requests: 3 },
  }
  rig.upstream.script(say('claude-opus-4-8', usage))
  const { requestId } = await ask('anthropic-messages', { model: 'anth/claude-opus-4-8' })
  const shown = await runCommand(rig.gateway.homeDir, `log show ${requestId}`)
  expect(shown.code).toBe(0)
  expect(shown.stdout.replace(/ +/g, ' ')).toContain(
    [
      'WHAT COUNT PRICE COST',
      'input 1000 5 a million 0.005 USD',
      'output 100 25 a million 0.0025 USD',
      'served as fast x 2',
      'web search 3 0.01 each 0.03 USD',
      '',
      'Cost 0.045 USD, exact',
    ].join('\n'),
  )
  expect(shown.stdout).toContain('Price from       genai-prices')
  expect(shown.stdout).toMatch(/^Path +POST \/v1\/messages$/m)
  expect(shown.stdout).not.toMatch(/^Error/m)
  expect(await runCommand(rig.gateway.homeDir, 'log show req_none')).toMatchObject({ code: 1 })
})

test('the command line shows what was refused, and for which error', async () => {
  const answer = await rig.post('/v1/moderations', { model: 'open/gpt-5', input: 'Hi' })
  const { requestId } = await rig.rowOf(answer)
  const { stdout } = await runCommand(rig.gateway.homeDir, `log show ${requestId}`)
  expect(stdout).toMatch(/^Path +POST \/v1\/moderations$/m)
  expect(stdout).toMatch(/^Outcome +rejected, 404$/m)
  expect(stdout).toMatch(/^Error +route_unknown$/m)
})
