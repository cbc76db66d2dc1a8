import { describe, expect, test } from 'vitest'
import { noTokens } from '../../../gateway/contract/chat.ts'
import { costOf } from '../../../gateway/pricing/cost.ts'
import { completeRates, type NamedRates, type Rate } from '../../../gateway/pricing/price.ts'
import { openPriceTable } from '../../../gateway/pricing/price-table.ts'
import { datedRates } from '../../../gateway/pricing/table-rates.ts'
import { billOf, price } from './prices.ts'

/** The largest input that still costs the usual rate, by the makers' own pages. */
const lastAtUsualRate: Readonly<Record<string, readonly number[]>> = {
  // "prompts with >272K input tokens": https://developers.openai.com/api/docs/models/gpt-5.4
  openai: [272_000],
  // "Requests that exceed 200K input tokens": https://platform.claude.com/docs/en/about-claude/pricing
  anthropic: [200_000],
  // "prompts <= 200k tokens", and <= 128k before: https://ai.google.dev/gemini-api/docs/pricing
  google: [200_000, 128_000],
  // "requests whose prompt reaches the listed token threshold": https://docs.x.ai/docs/models
  'x-ai': [199_999],
  // "<= 512k input tokens": https://platform.minimax.io/docs/guides/pricing-paygo
  minimax: [512_000],
  // Who sells others' models says so itself: https://openrouter.ai/models, https://docs.github.com/en/copilot/reference/ai-models/model-pricing
  openrouter: [272_000, 200_000, 128_000],
  'github-copilot': [272_000, 200_000],
  // The earlier of two readings, as nothing was found that decides: https://aws.amazon.com/bedrock/pricing/
  aws: [271_999],
}

const tiered = (await openPriceTable().data()).flatMap(({ id, models }) =>
  models.flatMap(model =>
    datedRates({ model, makerId: id })
      .map(({ rates }) => rates)
      .filter(rates => rates !== undefined)
      .filter(rates => Object.values(rates).some(rate => rate && rate.tiers.length > 0))
      .map(rates => [id, model.id, rates] as const),
  ),
)

function inputCost(rates: NamedRates, input: number): bigint | undefined {
  return costOf(billOf({ ...noTokens, input, output: 1000 }), { ...price, ...completeRates(rates) })
}

describe('tiers begin where the provider says', () => {
  test('and there are some', () => expect(tiered.length).toBeGreaterThan(50))

  test.each(tiered)('%s: %s', (makerId, _, rates) => {
    const [tier, another] = rates.input.tiers
    if (!tier || another) throw new Error('Say what a second tier begins with')
    expect(lastAtUsualRate[makerId]).toContain(tier.above)
    const at = (input: number, inputRate: bigint, outputRate: bigint) =>
      (BigInt(input) * inputRate + 1000n * outputRate + 999_999n) / 1_000_000n
    const outputTier = rates.output.tiers[0]?.rate ?? rates.output.base
    expect(inputCost(rates, tier.above)).toBe(at(tier.above, rates.input.base, rates.output.base))
    expect(inputCost(rates, tier.above + 1)).toBe(at(tier.above + 1, tier.rate, outputTier))
    for (const rate of Object.values(rates) as (Rate | undefined)[]) {
      if (rate && rate.tiers.length > 0) expect(rate.tiers.map(({ above }) => above)).toEqual([tier.above])
    }
  })

  test('of gpt-5.4 at 272,000 and one more, in dollars', async () => {
    const found = await openPriceTable().find({ id: 'openai' }, 'gpt-5.4', Date.parse('2026-11-23'))
    if (!found) throw new Error('gpt-5.4 has a price')
    expect(inputCost(found.rates, 272_000)).toBe(695_000_000n) // 0.68 + 0.015
    expect(inputCost(found.rates, 272_001)).toBe(1_382_505_000n) // 1.360005 + 0.0225
  })

  test('of grok-4.5 at 199,999 and one more, in dollars', async () => {
    const found = await openPriceTable().find({ id: 'x-ai' }, 'grok-4.5', Date.parse('2026-11-23'))
    if (!found) throw new Error('grok-4.5 has a price')
    expect(inputCost(found.rates, 199_999)).toBe(405_998_000n) // 0.399998 + 0.006
    expect(inputCost(found.rates, 200_000)).toBe(812_000_000n) // 0.8 + 0.012
  })
})
