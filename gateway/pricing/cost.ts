import { inputTokens, type TokenCounts, totalTokens } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import type { Fraction, Price, Rate } from './price.ts'

const perMillion = 1_000_000n
const whole: Fraction = { numerator: 1n, denominator: 1n }

/**
 * ceil(sum of tokens x rate x the service tier's fraction / 1,000,000) in nano-dollars, rounded up once. Undefined:
 * unknown, as tokens were used in a class or in a tier of service that has no known price.
 */
export function costOf(tokens: TokenCounts, price: Price, serviceTier?: string): NanoUsd | undefined {
  if (totalTokens(tokens) === 0) return 0n as NanoUsd
  const standard = standardCost(tokens, price)
  const fraction = fractionOf(price, serviceTier)
  if (standard === undefined || !fraction) return undefined
  const divisor = perMillion * fraction.denominator
  return ((standard * fraction.numerator + divisor - 1n) / divisor) as NanoUsd
}

/** In millionths of a nano-dollar, at the standard tier of service. */
function standardCost(tokens: TokenCounts, price: Price): bigint | undefined {
  const wholeInput = inputTokens(tokens)
  const reasoning = Math.min(tokens.reasoning ?? 0, tokens.output)
  const billed: readonly (readonly [count: number, rate: Rate | undefined])[] = [
    [tokens.input, price.input],
    [tokens.cacheRead, price.cacheRead],
    [tokens.cacheWrite, price.cacheWrite],
    [tokens.cacheWriteOneHour, price.cacheWriteOneHour],
    [tokens.audioInput, price.audioInput],
    [tokens.output - reasoning, price.output],
    [tokens.audioOutput, price.audioOutput],
    [reasoning, price.reasoning],
  ]
  let total = 0n
  for (const [count, rate] of billed) {
    if (count === 0) continue
    if (!rate) return undefined
    total += BigInt(count) * rateAt(rate, wholeInput)
  }
  return total
}

function rateAt(rate: Rate, wholeInput: number): bigint {
  return rate.tiers.findLast(tier => wholeInput > tier.above)?.rate ?? rate.base
}

function fractionOf({ serviceTiers }: Price, tier: string | undefined): Fraction | undefined {
  return tier !== undefined && serviceTiers.has(tier) ? serviceTiers.get(tier) : whole
}
