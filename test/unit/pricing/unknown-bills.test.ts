import { describe, expect, test } from 'vitest'
import type { ReportedUsage } from '../../../gateway/chat/reported-usage.ts'
import { toDecimalUsd } from '../../../gateway/contract/units.ts'
import { readAnthropicAnswer } from '../../../gateway/formats/anthropic-messages/answer.ts'
import { readOpenAiAnswer } from '../../../gateway/formats/openai-chat/answer.ts'
import { priceOf, settled } from './bills.ts'

describe('a cost that is unknown', () => {
  const most = async (kind: string, model: string, usage: ReportedUsage) => {
    const { cost, atMost } = settled(await priceOf(kind, model), usage)
    return [cost, atMost === undefined ? undefined : toDecimalUsd(atMost)]
  }

  test.each([
    ['terms without a price at the dearest ones', { speed: 'fast' }, '0.0099'],
    ['a place without a price at the dearest terms', { inference_geo: 'mars' }, '0.0099'],
    ['uses without a price at the dearest fee', { server_tool_use: { moon_flights: 2 } }, '0.0215'],
  ])('is charged at its most: %s', async (_, more, expected) => {
    const usage = { input_tokens: 500, output_tokens: 0, ...more }
    expect(await most('anthropic', 'claude-sonnet-4-6', readAnthropicAnswer({ usage }).usage)).toEqual([
      undefined,
      expected,
    ])
  })

  test('is charged at its most: a run of another model at the dearest terms', async () => {
    const iterations = [{ type: 'advisor_message', input_tokens: 500, output_tokens: 0 }]
    const usage = { input_tokens: 0, output_tokens: 0, iterations }
    expect(await most('anthropic', 'claude-sonnet-4-6', readAnthropicAnswer({ usage }).usage)).toEqual([
      undefined,
      '0.0099',
    ])
  })

  test('is charged at its most: audio without a rate at the dearest one', async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 0, prompt_tokens_details: { audio_tokens: 1000 } }
    expect(await most('openai', 'gpt-4o', readOpenAiAnswer({ usage }).usage)).toEqual([undefined, '0.01'])
  })

  test('has no most where it is known, or where the model has no price', async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 0 }
    expect(await most('openai', 'gpt-4o', readOpenAiAnswer({ usage }).usage)).toEqual([2_500_000n, undefined])
    expect(await most('openai', 'nobody', readOpenAiAnswer({ usage }).usage)).toEqual([undefined, undefined])
  })
})
