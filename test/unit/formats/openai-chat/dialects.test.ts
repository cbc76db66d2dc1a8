// True counts, told in the dialects of providers, whole or in part: what is read back is the truth, or is not believed.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  asTheFormatSays,
  asTheNumbersSay,
  type UsageReporting,
} from '../../../../gateway/chat/usage-reporting.ts'
import { inputTokens, noTokens, outputTokens, type TokenCounts } from '../../../../gateway/contract/chat.ts'
import { readChatUsage } from '../../../../gateway/formats/openai-chat/usage.ts'
import { plainBill } from '../../../../gateway/pricing/bill.ts'
import { costOf } from '../../../../gateway/pricing/cost.ts'
import { price } from '../../pricing/prices.ts'

interface Truth {
  readonly tokens: TokenCounts & { readonly reasoning: number }
}

/** Every class has some, so that nothing is told from a zero. */
const some = fc.integer({ min: 1, max: 100_000 })
const truths: fc.Arbitrary<Truth> = fc
  .record({ input: some, cacheRead: some, said: some, reasoning: some })
  .map(({ input, cacheRead, said, reasoning }) => ({
    tokens: { ...noTokens, input, cacheRead, output: said + reasoning, reasoning },
  }))

type Told = Readonly<Record<string, unknown>>

interface Dialect {
  readonly reporting: UsageReporting
  readonly tell: (tokens: Truth['tokens']) => Told
  /** Members that may be left out, together, without the rest losing the truth. */
  readonly spare: readonly (readonly string[])[]
}

const total = (tokens: TokenCounts) => inputTokens(tokens) + outputTokens(tokens)

const formatsOwn: Dialect = {
  reporting: asTheFormatSays,
  tell: tokens => ({
    prompt_tokens: inputTokens(tokens),
    completion_tokens: tokens.output,
    total_tokens: total(tokens),
    prompt_tokens_details: { cached_tokens: tokens.cacheRead },
    completion_tokens_details: { reasoning_tokens: tokens.reasoning },
  }),
  spare: [[], ['total_tokens'], ['prompt_tokens'], ['completion_tokens']],
}

const dialects: Readonly<Record<string, Dialect>> = {
  'the format’s own': formatsOwn,
  'the format’s own, at a provider that nobody knows': { ...formatsOwn, reporting: asTheNumbersSay },
  'reasoning beside the completion': {
    reporting: { ...asTheNumbersSay, reasoning: 'beside' },
    tell: tokens => ({
      prompt_tokens: inputTokens(tokens),
      completion_tokens: tokens.output - tokens.reasoning,
      total_tokens: total(tokens),
      prompt_tokens_details: { cached_tokens: tokens.cacheRead },
      completion_tokens_details: { reasoning_tokens: tokens.reasoning },
    }),
    spare: [[], ['total_tokens'], ['prompt_tokens'], ['completion_tokens']],
  },
  'reasoning beside the completion, at a provider that nobody knows': {
    reporting: asTheNumbersSay,
    tell: tokens => ({
      prompt_tokens: inputTokens(tokens),
      completion_tokens: tokens.output - tokens.reasoning,
      total_tokens: total(tokens),
      prompt_tokens_details: { cached_tokens: tokens.cacheRead },
      completion_tokens_details: { reasoning_tokens: tokens.reasoning },
    }),
    spare: [[], ['completion_tokens']],
  },
  'the cache at the top': {
    reporting: asTheNumbersSay,
    tell: tokens => ({
      prompt_tokens: inputTokens(tokens),
      completion_tokens: tokens.output,
      total_tokens: total(tokens),
      cached_tokens: tokens.cacheRead,
      completion_tokens_details: { reasoning_tokens: tokens.reasoning },
    }),
    spare: [[], ['total_tokens'], ['prompt_tokens'], ['completion_tokens']],
  },
  'the cache as hits and misses': {
    reporting: asTheNumbersSay,
    tell: tokens => ({
      prompt_tokens: inputTokens(tokens),
      completion_tokens: tokens.output,
      total_tokens: total(tokens),
      prompt_cache_hit_tokens: tokens.cacheRead,
      prompt_cache_miss_tokens: tokens.input,
      completion_tokens_details: { reasoning_tokens: tokens.reasoning },
    }),
    spare: [
      [],
      ['total_tokens'],
      ['prompt_tokens'],
      ['completion_tokens'],
      ['prompt_cache_miss_tokens'],
      ['total_tokens', 'prompt_tokens'],
      ['completion_tokens', 'prompt_tokens'],
    ],
  },
}

