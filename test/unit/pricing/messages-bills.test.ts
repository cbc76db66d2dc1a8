// Answers as the provider gives them, and what it bills for them on its own pages.
import { describe, expect, test } from 'vitest'
import {
  createAnthropicMeter,
  readAnthropicAnswer,
} from '../../../gateway/formats/anthropic-messages/answer.ts'
import { costOf, priceOf } from './bills.ts'

const messages = async (model: string, usage: object) =>
  costOf(await priceOf('anthropic', model), readAnthropicAnswer({ usage }).usage)

describe('messages cost what the provider bills:', () => {
  const thousands = { input_tokens: 1000, output_tokens: 1000 }

  test.each([
    ['claude-opus-4-8', { ...thousands, speed: 'fast' }, '0.06 exact'],
    ['claude-opus-5', { ...thousands, speed: 'fast' }, '0.06 exact'],
    ['claude-opus-4-6', { ...thousands, speed: 'fast' }, '0.18 exact'],
    ['claude-opus-4-7', { ...thousands, speed: 'fast' }, '0.18 exact'],
    ['claude-opus-4-8', { ...thousands, speed: 'standard' }, '0.03 exact'],
    ['claude-opus-4-8', thousands, '0.03 exact'],
    ['claude-sonnet-4-6', { ...thousands, speed: 'fast' }, 'unknown exact'],
    [
      'claude-opus-4-6',
      { input_tokens: 300_000, output_tokens: 0, speed: 'fast' }, // the surcharge for length is gone
      '9 exact',
    ],
    [
      'claude-opus-4-8',
      {
        ...{ input_tokens: 0, output_tokens: 0, speed: 'fast', cache_read_input_tokens: 1000 },
        cache_creation_input_tokens: 2000,
        cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 1000 },
      },
      '0.0335 exact', // twice 0.0005 + 0.00625 + 0.01
    ],
  ])('%s by its speed, caches too: %j is %s', async (model, usage, cost) => {
    expect(await messages(model, usage)).toBe(cost)
  })

  test.each([
    ['claude-opus-5', 'us', '0.033 exact'],
    ['claude-sonnet-4-6', 'us', '0.0198 exact'],
    ['claude-opus-5', 'global', '0.03 exact'],
    ['claude-opus-4-5', 'not_available', '0.03 exact'],
    ['claude-opus-4-5', 'us', '0.03 exact'],
    ['claude-haiku-4-5-20251001', 'us', '0.006 exact'],
    ['claude-opus-5', 'mars', 'unknown exact'],
  ])('%s by its place: %s is %s', async (model, inference_geo, cost) => {
    expect(await messages(model, { ...thousands, inference_geo })).toBe(cost)
  })

  test('speed and place multiply', async () => {
    expect(await messages('claude-opus-5', { ...thousands, speed: 'fast', inference_geo: 'us' })).toBe(
      '0.066 exact',
    )
  })

  test.each([
    [{ web_search_requests: 3 }, '0.0345 exact'],
    [{ web_fetch_requests: 3 }, '0.0045 exact'],
    [{ web_search_requests: 3, code_execution_requests: 1 }, 'unknown exact'],
    [{ moon_flights: 1 }, 'unknown exact'],
  ])('claude-sonnet-4-6 by the tools that ran there: %j is %s', async (server_tool_use, cost) => {
    const usage = { input_tokens: 1000, output_tokens: 100, server_tool_use }
    expect(await messages('claude-sonnet-4-6', usage)).toBe(cost)
  })

  test('claude-opus-4-6 by every run, of which the whole has the last alone: 1.1275', async () => {
    const iterations = [
      { type: 'compaction', input_tokens: 180_000, output_tokens: 3500 },
      { type: 'message', input_tokens: 23_000, output_tokens: 1000 },
    ]
    const usage = { input_tokens: 23_000, output_tokens: 1000, iterations }
    expect(await messages('claude-opus-4-6', usage)).toBe('1.1275 exact')
  })

  test('claude-sonnet-4-5 by runs that are short each, though they are long together', async () => {
    const iterations = [
      { type: 'compaction', input_tokens: 180_000, output_tokens: 0 },
      { type: 'message', input_tokens: 100_000, output_tokens: 0 },
    ]
    const usage = { input_tokens: 100_000, output_tokens: 0, iterations }
    expect(await messages('claude-sonnet-4-5', usage)).toBe('0.84 exact')
    const long = { ...usage, input_tokens: 280_000, iterations: null }
    expect(await messages('claude-sonnet-4-5', long)).toBe('1.68 exact')
  })

  test('a model that another one advised has a cost that is unknown', async () => {
    const iterations = [
      { type: 'message', input_tokens: 1000, output_tokens: 1000 },
      { type: 'advisor_message', model: 'claude-opus-5', input_tokens: 1000, output_tokens: 1000 },
    ]
    expect(await messages('claude-sonnet-4-6', { ...thousands, iterations })).toBe('unknown exact')
  })

  test('claude-sonnet-4-5 by the largest counts of its stream: 0.004725', async () => {
    const meter = createAnthropicMeter(() => undefined)
    const say = (event: object) =>
      meter.read({ bytes: Buffer.alloc(0), event: undefined, data: JSON.stringify(event), omittedBytes: 0 })
    say({
      type: 'message_start',
      message: { usage: { input_tokens: 1000, cache_read_input_tokens: 5000, output_tokens: 1 } },
    })
    say({ type: 'message_delta', usage: { input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 15 } })
    say({ type: 'message_stop' })
    expect(await costOf(await priceOf('anthropic', 'claude-sonnet-4-5'), meter.usage())).toBe(
      '0.004725 exact',
    )
  })
})
