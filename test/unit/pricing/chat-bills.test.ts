// Answers as providers give them, and what they bill for them on their own pages.
import { describe, expect, test } from 'vitest'
import { nanoUsd } from '../../../gateway/contract/units.ts'
import { readOpenAiAnswer } from '../../../gateway/formats/openai-chat/answer.ts'
import type { OverrideRates } from '../../../gateway/storage/price-overrides.ts'
import { adapter, costOf, priceOf } from './bills.ts'

describe('completions cost what the provider bills:', () => {
  const million = { prompt_tokens: 1_000_000, completion_tokens: 0 }
  const chat = async (model: string, answer: object) => {
    const kind = adapter('openai')
    return costOf(await priceOf('openai', model), readOpenAiAnswer(answer, kind.reporting('')).usage)
  }
  const inTier = (model: string, usage: object, service_tier: string) => chat(model, { usage, service_tier })

  test.each([
    [{ prompt_tokens: 1_000_000, completion_tokens: 0 }, '2.5 exact'],
    [{ ...million, prompt_tokens_details: { cached_tokens: 1_000_000 } }, '0.25 exact'],
    [{ prompt_tokens: 0, completion_tokens: 1_000_000 }, '20 exact'],
  ])('gpt-5 that was served with priority: %j is %s', async (usage, cost) => {
    expect(await inTier('gpt-5', usage, 'priority')).toBe(cost)
    expect(await inTier('gpt-5-2025-08-07', usage, 'priority')).toBe(cost)
  })

  test('gpt-5 that was asked for with priority and served without', async () => {
    expect(await inTier('gpt-5', million, 'default')).toBe('1.25 exact')
    expect(await inTier('gpt-5', million, 'flex')).toBe('0.625 exact')
  })

  // Input for a million tokens with priority, of the provider's table; where it is the longer price, with 100,000.
  test.each([
    ['gpt-5.1', '2.5 exact'],
    ['gpt-5.2', '3.5 exact'],
    ['gpt-5.4-mini', '1.5 exact'],
    ['gpt-5-mini', '0.45 exact'],
    ['gpt-5-codex', '2.5 exact'],
    ['gpt-4.1', '3.5 exact'],
    ['gpt-4.1-mini', '0.7 exact'],
    ['gpt-4.1-nano', '0.2 exact'],
    ['gpt-4o', '4.25 exact'],
    ['gpt-4o-2024-11-20', '4.25 exact'],
    ['gpt-4o-2024-05-13', '8.75 exact'],
    ['gpt-4o-mini', '0.25 exact'],
    ['o3', '3.5 exact'],
    ['o4-mini', '2 exact'],
    ['gpt-5.6-sol', '16 exact'],
    ['gpt-5.4', 'unknown exact'],
    ['gpt-5.5', 'unknown exact'],
    ['gpt-5-nano', 'unknown exact'],
    ['gpt-4-turbo', 'unknown exact'],
    ['ft:gpt-4o:mine::1', 'unknown exact'],
  ])('%s with priority: a million tokens are %s', async (model, cost) => {
    expect(await inTier(model, million, 'priority')).toBe(cost)
  })

  test.each([
    ['gpt-5.4', '0.5 exact'],
    ['gpt-5.5', '1.25 exact'],
    ['gpt-5.6-sol', '0.8 exact'],
  ])('%s with priority, whose price is one of short prompts: 100,000 tokens are %s', async (model, cost) => {
    expect(await inTier(model, { prompt_tokens: 100_000, completion_tokens: 0 }, 'priority')).toBe(cost)
  })

  test('gpt-4o-search-preview, which searches once for every request', async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 100 }
    expect(await chat('gpt-4o-search-preview', { usage })).toBe('0.0285 exact') // 0.0025 + 0.001 + 0.025
  })

  test('the search models, each by its fee', () => {
    const { feesOf } = adapter('openai')
    const fee = (model: string) => feesOf?.(model).request
    expect(fee('gpt-4o-search-preview-2025-03-11')).toBe(25_000_000n)
    expect(fee('gpt-4o-mini-search-preview')).toBe(25_000_000n)
    expect(fee('gpt-5-search-api')).toBe(10_000_000n)
    expect(fee('gpt-5')).toBeUndefined()
  })

  test('gpt-audio by the classes of its audio', async () => {
    const usage = {
      ...{ prompt_tokens: 1000, completion_tokens: 500 },
      prompt_tokens_details: { audio_tokens: 800 },
      completion_tokens_details: { audio_tokens: 400 },
    }
    expect(await chat('gpt-audio', { usage })).toBe('0.0527 exact') // 200 x 2.5 + 800 x 32 + 100 x 10 + 400 x 64
  })
})

describe('compatible providers cost what they bill:', () => {
  const rates = (input: string, cacheRead: string, output: string): OverrideRates => ({
    input: nanoUsd(input),
    cacheRead: nanoUsd(cacheRead),
    cacheWrite: undefined,
    cacheWriteOneHour: undefined,
    audioInput: undefined,
    output: nanoUsd(output),
    audioOutput: undefined,
  })
  const read = (usage: object) => readOpenAiAnswer({ usage }).usage
  const compatible = async (own: OverrideRates | undefined, usage: object) =>
    costOf(await priceOf('openai-compatible', 'm', own), read(usage))

  test('reasoning beside the completion: 0.023145', async () => {
    const usage = {
      ...{ prompt_tokens: 10_000, completion_tokens: 1500, total_tokens: 14_300 },
      prompt_tokens_details: { cached_tokens: 100 },
      completion_tokens_details: { reasoning_tokens: 2800 },
    }
    expect(await compatible(rates('1.25', '0.2', '2.5'), usage)).toBe('0.023145 exact')
  })

  test('reasoning in the total alone, the same', async () => {
    const usage = {
      ...{ prompt_tokens: 10_000, completion_tokens: 1500, total_tokens: 14_300 },
      prompt_tokens_details: { cached_tokens: 100 },
    }
    expect(await compatible(rates('1.25', '0.2', '2.5'), usage)).toBe('0.023145 exact')
  })

  test('a cache beside the details: 0.000639', async () => {
    const usage = { prompt_tokens: 3000, completion_tokens: 20, total_tokens: 3020, cached_tokens: 2900 }
    expect(await compatible(rates('0.95', '0.16', '4'), usage)).toBe('0.000639 exact')
  })

  test('the provider’s own bill, with a price and without one', async () => {
    const usage = { prompt_tokens: 194, completion_tokens: 2, total_tokens: 196, cost: 0.00095 }
    expect(await compatible(rates('1', '1', '1'), usage)).toBe('0.00095 exact')
    expect(await compatible(undefined, usage)).toBe('0.00095 exact')
  })

  test('a bill that nobody believes, at the price and estimated', async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 0, cost: -1 }
    expect(await compatible(rates('1', '1', '1'), usage)).toBe('0.001 estimated')
  })

  test('searches whose price nobody knows', async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 0, num_sources_used: 3 }
    expect(await compatible(rates('1', '1', '1'), usage)).toBe('unknown exact')
  })
})
