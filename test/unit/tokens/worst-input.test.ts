import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wideBytesOf } from '../../../gateway/chat/request-facts.ts'
import { contextWindowOf } from '../../../gateway/tokens/context-window.ts'
import { createLearnedRatios } from '../../../gateway/tokens/learned-ratio.ts'
import { mayReasonBeside } from '../../../gateway/tokens/model-family.ts'
import { scaleWorst } from '../../../gateway/tokens/request-count.ts'

const escaped = (text: string) =>
  text.replaceAll(/[\u0080-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

describe('the most tokens that a text may be', () => {
  test('is never more than its bytes, and of what is not ASCII never less, written out or escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.nat(400), (text, counted) => {
        const written = JSON.stringify(text)
        const wideInText = [...text].filter(each => each > '\u007f').join('')
        for (const body of [written, escaped(written)]) {
          const bytes = Buffer.from(body)
          const wide = wideBytesOf(bytes)
          expect(wide).toBeGreaterThanOrEqual(Buffer.byteLength(wideInText))
          const worst = scaleWorst({ text: counted, fixed: 7 }, 2.5, { all: bytes.length, wide })
          expect(worst).toBeLessThanOrEqual(bytes.length + 7)
          expect(worst).toBeGreaterThanOrEqual(Math.min(bytes.length, wide) + 7)
        }
      }),
    )
  })

  test('is what is counted, where the tokenizer is known', () => {
    expect(scaleWorst({ text: 1000, fixed: 85 }, 1, undefined)).toBe(1085)
  })
})

describe('the worst ratio of a tokenizer', () => {
  const input = (ratio: number) => ({ countedTokens: 1000, textTokens: 1000, reportedTokens: 1000 * ratio })
  const taught = (model: string, ...samples: number[]) => {
    const ratios = createLearnedRatios([])
    for (const sample of samples) ratios.learn(model, input(sample))
    return ratios.worstRatioOf(model)
  }

  test('is twice the prior, or more where what was learned spreads further; the mean alone never lowers it', () => {
    expect(taught('claude-sonnet-4-5')).toBe(2.5)
    expect(taught('claude-sonnet-4-5', 1, 1, 1, 1, 1, 1)).toBe(2.5)
    expect(taught('claude-sonnet-4-5', 1, 3, 1, 3, 1, 3)).toBeGreaterThan(4)
    expect(taught('claude-sonnet-4-5', 0.2, 8, 0.2, 8, 0.2, 8)).toBe(8)
  })

  test('is 1 where the tokenizer is known, until reports say otherwise', () => {
    expect(taught('gpt-4o')).toBe(1)
    expect(taught('gpt-4o', 1, 1, 1)).toBe(1)
    expect(taught('gpt-4o', 1.2, 1.2, 1.2, 1.2)).toBeGreaterThan(1.1)
  })
})

// https://platform.claude.com/docs/en/build-with-claude/context-windows
test('the window of a model is longer with its header, and unknown for a name that may mean another', () => {
  expect(contextWindowOf('claude-sonnet-4-5-20250929')).toBe(200_000)
  expect(contextWindowOf('claude-sonnet-4-5-20250929', 'context-1m-2025-08-07')).toBe(1_000_000)
  expect(contextWindowOf('claude-haiku-4-5', 'context-1m-2025-08-07')).toBe(200_000)
  expect(contextWindowOf('maker/claude-opus-4-6')).toBe(1_000_000)
  expect(contextWindowOf('gpt-5-mini-2025-08-07')).toBe(400_000)
  expect(contextWindowOf('chatgpt-4o-latest')).toBeUndefined()
})

test('thinking may come on top of a bound that does not say that it includes it', () => {
  expect(mayReasonBeside('x-ai/grok-4', false, true)).toBe(true)
  expect(mayReasonBeside('deepseek-r1', false, false)).toBe(true)
  expect(mayReasonBeside('deepseek-r1', false, true)).toBe(false)
  expect(mayReasonBeside('some-model', true, false)).toBe(true)
  expect(mayReasonBeside('some-model', false, false)).toBe(false)
  expect(mayReasonBeside('gpt-5', true, false)).toBe(false)
  expect(mayReasonBeside('claude-opus-4-6', true, false)).toBe(false)
})
