import { expect, test } from 'vitest'
import { outputLimitOf } from '../../../gateway/tokens/output-limit.ts'

test.each([
  ['gpt-5', 128_000],
  ['gpt-5-mini-2025-08-07', 128_000],
  ['gpt-5-chat-latest', 16_384],
  ['gpt-5-pro-2025-10-06', 272_000],
  ['gpt-4.1-nano', 32_768],
  ['gpt-4o', 16_384],
  ['gpt-4o-mini-2024-07-18', 16_384],
  ['gpt-4o-2024-05-13', 4096],
  ['gpt-4', 8192],
  ['gpt-3.5-turbo-0125', 4096],
  ['o1-mini', 65_536],
  ['o3-mini-2025-01-31', 100_000],
  ['claude-haiku-4-5-20251001', 64_000],
  ['claude-opus-4-20250514', 32_000],
  ['claude-opus-4-1-20250805', 32_000],
  ['claude-sonnet-4-20250514', 64_000],
  ['claude-3-5-sonnet-20241022', 8192],
  ['claude-3-opus-20240229', 4096],
  ['gemini-2.5-flash', 65_536],
  ['router/some/gpt-4o', 16_384],
  ['eu.maker.claude-sonnet-4-5-20250929-v1:0', 64_000],
])('%s writes %i tokens at most', (model, tokens) => {
  expect(outputLimitOf(model)).toBe(tokens)
})

test.each(['', 'llama-3.3-70b', 'my-gpt-4o', 'gpt-6', 'gpt-4o-audio-preview', 'claude-opus-4-6', '模型'])(
  'nobody knows how much "%s" writes',
  model => expect(outputLimitOf(model)).toBeUndefined(),
)
