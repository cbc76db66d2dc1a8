import { expect, test } from 'vitest'
import { noTokens } from '../../../gateway/contract/chat.ts'
import { type NanoUsd, toDecimalUsd } from '../../../gateway/contract/units.ts'
import { type PriceTerms, plainBill, standardTerms } from '../../../gateway/pricing/bill.ts'
import { priceOf, settled } from '../pricing/bills.ts'

const thousands = { ...noTokens, input: 1000, output: 1000 }
const doubt = 'The answer does not say at which terms it was given.'

interface Case {
  readonly kind: string
  readonly model: string
  readonly asked: Partial<PriceTerms>
  readonly said?: Partial<PriceTerms>
  readonly billed?: NanoUsd
}

async function settledFor({ kind, model, asked, said, billed }: Case) {
  const bill = plainBill(thousands, { ...standardTerms, ...said })
  const settlement = settled(await priceOf(kind, model), { ...bill, complete: true, billed }, asked)
  const { certainty, cost } = settlement
  return { certainty, cost: cost === undefined ? 'unknown' : toDecimalUsd(cost), doubt: settlement.doubt }
}

const opus = { kind: 'anthropic', model: 'claude-opus-4-8' }
const gpt = { kind: 'openai', model: 'gpt-5' }

test.each<[string, Case, string]>([
  ['fast', { ...opus, asked: { speed: 'fast' } }, '0.06'],
  ['a place', { ...opus, asked: { inferenceGeo: 'us' } }, '0.033'],
  [
    'a place, and fast was served',
    { ...opus, asked: { inferenceGeo: 'us' }, said: { speed: 'fast' } },
    '0.066',
  ],
  ['priority', { ...gpt, asked: { serviceTier: 'priority' } }, '0.0225'],
  ['a tier without a price', { ...gpt, asked: { serviceTier: 'ultra' } }, 'unknown'],
])(
  'an answer that does not say whether it was served as asked is estimated at that: %s',
  async (_, each, cost) => {
    expect(await settledFor(each)).toEqual({ certainty: 'estimated', cost, doubt })
  },
)

test.each<[string, Case, string]>([
  [
    'fast was asked for and not served',
    { ...opus, asked: { speed: 'fast' }, said: { speed: 'standard' } },
    '0.03',
  ],
  ['what was asked for costs less', { ...gpt, asked: { serviceTier: 'flex' } }, '0.01125'],
  ['what was asked for costs the same', { ...gpt, asked: { serviceTier: 'auto' } }, '0.01125'],
  [
    'the provider names the amount',
    { ...opus, asked: { speed: 'fast' }, billed: 77_000n as NanoUsd },
    '0.000077',
  ],
])(
  'an answer is exact at the terms that it names, or at the standard ones, where %s',
  async (_, each, cost) => {
    expect(await settledFor(each)).toEqual({ certainty: 'exact', cost, doubt: undefined })
  },
)

test('a tier that nobody knows the price of is of unknown cost, whoever names it', async () => {
  for (const { kind, model } of [opus, gpt])
    expect(await settledFor({ kind, model, asked: {}, said: { serviceTier: 'ultra' } })).toMatchObject({
      cost: 'unknown',
    })
})
