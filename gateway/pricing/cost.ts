import { inputTokens, type TokenCounts, totalTokens } from '../contract/chat.ts'
import { mostNanoUsd, type NanoUsd } from '../contract/units.ts'
import type { Bill, FeeKind, ToolUses } from './bill.ts'
import { type Fraction, type Price, type Rate, wholePrice } from './price.ts'

const perMillion = 1_000_000n

/**
 * Computes ceil((sum of tokens x rate) x multiplier / 1,000,000 + sum of uses x fee) in nano-dollars, rounded up once. If
 * the provider says what it charges, gives that amount instead. Undefined if the cost is unknown, because something was used
 * that has no known price. The computed cost is at most `mostNanoUsd`.
 */
export function costOf(bill: Bill, price: Price): NanoUsd | undefined {
  if (bill.billed !== undefined) return bill.billed
  if (usesNothing(bill)) return 0n as NanoUsd
  const standard = standardCost(bill, price)
  const multiplier = price.multiplierOf(bill.terms, longestInput(bill))
  const fees = feesOf(bill.uses, price)
  if (standard === undefined || !multiplier || fees === undefined) return undefined
  return atMost(fees + multiplied(standard, multiplier))
}

/**
 * Limits an amount to `mostNanoUsd`. Prices and token counts may both be absurdly large, and the ledger must still be able
 * to add the amounts up.
 */
export function atMost(amount: bigint): NanoUsd {
  return amount > mostNanoUsd ? mostNanoUsd : (amount as NanoUsd)
}

/**
 * The most that a bill of unknown cost may amount to, as far as that is known. Terms without a price and runs of other
 * models are charged at the provider's dearest terms, tokens without a rate at the model's dearest rate, and uses without a
 * fee at the model's dearest fee.
 */
export function mostOf(bill: Bill, price: Price): NanoUsd {
  const rate = { base: dearestRate(price), tiers: [] }
  const complete = { ...price, audioInput: price.audioInput ?? rate, audioOutput: price.audioOutput ?? rate }
  const standard = standardCost(bill, complete) ?? 0n
  const known = bill.uses['other-model'] ? undefined : multiplierAtMost(bill, price)
  const fee = Object.values(price.fees).reduce((most, each) => (each > most ? each : most), 0n)
  const fees = { 'web-search': fee, 'file-search': fee, other: fee, 'other-model': 0n, ...price.fees }
  const uses = feesOf(bill.uses, { ...price, fees }) ?? 0n
  return atMost(uses + multiplied(standard, known ?? price.dearestMultiplier ?? wholePrice))
}

function multiplierAtMost(bill: Bill, { multiplierOf, prepaidTiers }: Price): Fraction | undefined {
  const { terms } = bill
  const isPrepaid = terms.serviceTier !== undefined && prepaidTiers?.has(terms.serviceTier)
  return multiplierOf(isPrepaid ? { ...terms, serviceTier: undefined } : terms, longestInput(bill))
}

function dearestRate(price: Price): bigint {
  const { input, cacheRead, cacheWrite, cacheWriteOneHour, output, reasoning, audioInput, audioOutput } =
    price
  const rates = [input, cacheRead, cacheWrite, cacheWriteOneHour, output, reasoning, audioInput, audioOutput]
  const amounts = rates.flatMap(rate => (rate ? [rate.base, ...rate.tiers.map(tier => tier.rate)] : []))
  return amounts.reduce((most, amount) => (amount > most ? amount : most), 0n)
}

/** Takes millionths of a nano-dollar, gives nano-dollars, rounded up. */
function multiplied(standard: bigint, { numerator, denominator }: Fraction): bigint {
  const divisor = perMillion * denominator
  return (standard * numerator + divisor - 1n) / divisor
}

/** The longest input of all runs of the model, in tokens. */
export function longestInput({ tokens, steps }: Bill): number {
  if (!steps) return inputTokens(tokens)
  return steps.reduce((longest, step) => Math.max(longest, inputTokens(step)), 0)
}

/**
 * True if the request used no tokens and no tools. It then costs nothing, and the fee for a request is not charged either.
 */
export function usesNothing({ tokens, uses }: Bill): boolean {
  if (totalTokens(tokens) > 0) return false
  for (const kind in uses) if (uses[kind as keyof ToolUses]) return false
  return true
}

/** The fees of all uses, in nano-dollars. Undefined if a use has no known fee. */
function feesOf(uses: ToolUses, { fees }: Price): bigint | undefined {
  let total = fees.request ?? 0n
  for (const kind in uses) {
    const count = uses[kind as keyof ToolUses] ?? 0
    if (count === 0) continue
    const fee = fees[kind as FeeKind]
    if (fee === undefined) return undefined
    total += BigInt(count) * fee
  }
  return total
}

/** The cost of all tokens at the standard terms, in millionths of a nano-dollar. Undefined if a rate is unknown. */
function standardCost({ tokens, steps }: Bill, price: Price): bigint | undefined {
  if (!steps) return stepCost(tokens, price)
  let total: bigint | undefined = 0n
  for (const step of steps) {
    const cost = stepCost(step, price)
    total = cost === undefined || total === undefined ? undefined : total + cost
  }
  return total
}

function stepCost(tokens: TokenCounts, price: Price): bigint | undefined {
  const wholeInput = inputTokens(tokens)
  const reasoning = Math.min(tokens.reasoning ?? 0, tokens.output)
  let total: bigint | undefined = 0n
  // A function and not a list to loop over: making such a list for every request takes as long as all the rest here.
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

/** The rate in nano-dollars per million tokens for a request whose whole input has this many tokens. */
export function rateAt(rate: Rate, wholeInput: number): bigint {
  return rate.tiers.findLast(tier => wholeInput > tier.above)?.rate ?? rate.base
}
