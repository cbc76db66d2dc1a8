import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { hang, send } from '../support/fake-upstream.ts'
import { type GatewayRig, models, openGatewayRig, paths } from '../support/gateway-rig.ts'

// More than is held for an answer whose length nobody bounds.
const outputTokens = 9000

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig({ upstream: { outputTokens } })
})

afterAll(() => rig[Symbol.asyncDispose]())

afterEach(async () => {
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

const limit = (tokens: number, atCap: 'finish' | 'cut') =>
  rig.gateway.admin.setBudget(calendarBudget(String(tokens), { unit: 'tokens' }, { atCap }))

async function spent(): Promise<{ readonly settled: number; readonly held: number }> {
  const [budget] = await rig.gateway.admin.listBudgets({})
  return { settled: Number(budget?.settled), held: Number(budget?.held) }
}

const chat = {
  model: models['openai-chat'],
  stream: true as const,
  messages: [{ role: 'user' as const, content: 'At length, please.' }],
}

describe('a stream that outgrows its hold', () => {
  test('has it grow while it runs, before it is passed', async () => {
    const before = await spentAfter(limit(1_000_000, 'finish'))
    let heldAtMost = 0
    const stream = await rig.openAi.chat.completions.create(chat)
    for await (const chunk of stream) {
      if (chunk.choices[0]?.finish_reason) break
      heldAtMost = Math.max(heldAtMost, (await spent()).held)
    }
    expect(heldAtMost).toBeGreaterThan(4096)
    await expect.poll(async () => (await spent()).held).toBe(0)
    expect((await spent()).settled).toBeGreaterThan(before)
  })

  test('is let finish where nothing is left, by default', async () => {
    const base = await spentAfter(limit(1_000_000, 'finish'))
    await limit(base + 6000, 'finish')
    const answer = await rig.post(paths['openai-chat'], chat)
    expect((await answer.text()).endsWith('data: [DONE]\n\n')).toBe(true)
    const row = await rig.rowOf(answer)
    expect(row).toMatchObject({ outcome: 'completed', outputTokens })
    expect((await rig.post(paths['openai-chat'], chat)).status).toBe(402)
  })

  test('never holds more than its request allows, nor much more than it says', async () => {
    const bounded = await rig.rowOf(await rig.post(paths['openai-chat'], { ...chat, max_tokens: 30 }))
    expect(bounded).toMatchObject({ outputTokens: 30, heldOutputTokens: 30 })
    const unbounded = await rig.rowOf(await rig.post(paths['openai-chat'], chat))
    expect(unbounded.heldOutputTokens).toBeGreaterThanOrEqual(outputTokens)
    expect(unbounded.heldOutputTokens).toBeLessThanOrEqual(outputTokens * 2)
  })

  // What is left is less than the bound that the second one names, and the provider would go on.
  test.each([
    { format: 'openai-chat', left: 6000, sentBytes: 1_500_000, bound: {} },
    { format: 'anthropic-messages', left: 4700, sentBytes: 650_000, bound: { max_tokens: 5000 } },
  ] as const)('ends properly at what is left where its budget says so: $format', async cell => {
    const { format, left, sentBytes, bound } = cell
    const base = await spentAfter(limit(10_000_000, 'cut'))
    await limit(base + left, 'cut')
    rig.upstream.script({ steps: [send(sentBytes), hang()] })
    const calls = rig.calls().length
    const answer = await rig.post(paths[format], { ...chat, model: models[format], ...bound })
    const events = (await answer.text()).split('\n\n').filter(event => event !== '')
    const last = events.slice(-2).join('\n')
    if (format === 'openai-chat') {
      expect(last).toMatch(/"finish_reason":"length"\}\]\}\ndata: \[DONE\]$/)
    } else {
      expect(last).toMatch(/"stop_reason":"max_tokens".*\nevent: message_stop\n/)
    }
    const row = await rig.rowOf(answer)
    expect(row).toMatchObject({ outcome: 'cut', status: 200, certainty: 'estimated' })
    expect(row.outputTokens).toBeGreaterThan(4096)
    expect(Number(row.costNanoUsd)).toBeGreaterThan(0)
    const after = await spent()
    expect(after.held).toBe(0)
    expect(after.settled - base).toBeLessThanOrEqual(left)
    await expect.poll(() => rig.calls()[calls]?.abortedAtMs).toBeDefined()
    rig.upstream.script({})
  })

  test('and is cut reads as an answer that reached its most tokens in the official clients', async () => {
    const base = await spentAfter(limit(10_000_000, 'cut'))
    await limit(base + 6000, 'cut')
    const completion = await rig.openAi.chat.completions.stream(chat).finalChatCompletion()
    expect(completion.choices[0]?.finish_reason).toBe('length')
    expect(completion.choices[0]?.message.content?.length).toBeGreaterThan(10_000)
    await limit(base + 12_000, 'cut')
    const message = await rig.anthropic.messages
      .stream({ model: models['anthropic-messages'], max_tokens: 5000, messages: chat.messages })
      .finalMessage()
    expect(message.stop_reason).toBe('max_tokens')
  })
})

/** What the budget has settled once it is set. */
async function spentAfter(set: Promise<unknown>): Promise<number> {
  await set
  return (await spent()).settled
}
