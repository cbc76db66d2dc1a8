// A provider reports what no model can have said: nothing of it is believed, and nothing ends.
import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { calendarBudget, ruledBudget } from '../support/budgets.ts'
import { chatBody, formats, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway } from '../support/test-gateway.ts'

let rig: GatewayRig
let homeDir: string

beforeEach(async () => {
  homeDir = temporaryHome()
  rig = await openGatewayRig({ homeDir })
  const dearest = { inputUsdPerMillion: '999999999', outputUsdPerMillion: '999999999' }
  for (const [providerId, model] of [
    ['open', 'gpt-4o-mini'],
    ['anth', 'claude-haiku-4-5-20251001'],
  ] as const) {
    await rig.gateway.admin.setPrice({ providerId, model, ...dearest })
  }
})

afterEach(async () => {
  await rig[Symbol.asyncDispose]()
  rmSync(homeDir, { recursive: true, force: true })
})

const whole = {
  'openai-chat': (usage: object) => ({
    id: 'x',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello there' }, finish_reason: 'stop' }],
    usage,
  }),
  'anthropic-messages': (usage: object) => ({
    id: 'x',
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text: 'Hello there' }],
    stop_reason: 'end_turn',
    usage,
  }),
}

const json = { 'content-type': 'application/json' }

const reports = [
  ['openai-chat', { prompt_tokens: 10, completion_tokens: 1e12, total_tokens: 1e12 }],
  ['openai-chat', { prompt_tokens: 1e12, completion_tokens: 10, total_tokens: 1e12 }],
  [
    'openai-chat',
    { prompt_tokens: 10, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 1e10 } },
  ],
  ['openai-chat', { prompt_tokens: 10, completion_tokens: 10, prompt_tokens_details: { cached_tokens: -5 } }],
  ['anthropic-messages', { input_tokens: 1e12, output_tokens: 5 }],
  ['anthropic-messages', { input_tokens: 5, output_tokens: 5, cache_read_input_tokens: 1e12 }],
] as const

describe('a whole answer that reports', () => {
  test.each(reports)('as %s %j is settled as estimated, and the gateway goes on', async (format, usage) => {
    const { admin } = rig.gateway
    await admin.setBudget(calendarBudget('999999999999999999', { window: 'month' }))
    await admin.setBudget(
      ruledBudget({ kind: 'bucket', unit: 'tokens', limit: '1000000', refillPerSecond: 1 }, { mode: 'soft' }),
    )
    rig.upstream.script({ answer: { body: JSON.stringify(whole[format](usage)), headers: json } })
    const answer = await rig.post(paths[format], chatBody(format))
    expect(answer.status).toBe(200)
    const row = await rig.rowOf(answer)
    expect(row.certainty).toBe('estimated')
    expect(row.inputTokens).toBeLessThan(100)
    expect(row.outputTokens).toBeLessThan(100)
    await expect.poll(async () => (await admin.listBudgets({}))[0]?.held).toBe('0')
    for (const next of formats) expect((await rig.post(paths[next], chatBody(next))).status).toBe(200)
    await rig.gateway.close()
    await using again = await startTestGateway({ homeDir })
    expect(BigInt((await again.admin.listBudgets({}))[0]?.settled ?? 0)).toBeGreaterThan(0n)
  })
})

test('a stream that reports such counts at its end is settled as estimated', async () => {
  const chunk = (extra: object) =>
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', ...extra })}\n\n`
  const text = { index: 0, delta: { content: 'Hello there' }, finish_reason: 'stop' }
  const usage = { prompt_tokens: 10, completion_tokens: 1e12, total_tokens: 1e12 }
  rig.upstream.script({
    answer: {
      body: `${chunk({ choices: [text] })}${chunk({ choices: [], usage })}data: [DONE]\n\n`,
      headers: { 'content-type': 'text/event-stream' },
    },
  })
  const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', { stream: true }))
  await answer.text()
  expect(await rig.rowOf(answer)).toMatchObject({ certainty: 'estimated', outcome: 'completed' })
})

test('counts up to the bound are believed, at any price that can be set, and their sums hold', async () => {
  const { admin } = rig.gateway
  await admin.setBudget(calendarBudget('1', { window: 'month' }, { mode: 'soft' }))
  const usage = { prompt_tokens: 60_000_000, completion_tokens: 40_000_000, total_tokens: 100_000_000 }
  for (let each = 0; each < 20; each++) {
    rig.upstream.script({ answer: { body: JSON.stringify(whole['openai-chat'](usage)), headers: json } })
    const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat'))
    await answer.arrayBuffer()
    expect(await rig.rowOf(answer)).toMatchObject({
      certainty: 'exact',
      costNanoUsd: String(Number.MAX_SAFE_INTEGER),
    })
  }
  await rig.gateway.close()
  await using again = await startTestGateway({ homeDir })
  expect(await again.admin.listBudgets({})).toMatchObject([
    { settled: String(20n * BigInt(Number.MAX_SAFE_INTEGER)) },
  ])
  expect((await again.admin.readOverview({ zone: 'UTC' })).today.costNanoUsd).toBe(
    String(20n * BigInt(Number.MAX_SAFE_INTEGER)),
  )
})
