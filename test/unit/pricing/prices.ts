import type { TokenCounts } from '../../../gateway/contract/chat.ts'
import { nanoUsd } from '../../../gateway/contract/units.ts'
import { type Bill, plainBill, standardTerms } from '../../../gateway/pricing/bill.ts'
import {
  type Fraction,
  halfPrice,
  type Price,
  type Rate,
  wholePrice,
} from '../../../gateway/pricing/price.ts'

export const flat = (dollarsPerMillion: string): Rate => ({ base: nanoUsd(dollarsPerMillion), tiers: [] })

const tiers = new Map<string, Fraction | undefined>([
  ['flex', halfPrice],
  ['premium', { numerator: 9n, denominator: 5n }],
  ['priority', undefined],
])

export const price: Price = {
  source: 'test',
  dateIso: undefined,
  input: flat('3'),
  cacheRead: flat('0.3'),
  cacheWrite: flat('3.75'),
  cacheWriteOneHour: flat('6'),
  audioInput: flat('32'),
  output: flat('15'),
  audioOutput: flat('64'),
  reasoning: flat('12'),
  fees: {},
  multiplierOf: ({ serviceTier }) => {
    const tier = serviceTier ?? 'default'
    return tiers.has(tier) ? tiers.get(tier) : wholePrice
  },
}

/** A bill of tokens in a tier of service. */
export const billOf = (tokens: TokenCounts, serviceTier?: string): Bill =>
  plainBill(tokens, { ...standardTerms, serviceTier })