const without = (told: Told, names: readonly string[]): Told =>
  Object.fromEntries(Object.entries(told).filter(([name]) => !names.includes(name)))

describe.each(Object.entries(dialects))('counts told with %s', (_, { reporting, tell, spare }) => {
  test.each(spare.map(names => [names]))('are read back without %j', names => {
    fc.assert(
      fc.property(truths, ({ tokens }) => {
        const { tokens: classes, doubt } = readChatUsage(without(tell(tokens), names), reporting)
        expect(classes).toEqual(tokens)
        expect(doubt).toBeUndefined()
      }),
    )
  })
})

test('reasoning that shows in the total alone is billed as output', () => {
  fc.assert(
    fc.property(truths, ({ tokens }) => {
      const told = {
        prompt_tokens: inputTokens(tokens),
        completion_tokens: tokens.output - tokens.reasoning,
        total_tokens: total(tokens),
        prompt_tokens_details: { cached_tokens: tokens.cacheRead },
      }
      // A rest that is just as large as the cache may be that, beside the prompt.
      fc.pre(tokens.reasoning !== tokens.cacheRead)
      const { tokens: classes, doubt } = readChatUsage(told, asTheNumbersSay)
      expect(classes).toEqual({ ...tokens, reasoning: undefined })
      expect(doubt).toBeUndefined()
    }),
  )
})

describe('counts of which one is wrong', () => {
  const flat = { ...price, reasoning: price.output }
  const kinds = [asTheFormatSays, asTheNumbersSay, { ...asTheNumbersSay, reasoning: 'beside' as const }]

  test('are not believed, and never cost less than what the others tell', () => {
    const count = fc.integer({ min: 0, max: 1000 })
    const told = fc.record(
      {
        prompt_tokens: count,
        completion_tokens: count,
        total_tokens: count,
        prompt_tokens_details: fc.record({ cached_tokens: count, audio_tokens: count }, { requiredKeys: [] }),
        completion_tokens_details: fc.record(
          { reasoning_tokens: count, audio_tokens: count },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['prompt_tokens', 'completion_tokens'] },
    )
    fc.assert(
      fc.property(told, fc.constantFrom(...kinds), (usage, reporting) => {
        const { tokens: classes = noTokens, doubt } = readChatUsage(usage, reporting)
        const sum = total(classes)
        const { prompt_tokens, completion_tokens, total_tokens } = usage
        expect(Object.values(classes).every(each => each === undefined || each >= 0)).toBe(true)
        expect(inputTokens(classes)).toBeGreaterThanOrEqual(prompt_tokens)
        expect(outputTokens(classes)).toBeGreaterThanOrEqual(completion_tokens)
        expect(sum).toBeGreaterThanOrEqual(total_tokens ?? 0)
        if (doubt === undefined && total_tokens !== undefined) expect(sum).toBe(total_tokens)
      }),
      { numRuns: 2000 },
    )
  })

  test('cost at least what was really used, whichever of them it is', () => {
    const names = ['prompt_tokens', 'completion_tokens', 'total_tokens'] as const
    const wrongs = fc.record({
      name: fc.constantFrom(...names),
      factor: fc.double({ min: 0, max: 0.9, noNaN: true }),
    })
    fc.assert(
      fc.property(truths, wrongs, ({ tokens }, { name, factor }) => {
        const right = {
          prompt_tokens: inputTokens(tokens),
          completion_tokens: tokens.output,
          total_tokens: total(tokens),
          completion_tokens_details: { reasoning_tokens: tokens.reasoning },
        }
        const missing = right[name] - Math.floor(right[name] * factor)
        // Where just the reasoning is missing, the counts are those of a provider that has it beside.
        fc.pre(missing > 0 && missing !== tokens.reasoning)
        const told = { ...right, [name]: right[name] - missing }
        const { tokens: classes = noTokens, doubt } = readChatUsage(told, asTheFormatSays)
        expect(doubt).toBeDefined()
        const truth = { ...tokens, input: inputTokens(tokens), cacheRead: 0 }
        const [cost, least] = [classes, truth].map(each => costOf(plainBill(each), flat) ?? 0n)
        expect(Number(cost)).toBeGreaterThanOrEqual(Number(least))
      }),
      { numRuns: 1000 },
    )
  })
})
