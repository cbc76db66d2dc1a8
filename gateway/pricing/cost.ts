import { inputTokens, type TokenCounts } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import type { Price, Rate } from './price-book.ts'

const perMillion = 1_000_000n

/** ceil(sum of tokens x rate / 1,000,000) in nano-dollars, rounded up once. */
export function costOf(tokens: TokenCounts, price: Price): NanoUsd {
  const wholeInput = inputTokens(tokens)
  const at = (count: number, rate: Rate) => BigInt(count) * rateAt(rate, wholeInput)
  const total =
    at(tokens.input, price.input) +
    at(tokens.cacheRead, price.cacheRead) +
    at(tokens.cacheWrite, price.cacheWrite) +
    at(tokens.cacheWriteOneHour, price.cacheWriteOneHour) +
    at(tokens.output, price.output)
  return ((total + perMillion - 1n) / perMillion) as NanoUsd
}

function rateAt(rate: Rate, wholeInput: number): bigint {
  return rate.tiers.findLast(tier => wholeInput > tier.above)?.rate ?? rate.base
}
