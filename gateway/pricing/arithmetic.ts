// Makes the lines of the calculation that a person reads beside a cost. costOf computes the cost from the same numbers.
import type { CostArithmetic, CostLine, CostMultiplier, CostPart } from '../contract/arithmetic.ts'
import { inputTokens, type TokenCounts } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import { type Bill, noUses, standardTerms, termNames } from './bill.ts'
import { longestInput, rateAt, usesNothing } from './cost.ts'
import type { Fraction, Price, Rate } from './price.ts'

/** The part of the arithmetic that is stored. `withAmounts` computes the amounts from it. */
export interface KeptArithmetic extends Omit<CostArithmetic, 'tokens' | 'fees'> {
  readonly tokens: readonly KeptLine[]
  readonly fees: readonly KeptLine[]
}
type KeptLine = Omit<CostLine, 'amountUsd'>

const none: readonly never[] = []

/** Undefined if nothing was used or the model has no price, because then there is nothing to show. */
export function arithmeticOf(
  bill: Bill,
  price: Price | undefined,
  atMost?: NanoUsd,
): KeptArithmetic | undefined {
  const atMostNanoUsd = atMost === undefined ? null : String(atMost)
  if (bill.billed !== undefined) {
    const billedNanoUsd = String(bill.billed)
    return { tokens: [], multipliers: [], fees: [], billedNanoUsd, atMostNanoUsd }
  }
  if (!price || usesNothing(bill)) return undefined
  const tokens: KeptLine[] = []
  for (const step of bill.steps ?? [bill.tokens]) addStep(tokens, step, price)
  return {
    tokens,
    multipliers: multipliersOf(bill, price),
    fees: feeLines(bill, price),
    billedNanoUsd: null,
    atMostNanoUsd,
  }
}

function addStep(lines: KeptLine[], step: TokenCounts, price: Price): void {
  const wholeInput = inputTokens(step)
  const reasoning = Math.min(step.reasoning ?? 0, step.output)
  const add = (what: CostPart, count: number, rate: Rate | undefined) => {
    if (count === 0) return
    const rateNanoUsd = rate ? String(rateAt(rate, wholeInput)) : null
    const index = lines.findIndex(line => line.what === what && line.rateNanoUsd === rateNanoUsd)
    const line = { what, count: count + (lines[index]?.count ?? 0), rateNanoUsd }
    if (index < 0) lines.push(line)
    else lines[index] = line
  }
  add('input', step.input, price.input)
  add('cacheRead', step.cacheRead, price.cacheRead)
  add('cacheWrite', step.cacheWrite, price.cacheWrite)
  add('cacheWriteOneHour', step.cacheWriteOneHour, price.cacheWriteOneHour)
  add('audioInput', step.audioInput, price.audioInput)
  add('output', step.output - reasoning, price.output)
  add('reasoning', reasoning, price.reasoning)
  add('audioOutput', step.audioOutput, price.audioOutput)
}

/** Lists each term's factor by itself. The cost is multiplied by the product of all factors. */
function multipliersOf(bill: Bill, price: Price): readonly CostMultiplier[] {
  const { terms } = bill
  if (terms === standardTerms) return none
  return termNames.flatMap((name): readonly CostMultiplier[] => {
    const term = terms[name]
    if (term === undefined) return none
    const factor = price.multiplierOf({ ...standardTerms, [name]: term }, longestInput(bill))
    if (factor && factor.numerator === factor.denominator) return none
    return [{ term, factor: factor ? factorText(factor) : null }]
  })
}

function feeLines({ uses }: Bill, { fees }: Price): readonly KeptLine[] {
  if (uses === noUses && fees.request === undefined) return none
  const line = (what: CostPart, count: number, fee: bigint | undefined): KeptLine => ({
    what,
    count,
    rateNanoUsd: fee === undefined ? null : String(fee),
  })
  const used = Object.entries(uses).flatMap(([kind, count]) => {
    const fee = fees[kind as keyof typeof fees]
    return count ? [line(kind as CostPart, count, fee)] : []
  })
  return fees.request === undefined ? used : [line('request', 1, fees.request), ...used]
}

/** The factor as a decimal if it has at most six decimal places, else as a fraction: '1.1', '20/11'. */
function factorText({ numerator, denominator }: Fraction): string {
  const scaled = numerator * 1_000_000n
  if (scaled % denominator !== 0n) return `${numerator}/${denominator}`
  return decimal(scaled / denominator, 6)
}

/** Adds the amounts to stored arithmetic. They are computed only now, because most arithmetic is never looked at. */
export function withAmounts({ tokens, fees, ...rest }: KeptArithmetic): CostArithmetic {
  return {
    tokens: tokens.map(line => withAmount(line, 15)), // a millionth of a nano-dollar is 1e-15 dollars
    fees: fees.map(line => withAmount(line, 9)),
    ...rest,
  }
}

function withAmount(line: KeptLine, digits: number): CostLine {
  const { count, rateNanoUsd } = line
  return {
    ...line,
    amountUsd: rateNanoUsd === null ? null : decimal(BigInt(count) * BigInt(rateNanoUsd), digits),
  }
}

function decimal(amount: bigint, digits: number): string {
  const text = String(amount).padStart(digits + 1, '0')
  const fraction = text.slice(-digits).replace(/0+$/, '')
  return fraction === '' ? text.slice(0, -digits) : `${text.slice(0, -digits)}.${fraction}`
}
