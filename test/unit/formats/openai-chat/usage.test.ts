import { describe, expect, test } from 'vitest'
import { asTheFormatSays, asTheNumbersSay } from '../../../../gateway/chat/usage-reporting.ts'
import { noTokens } from '../../../../gateway/contract/chat.ts'
import { readChatUsage } from '../../../../gateway/formats/openai-chat/usage.ts'

const tokens = (counts: object) => ({ ...noTokens, ...counts })
const read = (usage: object, reporting = asTheNumbersSay) => readChatUsage({ ...usage }, reporting)
const plain = { prompt_tokens: 10, completion_tokens: 5 }
const reasoned = (reasoning_tokens: number) => ({ completion_tokens_details: { reasoning_tokens } })
const cached = (cached_tokens: number) => ({ prompt_tokens_details: { cached_tokens } })

describe('reasoning', () => {
  test.each([
    [
      'beside the completion, as the total says',
      { total_tokens: 22, ...reasoned(7) },
      { output: 12, reasoning: 7 },
    ],
    [
      'in the completion, as the total says',
      { total_tokens: 15, ...reasoned(3) },
      { output: 5, reasoning: 3 },
    ],
    ['beside the completion, as it is larger', reasoned(7), { output: 12, reasoning: 7 }],
    ['in the completion, as the format says', reasoned(3), { output: 5, reasoning: 3 }],
    ['in the total alone', { total_tokens: 40 }, { output: 30 }],
    ['in a place of its own', { total_tokens: 22, reasoning_tokens: 7 }, { output: 12, reasoning: 7 }],
  ])('is read %s', (_, more, counts) => {
    const { tokens: classes, doubt } = read({ ...plain, ...more })
    expect(classes).toEqual(tokens({ input: 10, ...counts }))
    expect(doubt).toBeUndefined()
  })

  test('is read beside the completion without a total where that kind of provider has it there', () => {
    const beside = { ...asTheNumbersSay, reasoning: 'beside' as const }
    expect(read({ ...plain, ...reasoned(3) }, beside).tokens).toEqual(
      tokens({ input: 10, output: 8, reasoning: 3 }),
    )
    expect(read({ ...plain, total_tokens: 15, ...reasoned(3) }, beside).tokens).toEqual(
      tokens({ input: 10, output: 5, reasoning: 3 }),
    )
  })
})

describe('the cache', () => {
  test.each([
    ['among the details', cached(8)],
    ['among the details of the input', { input_tokens_details: { cached_tokens: 8 } }],
    ['beside the details', { cached_tokens: 8 }],
    ['as hits', { prompt_cache_hit_tokens: 8 }],
    ['as hits and misses', { prompt_cache_hit_tokens: 8, prompt_cache_miss_tokens: 2 }],
    ['as reads', { cache_read_input_tokens: 8 }],
  ])('is read %s', (_, more) => {
    expect(read({ ...plain, ...more })).toMatchObject({
      tokens: tokens({ input: 2, cacheRead: 8, output: 5 }),
      doubt: undefined,
    })
  })

  test('stands beside the prompt where the total says so', () => {
    expect(read({ ...plain, total_tokens: 45, ...cached(30) })).toMatchObject({
      tokens: tokens({ input: 10, cacheRead: 30, output: 5 }),
      doubt: undefined,
    })
  })
})

describe('a count that is missing', () => {
  test.each([
    ['the total', plain, { input: 10, output: 5 }],
    [
      'the prompt',
      { completion_tokens: 5, total_tokens: 15, ...cached(8) },
      { input: 2, cacheRead: 8, output: 5 },
    ],
    [
      'the completion',
      { prompt_tokens: 10, total_tokens: 15, ...reasoned(3) },
      { input: 10, output: 5, reasoning: 3 },
    ],
    [
      'the prompt, whose parts are there',
      { completion_tokens: 5, prompt_tokens_details: { text_tokens: 6, audio_tokens: 4 } },
      { input: 6, audioInput: 4, output: 5 },
    ],
    [
      'the completion, whose parts are there',
      { prompt_tokens: 10, completion_tokens_details: { text_tokens: 2, audio_tokens: 3 } },
      { input: 10, output: 2, audioOutput: 3 },
    ],
    [
      'the prompt, whose hits and misses are there',
      { completion_tokens: 5, prompt_cache_hit_tokens: 8, prompt_cache_miss_tokens: 2 },
      { input: 2, cacheRead: 8, output: 5 },
    ],
    ['both by these names', { input_tokens: 10, output_tokens: 5 }, { input: 10, output: 5 }],
  ])('follows from the others: %s', (_, usage, counts) => {
    expect(read(usage)).toMatchObject({ tokens: tokens(counts), doubt: undefined })
  })

  test.each([{}, cached(8), reasoned(4)])('does not follow from too few: %j', usage => {
    expect(read(usage)).toMatchObject({ tokens: undefined, total: undefined })
  })

  test.each([
    [{ prompt_tokens: 10, ...cached(8) }, { input: 2, cacheRead: 8 }, 'Of the output nothing is reported.'],
    [{ completion_tokens: 5, ...cached(8) }, { output: 5 }, 'Of the input nothing is reported.'],
    [
      { completion_tokens: 5, ...reasoned(7) },
      { output: 12, reasoning: 7 },
      'Of the input nothing is reported.',
    ],
  ])('is as much as is reported, and the rest is to be estimated: %j', (usage, counts, doubt) => {
    expect(read(usage)).toMatchObject({ tokens: tokens(counts), isPartial: true, doubt })
  })

  test('is to be estimated of the total alone', () => {
    const doubt = 'Only the total is reported.'
    expect(read({ total_tokens: 15, ...cached(4) })).toMatchObject({ tokens: undefined, total: 15, doubt })
  })
})

