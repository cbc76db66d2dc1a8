import { inputTokens, type TokenCounts, totalTokens } from '../contract/chat.ts'
import { mostNanoUsd, type NanoUsd } from '../contract/units.ts'
import type { Fraction, Price, Rate } from './price.ts'

const perMillion = 1_000_000n
const whole: Fraction = { numerator: 1n, denominator: 1n }

/**
 * ceil(sum of tokens x rate x the service tier's fraction / 1,000,000) in nano-dollars, rounded up once. Undefined:
 * unknown, as tokens were used in a class or in a tier of service that has no known price. Never more than `mostNanoUsd`.
 */
export function costOf(tokens: TokenCounts, price: Price, serviceTier?: string): NanoUsd | undefined {
  if (totalTokens(tokens) === 0) return 0n as NanoUsd
  const standard = standardCost(tokens, price)
  const fraction = fractionOf(price, serviceTier)
  if (standard === undefined || !fraction) return undefined
  const divisor = perMillion * fraction.denominator
  return atMost((standard * fraction.numerator + divisor - 1n) / divisor)
}

/** Prices and counts may each be whatever somebody wrote: their product must still be an amount that can be added up. */
export function atMost(amount: bigint): NanoUsd {
  return amount > mostNanoUsd ? mostNanoUsd : (amount as NanoUsd)
}

/** In millionths of a nano-dollar, at the standard tier of service. */
function standardCost(tokens: TokenCounts, price: Price): bigint | undefined {
  const wholeInput = inputTokens(tokens)
  const reasoning = Math.min(tokens.reasoning ?? 0, tokens.output)
  let total: bigint | undefined = 0n
  // A list of these, made anew for every request, costs as much as the rest.
  const bill = (count: number, rate: Rate | undefined) => {
    if (count === 0 || total === undefined) return
    total = rate && total + BigInt(count) * rateAt(rate, wholeInput)
  }
  bill(tokens.input, price.input)
  bill(tokens.cacheRead, price.cacheRead)
  bill(tokens.cacheWrite, price.cacheWrite)
  bill(tokens.cacheWriteOneHour, price.cacheWriteOneHour)
  bill(tokens.audioInput, price.audioInput)
  bill(tokens.output - reasoning, price.output)
  bill(tokens.audioOutput, price.audioOutput)
  bill(reasoning, price.reasoning)
  return total
}

function rateAt(rate: Rate, wholeInput: number): bigint {
  return rate.tiers.findLast(tier => wholeInput > tier.above)?.rate ?? rate.base
}

function fractionOf({ serviceTiers }: Price, tier: string | undefined): Fraction | undefined {
  return tier !== undefined && serviceTiers.has(tier) ? serviceTiers.get(tier) : whole
}
