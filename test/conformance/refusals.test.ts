// How often each client asks a gateway whose budget refuses it, by its own rules for trying again.
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { APICallError, generateText, RetryError, streamText } from 'ai'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { NewBudget } from '../../gateway/contract/budgets.ts'
import { calendarBudget, ruledBudget } from '../support/budgets.ts'
import { type GatewayRig, models, openGatewayRig } from '../support/gateway-rig.ts'

const content = 'Is anybody there?'
const messages = [{ role: 'user' as const, content }]
const maxTokens = 50

let rig: GatewayRig
let nowMs = Date.parse('2026-11-23T12:00:00Z')

beforeAll(async () => {
  rig = await openGatewayRig({ now: () => nowMs })
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(async () => {
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

/** Each as a stranger would set it up, with as many retries as it has by itself. */
const clients: readonly { readonly name: string; readonly ask: () => Promise<unknown> }[] = [
  {
    name: 'the OpenAI SDK',
    ask: () =>
      openAi().chat.completions.create({
        model: models['openai-chat'],
        max_tokens: maxTokens,
        messages,
      }),
  },
  {
    name: 'the OpenAI SDK, streaming',
    ask: async () =>
      Array.fromAsync(
        await openAi().chat.completions.create({
          model: models['openai-chat'],
          max_tokens: maxTokens,
          messages,
          stream: true,
        }),
      ),
  },
  {
    name: 'the Anthropic SDK',
    ask: () =>
      anthropic().messages.create({ model: models['anthropic-messages'], max_tokens: maxTokens, messages }),
  },
  {
    name: 'the Anthropic SDK, streaming',
    ask: async () =>
      anthropic()
        .messages.stream({ model: models['anthropic-messages'], max_tokens: maxTokens, messages })
        .finalMessage(),
  },
  {
    name: 'Vercel’s SDK in chat completions',
    ask: () => generateText({ model: vercelOpenAi(), prompt: content, maxOutputTokens: maxTokens }),
  },
  {
    name: 'Vercel’s SDK in chat completions, streaming',
    ask: () => streamed({ model: vercelOpenAi(), prompt: content, maxOutputTokens: maxTokens }),
  },
  {
    name: 'Vercel’s SDK in messages',
    ask: () => generateText({ model: vercelAnthropic(), prompt: content, maxOutputTokens: maxTokens }),
  },
]

const openAi = () => new OpenAI({ baseURL: `${rig.gateway.gatewayUrl}/v1`, apiKey: rig.gateway.token })
const anthropic = () => new Anthropic({ baseURL: rig.gateway.gatewayUrl, apiKey: rig.gateway.token })
const vercelOpenAi = () =>
  createOpenAI({ baseURL: `${rig.gateway.gatewayUrl}/v1`, apiKey: rig.gateway.token }).chat(
    models['openai-chat'],
  )
const vercelAnthropic = () =>
  createAnthropic({ baseURL: `${rig.gateway.gatewayUrl}/v1`, apiKey: rig.gateway.token })(
    models['anthropic-messages'],
  )

/** Vercel's streams tell of an error by a callback. */
async function streamed(options: Parameters<typeof streamText>[0]): Promise<string> {
  const failures: unknown[] = []
  const { textStream } = streamText({ ...options, onError: ({ error }) => void failures.push(error) })
  const pieces = await Array.fromAsync(textStream)
  if (failures.length > 0) throw failures[0]
  return pieces.join('')
}

/** What the client raises in the end, as the status and the words of the gateway. */
async function failureOf(asking: Promise<unknown>): Promise<{ status: number | undefined; said: string }> {
  const failure: unknown = await asking.then(
    () => undefined,
    error => error,
  )
  const last = RetryError.isInstance(failure) ? failure.lastError : failure
  if (APICallError.isInstance(last)) return { status: last.statusCode, said: last.message }
  if (last instanceof OpenAI.APIError || last instanceof Anthropic.APIError)
    return { status: last.status, said: last.message }
  throw new Error('It did not fail as a refused request does', { cause: failure })
}

const asked = async () => (await rig.gateway.admin.listRequests({ offset: 0, limit: 1 })).total

/** The requests that the gateway has logged by the time that one of its own is there too. */
async function requestsOf(run: () => Promise<unknown>): Promise<number> {
  const before = await asked()
  await run()
  await rig.rowOf(await rig.post('/v1/chat/completions', {}))
  return (await asked()) - before - 1
}

const refusing: readonly { readonly name: string; readonly budget: NewBudget; readonly says: RegExp }[] = [
  {
    name: 'is used up until tomorrow',
    budget: calendarBudget('80', { unit: 'tokens' }),
    says: /tokens left of 80 tokens.* It resets on \w{3}, \w{3} \d+ \d{4}, \d\d:\d\d /,
  },
  {
    name: 'can never hold the request',
    budget: calendarBudget('10', { unit: 'tokens', window: 'month' }),
    says: /This request can never pass: it asks for \d+ tokens \(.+ set aside\), and the limit of the budget .+ is 10 tokens\. Raise/,
  },
]

/** Takes of the budget, as far as it allows, and is in the log before the client asks. */
async function useUp(): Promise<void> {
  await rig.rowOf(
    await rig.post('/v1/chat/completions', { model: models['openai-chat'], max_tokens: 40, messages }),
  )
}

describe.each(clients)('$name', ({ ask }) => {
  test.each(refusing)('asks once where a budget $name', async ({ budget, says }) => {
    await rig.gateway.admin.setBudget(budget)
    await useUp()
    const calls = rig.calls().length
    let failure: Awaited<ReturnType<typeof failureOf>> | undefined
    const requests = await requestsOf(async () => {
      failure = await failureOf(ask())
    })
    expect(requests).toBe(1)
    expect(failure).toEqual({ status: 402, said: expect.stringMatching(says) })
    expect(rig.calls()).toHaveLength(calls)
  })

  test('comes back after the second that it was told, and passes', async () => {
    await rig.gateway.admin.setBudget(
      ruledBudget({ kind: 'bucket', unit: 'requests', limit: '1', refillPerSecond: 1 }),
    )
    await useUp()
    const before = await asked()
    const calls = rig.calls().length
    const requests = await requestsOf(async () => {
      const answer = ask()
      await expect.poll(asked).toBe(before + 1)
      nowMs += 1000
      await answer
    })
    expect(requests).toBe(2)
    expect(rig.calls()).toHaveLength(calls + 1)
    const { rows } = await rig.gateway.admin.listRequests({ offset: 0, limit: 3 })
    expect(rows.map(({ status }) => status)).toEqual([400, 200, 429])
  })
})