describe('counts that contradict each other are not believed, and taken for the most that they may mean:', () => {
  const [total, part] = ['The total is not the sum of its parts.', 'A part is larger than its whole.']
  test.each([
    [
      'a cache larger than the prompt',
      { ...plain, ...cached(30) },
      { input: 10, cacheRead: 30, output: 5 },
      part,
    ],
    [
      'a cache larger than the prompt, and a total without it',
      { ...plain, total_tokens: 15, ...cached(30) },
      { input: 10, cacheRead: 30, output: 5 },
      total,
    ],
    [
      'more reasoning than the total has room for',
      { ...plain, total_tokens: 15, ...reasoned(9) },
      { input: 10, output: 14, reasoning: 9 },
      total,
    ],
    ['a total that is too small', { ...plain, total_tokens: 9 }, { input: 10, output: 5 }, total],
    [
      'a total that is larger than all parts',
      { ...plain, total_tokens: 40, ...reasoned(2) },
      { input: 10, output: 30, reasoning: 2 },
      total,
    ],
    [
      'a total that is larger, but not by the reasoning',
      { ...plain, total_tokens: 18, ...reasoned(9) },
      { input: 10, output: 14, reasoning: 9 },
      total,
    ],
    ['a total smaller than the prompt', { prompt_tokens: 10, total_tokens: 5 }, { input: 10 }, total],
    [
      'a total smaller than the completion',
      { completion_tokens: 10, total_tokens: 5 },
      { output: 10 },
      total,
    ],
    [
      'hits and misses that are not the prompt',
      { ...plain, prompt_cache_hit_tokens: 8, prompt_cache_miss_tokens: 4 },
      { input: 4, cacheRead: 8, output: 5 },
      'What was cached and what was not do not add up.',
    ],
    [
      'more audio than output',
      { ...plain, completion_tokens_details: { audio_tokens: 9 } },
      { input: 10, audioOutput: 5 },
      'More audio is reported than there was.',
    ],
  ])('%s', (_, usage, counts, doubt) => {
    expect(read(usage)).toMatchObject({ tokens: tokens(counts), doubt })
  })

  test('a total larger than its parts, of a provider whose reasoning is in the completion', () => {
    expect(read({ ...plain, total_tokens: 40 }, asTheFormatSays)).toMatchObject({
      tokens: tokens({ input: 10, output: 30 }),
      doubt: total,
    })
    expect(read({ ...plain, ...reasoned(9) }, asTheFormatSays)).toMatchObject({
      tokens: tokens({ input: 10, output: 14, reasoning: 9 }),
      doubt: part,
    })
  })
})

describe('what the provider says that it charges', () => {
  test.each([
    ['dollars', { cost: 0.0012345 }, 1_234_500n],
    ['a float that is off by a hair', { cost: 0.1 + 0.2 }, 300_000_000n],
    ['very little', { cost: 1.2e-7 }, 120n],
    ['less than a nano-dollar, rounded up', { cost: 2e-10 }, 1n],
    ['nothing', { cost: 0 }, 0n],
    ['a decimal in a text', { cost: '0.0005' }, 500_000n],
    ['a sum among its parts', { cost: { input_tokens_cost: 0.001, total_cost: 0.006 } }, 6_000_000n],
    ['ticks, ten thousand millions a dollar', { cost_in_usd_ticks: 37_756_000 }, 3_775_600n],
    [
      'what the provider behind it charges as well, with a key of one’s own there',
      { cost: 0.001, is_byok: true, cost_details: { upstream_inference_cost: 0.02 } },
      21_000_000n,
    ],
    [
      'what the provider behind it charges, where that is in it already',
      { cost: 0.02, is_byok: false, cost_details: { upstream_inference_cost: 0.02 } },
      20_000_000n,
    ],
  ])('is the bill: %s', (_, more, billed) => {
    expect(read({ ...plain, ...more })).toMatchObject({ billed, doubt: undefined })
  })

  test.each([
    { cost: -0.01 },
    { cost: 1e9 },
    { cost: 2 },
    { cost: 10_001, completion_tokens: 10_000_000 },
    { cost: Number.NaN },
    { cost: 'much' },
    { cost: true },
    { cost: 0.001, is_byok: true },
    { cost: -1, is_byok: true, cost_details: { upstream_inference_cost: 1.1 } },
  ])('is not believed: %j', more => {
    const { billed, doubt } = read({ ...plain, ...more })
    expect(billed).toBeUndefined()
    expect(doubt).toBe('The cost that the provider reports is not believed.')
  })

  test('is not looked for where that kind of provider reports none', () => {
    const { billed, doubt } = read({ ...plain, cost: 0.01 }, asTheFormatSays)
    expect([billed, doubt]).toEqual([undefined, undefined])
    expect(read({ ...plain, cost: null }).doubt).toBeUndefined()
  })
})

test('what is counted and has no known price makes the cost unknown', () => {
  expect(read({ ...plain, num_sources_used: 4 }).uses).toEqual({ other: 4 })
  expect(read({ ...plain, num_sources_used: 0 }).uses).toEqual({})
  expect(read({ ...plain, server_tool_use: { web_search_requests: 2 } }).uses).toEqual({ 'web-search': 2 })
})
