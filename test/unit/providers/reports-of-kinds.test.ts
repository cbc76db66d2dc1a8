// What the reports of some kinds of providers have of their own, and what is settled for it at the table's prices.
import { expect, test } from 'vitest'
import { readAnthropicAnswer } from '../../../gateway/formats/anthropic-messages/answer.ts'
import { readOpenAiAnswer } from '../../../gateway/formats/openai-chat/answer.ts'
import { adapter, costOf, priceOf, settled } from '../pricing/bills.ts'

const counts = (prompt_tokens: number, completion_tokens: number) => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
})

const costWith = async (kind: string, model: string, usage: object) =>
  costOf(await priceOf(kind, model), readOpenAiAnswer({ usage }, adapter(kind).reporting('')).usage)

// https://docs.x.ai/docs/guides/reasoning: 32 x 2 + (9 + 191) x 6
test('xai: the reasoning stands beside the completion', async () => {
  const usage = {
    ...{ prompt_tokens: 32, completion_tokens: 9, total_tokens: 232 },
    completion_tokens_details: { reasoning_tokens: 191 },
  }
  expect(await costWith('xai', 'grok-4.5', usage)).toBe('0.001264 exact')
  const { total_tokens: _, ...withoutTotal } = usage
  expect(await costWith('xai', 'grok-4.5', withoutTotal)).toBe('0.001264 exact')
})

// https://docs.x.ai/developers/cost-tracking
test('xai: its own bill is in ten-billionths of a dollar, its searches included', async () => {
  const usage = { ...counts(199, 1), cost_in_usd_ticks: 37_756_000, num_sources_used: 3 }
  expect(await costWith('xai', 'grok-4.5', usage)).toBe('0.0037756 exact')
  const { cost_in_usd_ticks: _, ...withoutBill } = usage
  expect(await costWith('xai', 'grok-4.5', withoutBill)).toBe('unknown exact')
})

test('openrouter: the bill of the provider behind it comes on top where its key is one’s own', async () => {
  const usage = {
    ...{ ...counts(194, 2), cost: 0.01, is_byok: true },
    cost_details: { upstream_inference_cost: 0.2 },
  }
  expect(await costWith('openrouter', 'openai/gpt-4o-mini', usage)).toBe('0.21 exact')
})

test('openrouter: a message is billed at what it says, and one that says nothing at the table’s price', async () => {
  const price = await priceOf('openrouter', 'anthropic/claude-sonnet-4.5')
  const costOfMessage = (usage: object) =>
    costOf(price, readAnthropicAnswer({ usage }, adapter('openrouter').reporting('')).usage)
  const counted = { input_tokens: 1000, output_tokens: 100 }
  expect(await costOfMessage({ ...counted, cost: 0.0042 })).toBe('0.0042 exact')
  expect(await costOfMessage(counted)).toBe('0.0045 exact')
  expect(await costOfMessage({ ...counted, cost: -1 })).toBe('0.0045 estimated')
})

test('deepseek: a message has its cache beside the input, and its price', async () => {
  const usage = { input_tokens: 36, cache_read_input_tokens: 64, output_tokens: 10 }
  const { usage: read } = readAnthropicAnswer({ usage }, adapter('deepseek').reporting(''))
  expect(await costOf(await priceOf('deepseek', 'deepseek-v4-flash'), read)).toBe('0.000014968 exact')
})

test('mistral: sound that it heard has no known price', async () => {
  const heard = { ...counts(16, 34), prompt_audio_seconds: 5 }
  expect(await costWith('mistral', 'mistral-small-latest', heard)).toBe('unknown exact')
})

test('groq: a stream’s last chunk has it in a member of its own', async () => {
  const { usage } = readOpenAiAnswer({ x_groq: { id: 'req_1', usage: counts(1000, 0) } })
  expect(await costOf(await priceOf('groq', 'openai/gpt-oss-120b'), usage)).toBe('0.00015 exact')
})

test('groq: what was served in a tier whose price is not published has no known cost', async () => {
  const { usage } = readOpenAiAnswer({ service_tier: 'performance', usage: counts(1000, 0) })
  const price = await priceOf('groq', 'openai/gpt-oss-120b')
  expect(settled(price, usage, { serviceTier: 'auto' }).cost).toBeUndefined()
})

test.each(['deepinfra', 'groq', 'deepseek'])(
  '%s: an amount that is no bill is not taken for one',
  async kind => {
    const usage = { ...counts(1000, 0), cost: 0.5, cost_in_usd_ticks: 5e9, estimated_cost: 0.5 }
    const { usage: read } = readOpenAiAnswer({ usage }, adapter(kind).reporting(''))
    expect(read.billed).toBeUndefined()
  },
)
