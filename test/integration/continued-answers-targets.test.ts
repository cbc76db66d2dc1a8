// Which targets are asked to go on with an answer, how they are asked, and what that costs.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import {
  begun,
  breakingOff,
  type ContinuedRig,
  costOf,
  goingOn,
  joined,
  openContinuedRig,
  textIn,
} from '../support/continued-rig.ts'
import { hang, head } from '../support/fake-upstream.ts'
import { upstreams } from '../support/translation-rig.ts'

let rig: ContinuedRig

beforeAll(async () => {
  rig = await openContinuedRig()
})

afterAll(async () => await rig[Symbol.asyncDispose]())

beforeEach(async () => await rig.forgive())

async function setRouteTo(target: string, model: string = upstreams.chat.model): Promise<void> {
  await rig.gateway.admin.setRoute({
    name: 'to',
    groups: [{ strategy: 'priority', targets: [{ target: `chat/${model}` }, { target }] }],
    sticky: false,
    continueBroken: true,
  })
}

describe('a server of chat completions on one’s own machine', () => {
  test.each([
    ['vllm', { continue_final_message: true, add_generation_prompt: false }],
    ['llama-cpp', {}],
  ])('%s', async (kind, members) => {
    const baseUrl = rig.upstream.baseUrl + upstreams.chat.basePath
    await rig.gateway.admin.addProvider({ id: kind, kind, baseUrl })
    await setRouteTo(`${kind}/mistral-7b`)
    const { ended, sent, text } = await rig.askRoute('chat', 'to', [breakingOff('chat'), goingOn('chat')])
    expect(ended, text).toBe(true)
    expect(textIn('chat', text)).toBe(joined)
    const { messages, continue_final_message, add_generation_prompt } = JSON.parse(sent[1] ?? '')
    expect({ continue_final_message, add_generation_prompt }).toEqual({
      continue_final_message: undefined,
      add_generation_prompt: undefined,
      ...members,
    })
    expect(messages.at(-1)).toEqual({ role: 'assistant', content: 'Die Antwort auf alles ist' })
  })
})

describe('Claude', () => {
  test.each([
    ['claude-sonnet-4-5', 2],
    ['claude-3-5-haiku-20241022', 2],
    ['claude-opus-4-6', 1],
    ['claude-sonnet-5-5', 1],
  ])('%s is asked in requests: %i', async (model, requests) => {
    await setRouteTo(`messages/${model}`)
    const { ended, sent } = await rig.askRoute('chat', 'to', [breakingOff('chat'), goingOn('messages')])
    expect(sent).toHaveLength(requests)
    expect(ended).toBe(requests === 2)
  })
})

test('a model that thinks is not asked to, because it has thought', async () => {
  const model = 'gpt-oss-120b'
  const price = { inputUsdPerMillion: '0.15', outputUsdPerMillion: '0.6' }
  await rig.gateway.admin.setPrice({ providerId: 'chat', model, ...price })
  await setRouteTo('messages/claude-sonnet-4-5', model)
  const { sent } = await rig.askRoute('chat', 'to', [breakingOff('chat'), goingOn('messages')], {
    body: { reasoning_effort: 'high' },
  })
  const { thinking, messages } = JSON.parse(sent[1] ?? '')
  expect(thinking?.type).not.toBe('enabled')
  expect(messages.at(-1)).toMatchObject({ role: 'assistant' })
})

test('an answer that falls silent is continued, and its break is estimated', async () => {
  await rig.gateway.admin.changeSetting({ key: 'silenceTimeoutMs', value: 150 })
  const [begin, middle] = breakingOff('chat').steps ?? []
  const silent = { ...breakingOff('chat'), steps: [begin ?? head(), middle ?? head(), hang()] }
  const { ended, row, text } = await rig.askRoute('chat', 'chat-ollama', [silent, goingOn('ollama')])
  await rig.gateway.admin.changeSetting({ key: 'silenceTimeoutMs', value: 5000 })
  expect(ended).toBe(true)
  expect(textIn('chat', text)).toBe(joined)
  expect(row.attempts).toMatchObject([
    { state: 'broken', certainty: 'estimated', errorCode: 'upstream_timeout' },
    { state: 'complete', certainty: 'exact' },
  ])
  expect(row.attempts[0]?.outputTokens).toBeGreaterThan(0)
  expect(BigInt(row.costNanoUsd ?? -1)).toBe(costOf(row))
})

test('an answer that goes on is not continued beyond what the budgets can pay', async () => {
  const { admin } = rig.gateway
  await setRouteTo('messages/claude-3-5-haiku-20241022')
  // Dear enough that no budget allows it, while the first target costs next to nothing.
  await admin.setPrice({
    providerId: 'messages',
    model: 'claude-3-5-haiku-20241022',
    inputUsdPerMillion: '900000',
    outputUsdPerMillion: '900000',
  })
  await admin.setBudget(calendarBudget('1000000000', { window: 'day' }))
  const { ended, row, sent, text } = await rig.askRoute('chat', 'to', [breakingOff('chat')])
  expect(ended).toBe(false)
  expect(text).toContain('"error"')
  expect(sent).toHaveLength(1)
  expect(row).toMatchObject({ outcome: 'truncated', providerId: 'chat' })
  const budgets = await admin.listBudgets({})
  expect(budgets.map(({ held }) => BigInt(held))).toEqual(budgets.map(() => 0n))
  expect(begun.join('')).toContain(textIn('chat', text).trim())
})
