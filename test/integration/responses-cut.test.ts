// Streams of responses that a budget cuts, and what clients of other makers read.
import { createOpenAI } from '@ai-sdk/openai'
import { generateText, streamText } from 'ai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { hang, readFixture, send } from '../support/fake-upstream.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'

const model = 'open/gpt-4o-mini'
let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(async () => {
  rig.upstream.script()
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

describe('a stream that a budget cuts', () => {
  const words = 9000
  /** Far more than the budget can afford. */
  const endless = () => {
    const events = readFixture('response-stream').body.toString().split('\n\n')
    const delta = events[4] ?? ''
    const deltas = Array.from({ length: words }, (_, index) =>
      delta.replace('"sequence_number":4', `"sequence_number":${index + 4}`).replace('Hello', ' word'),
    )
    return Buffer.from(`${[...events.slice(0, 4), ...deltas].join('\n\n')}\n\n`)
  }
  const cut = async () => {
    const limit = (tokens: number) => calendarBudget(String(tokens), { unit: 'tokens' }, { atCap: 'cut' })
    const { settled } = await rig.gateway.admin.setBudget(limit(1e9))
    await rig.gateway.admin.setBudget(limit(Number(settled) + 6000))
    const { headers } = readFixture('response-stream')
    rig.upstream.script({ answer: { headers: headers ?? {}, body: endless() }, steps: [send(), hang()] })
  }

  test('reads as an answer that reached its most tokens in the official client', async () => {
    await cut()
    const response = await rig.openAi.responses.stream({ model, input: 'Hi' }).finalResponse()
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    })
    expect(response.output_text.length).toBeGreaterThan(20_000)
    expect(response.usage?.output_tokens).toBeGreaterThan(4096)
    const { rows } = await rig.gateway.admin.listRequests({ offset: 0, limit: 1 })
    const row = await rig.gateway.row(rows[0]?.requestId ?? '')
    expect(row).toMatchObject({
      outcome: 'cut',
      certainty: 'estimated',
      outputTokens: response.usage?.output_tokens,
      failure: { type: 'cut', budget: 'All clients, tokens per day' },
      budgets: [{ name: 'All clients, tokens per day', verdict: 'cut' }],
    })
    await expect.poll(() => rig.lastCall().abortedAtMs).toBeDefined()
  })

  test('ends for its length in Vercel’s SDK', async () => {
    await cut()
    const { textStream, finishReason } = streamText({ model: vercel()(model), prompt: 'Hi' })
    expect((await Array.fromAsync(textStream)).join('').length).toBeGreaterThan(20_000)
    expect(await finishReason).toBe('length')
  })
})

const vercel = () => createOpenAI({ baseURL: `${rig.gateway.gatewayUrl}/v1`, apiKey: rig.gateway.token })

test('Vercel’s SDK, which speaks responses by itself, reads whole answers and streams', async () => {
  rig.upstream.script({ answer: readFixture('response') })
  const { text, usage } = await generateText({ model: vercel()(model), prompt: 'Hi' })
  expect([text, usage.inputTokens, usage.outputTokens]).toEqual(['Hello! How can I help you today?', 19, 10])
  rig.upstream.script({ answer: readFixture('response-stream') })
  const { textStream } = streamText({ model: vercel()(model), prompt: 'Hi' })
  expect((await Array.fromAsync(textStream)).join('')).toBe('Hello! How can I help you today?')
})
