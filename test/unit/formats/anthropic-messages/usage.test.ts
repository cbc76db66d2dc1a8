import { describe, expect, test } from 'vitest'
import { noTokens } from '../../../../gateway/contract/chat.ts'
import {
  createAnthropicMeter,
  readAnthropicAnswer,
} from '../../../../gateway/formats/anthropic-messages/answer.ts'

const tokens = (counts: object) => ({ ...noTokens, ...counts })

/** The usage of a stream of these events. */
function usageOf(events: readonly object[]) {
  const meter = createAnthropicMeter(() => undefined)
  for (const event of events)
    meter.read({ bytes: Buffer.alloc(0), event: undefined, data: JSON.stringify(event), omittedBytes: 0 })
  return meter.usage()
}

const start = (usage: unknown) => ({ type: 'message_start', message: { usage } })
const finish = (usage: unknown) => ({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage })
const stop = { type: 'message_stop' }

describe('counts that contradict each other', () => {
  const ages = (fiveMinutes: number, oneHour: number) => ({
    ephemeral_5m_input_tokens: fiveMinutes,
    ephemeral_1h_input_tokens: oneHour,
  })
  test.each([
    ['an hour’s part larger than the whole', 30, ages(0, 99), { cacheWriteOneHour: 99 }],
    ['ages that come to less than the whole', 30, ages(10, 5), { cacheWrite: 10, cacheWriteOneHour: 20 }],
  ])('are taken for the most that they may mean, and not believed: %s', (_, whole, byAge, counts) => {
    const usage = {
      input_tokens: 4,
      cache_creation_input_tokens: whole,
      cache_creation: byAge,
      output_tokens: 2,
    }
    expect(readAnthropicAnswer({ usage }).usage).toMatchObject({
      tokens: tokens({ input: 4, output: 2, ...counts }),
      doubt: 'The tokens written to the cache do not add up.',
    })
  })

  test('are taken for the most, more thinking than output among them', () => {
    const usage = { input_tokens: 4, output_tokens: 2, output_tokens_details: { thinking_tokens: 9 } }
    expect(readAnthropicAnswer({ usage }).usage).toMatchObject({
      tokens: tokens({ input: 4, output: 9, reasoning: 9 }),
      doubt: 'More thinking is reported than output.',
    })
  })
})

describe('tools that ran at the provider', () => {
  const usesOf = (server_tool_use: object) =>
    readAnthropicAnswer({ usage: { input_tokens: 4, output_tokens: 2, server_tool_use } }).usage.uses

  test.each([
    ['searches', { web_search_requests: 3 }, { 'web-search': 3 }],
    ['fetched pages, which cost their tokens alone', { web_fetch_requests: 7, web_search_requests: 0 }, {}],
    ['code that was run, whose time nobody tells', { code_execution_requests: 2 }, { other: 2 }],
    ['what nobody knows here', { web_search_requests: 1, moon_flights: 1.5 }, { 'web-search': 1, other: 1 }],
    ['nothing', { web_search_requests: 0, moon_flights: 0, more: null }, {}],
  ])('are counted: %s', (_, counters, uses) => {
    expect(usesOf(counters)).toEqual(uses)
  })

  test('are counted by a stream’s largest report', () => {
    const begin = start({ input_tokens: 4, output_tokens: 1, server_tool_use: { web_search_requests: 2 } })
    const end = finish({ output_tokens: 3, server_tool_use: { web_search_requests: 0 } })
    expect(usageOf([begin, end, stop]).uses).toEqual({ 'web-search': 2 })
  })
})

describe('several runs of the model', () => {
  const run = (type: string, input_tokens: number, output_tokens: number) => ({
    type,
    input_tokens,
    output_tokens,
  })
  const read = (input: number, output: number, iterations: readonly unknown[]) =>
    readAnthropicAnswer({ usage: { input_tokens: input, output_tokens: output, iterations } }).usage

  test('are all billed, each by its own length, whether the whole leaves the compaction out or not', () => {
    const iterations = [run('compaction', 180_000, 3500), run('message', 23_000, 1000)]
    const steps = [tokens({ input: 180_000, output: 3500 }), tokens({ input: 23_000, output: 1000 })]
    const all = { tokens: tokens({ input: 203_000, output: 4500 }), steps, doubt: undefined }
    expect(read(23_000, 1000, iterations)).toMatchObject(all)
    expect(read(203_000, 4500, iterations)).toMatchObject(all)
  })

  test('are not counted twice where the whole is their sum already', () => {
    const searched = read(300, 50, [run('message', 100, 20), run('message', 200, 30)])
    expect(searched).toMatchObject({ tokens: tokens({ input: 300, output: 50 }), doubt: undefined })
    const single = read(100, 20, [run('message', 100, 20)])
    expect(single).toMatchObject({ tokens: tokens({ input: 100, output: 20 }), doubt: undefined })
    expect(single.steps).toBeUndefined()
  })

  test.each([
    ['too little', [run('message', 100, 20)]],
    ['nothing that can be read', [run('message', 300, 50), 'odd']],
    ['no count', [run('message', 300, 50), { type: 'message' }]],
    ['more runs than there are', [run('message', 300, 50), ...Array(1000).fill(run('message', 0, 0))]],
  ])('that come to %s are not believed, and never cost less than the whole', (_, iterations) => {
    expect(read(300, 50, iterations)).toMatchObject({
      tokens: tokens({ input: 300, output: 50 }),
      doubt: 'The runs of the model do not add up to the whole.',
    })
  })

  test.each(['advisor_message', 'fallback_message', 'something_new'])(
    'of another model (%s) have no price of this one',
    type => {
      const usage = read(100, 20, [run('message', 100, 20), run(type, 900, 400)])
      expect(usage).toMatchObject({
        tokens: tokens({ input: 1000, output: 420 }),
        uses: { 'other-model': 1 },
      })
    },
  )

  test('in a stream are those of its end', () => {
    const begin = start({ input_tokens: 23_000, output_tokens: 1, iterations: null })
    const iterations = [run('compaction', 180_000, 3500), run('message', 23_000, 1000)]
    const usage = usageOf([begin, finish({ output_tokens: 1000, iterations }), stop])
    expect(usage).toMatchObject({ complete: true, tokens: tokens({ input: 203_000, output: 4500 }) })
  })
})

test('the speed and the place that answered stand beside the counts', () => {
  const usage = { input_tokens: 4, output_tokens: 2, speed: 'fast', inference_geo: 'us' }
  expect(readAnthropicAnswer({ usage }).usage.terms).toEqual({
    serviceTier: undefined,
    speed: 'fast',
    inferenceGeo: 'us',
  })
})

test('a stream has counts that cannot fall: the largest of each field holds, in what it holds as well', () => {
  const begin = {
    input_tokens: 1000,
    cache_read_input_tokens: 5000,
    cache_creation_input_tokens: 30,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 30 },
    output_tokens: 1,
  }
  const end = {
    input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 10,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 10 },
    output_tokens: 15,
  }
  expect(usageOf([start(begin), finish(end), stop])).toMatchObject({
    tokens: tokens({ input: 1000, cacheRead: 5000, cacheWriteOneHour: 30, output: 15 }),
    complete: true,
    doubt: undefined,
  })
})
