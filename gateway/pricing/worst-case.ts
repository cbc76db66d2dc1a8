// The dearest that one request can become: what a strict budget holds, and what a quote says at most.
import type { ThinkingBound, WorstAsk } from '../budgets/budget.ts'
import type { Triggers } from '../chat/request-triggers.ts'
import type { Serving } from '../chat/serving.ts'
import { noTokens, type TokenCounts } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import { noUses, type PriceTerms } from './bill.ts'
import type { Fraction, Price, Rate } from './price.ts'
import { unboundedIn } from './unbounded.ts'

export interface WorstQuestion {
  readonly serving: Serving
  readonly model: string
  readonly triggers: Triggers
  readonly price: Price | undefined
  readonly asked: PriceTerms
  /** All terms that the request may be served under; none: unknown. */
  readonly served: readonly PriceTerms[]
  /** The most that the request itself is. */
  readonly inputTokens: number
  /** The most that one pass over it writes, all choices together. */
  readonly outputTokens: number
  readonly thinkingBound: ThinkingBound
  /** The most that the model ever writes in one pass. */
  readonly outputLimitTokens: number
  /** The most that one pass takes in; undefined: unknown. */
  readonly windowTokens: number | undefined
}

export interface WorstCase extends WorstAsk {
  /** The dearest terms: those that the amount is of. */
  readonly terms: PriceTerms | undefined
}

export function worstCase(question: WorstQuestion): WorstCase {
  const { price, served } = question
  const size = worstSize(question)
  const dearest = price && dearestTerms(price, served)
  return {
    inputTokens: size.inputTokens,
    outputTokens: size.outputTokens,
    thinkingBound: question.thinkingBound,
    amount: undefined,
    ...(price && dearest && worstBill(question, price, size, dearest)),
    terms: dearest?.terms,
    unbounded: unboundedIn({ ...question, searches: size.searches, needsWindow: size.needsWindow }),
  }
}

interface WorstSize {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly searches: number
  /** Nothing but the model's context window bounds what a pass takes in. */
  readonly needsWindow: boolean
}

/**
 * Passes that the provider's own loop makes at most before it pauses:
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/server-tools#the-server-side-loop-and-pause-turn
 */
const loopPasses = 10
/** Of any model. */
const longestWindow = 10_000_000
/**
 * Models that search in every request: https://platform.openai.com/docs/guides/tools-web-search?api-mode=chat and
 * https://docs.perplexity.ai/guides/pricing
 */
const alwaysSearches = /-search-(preview|api)|(^|\/)sonar/
/** What these find is not billed as tokens: https://platform.openai.com/docs/pricing#built-in-tools, and the same page. */
const findsForFree = /-search-preview|(^|\/)sonar/

/** Every use of a tool is followed by a pass over everything before it; any pass may follow one that sums it up. */
function worstSize({ serving, model, triggers, ...question }: WorstQuestion): WorstSize {
  const { searches, fetches, loops, compaction, file, predictedTokens } = triggers
  const { isInOnePass } = serving
  const uses = isInOnePass ? 0 : searches + fetches
  const passes = 1 + Math.max(uses, loops ? loopPasses : 0)
  const findings = searches > 0 || (isInOnePass && alwaysSearches.test(model))
  const needsWindow = file || loops || (findings && !findsForFree.test(model))
  const window = question.windowTokens ?? longestWindow
  const written = (passes - 1) * question.outputTokens
  const own = question.inputTokens + triggers.addedTokens + triggers.fetchedTokens + written
  // Where the window is not known, what is known is said, and that it is not all.
  const perPass = needsWindow && question.windowTokens !== undefined ? window : Math.min(window, own)
  const summaries = compaction ? passes : 0
  return {
    inputTokens: (passes + summaries) * perPass,
    outputTokens: passes * question.outputTokens + summaries * question.outputLimitTokens + predictedTokens,
    searches: Math.max(searches, isInOnePass && alwaysSearches.test(model) ? 1 : 0),
    needsWindow,
  }
}

/** All tokens in their dearest class, and what that costs. */
function worstBill(
  { serving, triggers }: WorstQuestion,
  price: Price,
  { inputTokens, outputTokens, searches }: WorstSize,
  { terms, multiplier }: DearestTerms,
): Pick<WorstCase, 'amount' | 'bill'> {
  const at = (rate: Rate | undefined) => (rate ? dearestRate(rate, inputTokens) : 0n)
  const { cacheMinutes, audioInput, audioOutput } = triggers
  const mayCache = cacheMinutes > 0 || serving.mayCacheUnasked
  const isForAnHour = cacheMinutes > 5
  const written = cacheWriteAtMost(at(price.input), cacheMinutes)
  const input = dearest([
    ['input', at(price.input)],
    ['cacheRead', at(price.cacheRead)],
    ['cacheWrite', mayCache ? at(price.cacheWrite) : 0n],
    ['cacheWriteOneHour', isForAnHour ? at(price.cacheWriteOneHour) : 0n],
    [isForAnHour ? 'cacheWriteOneHour' : 'cacheWrite', written],
    ['audioInput', audioInput ? at(price.audioInput) : 0n],
  ])
  const output = dearest([
    ['output', at(price.output)],
    ['reasoning', at(price.reasoning)],
    ['audioOutput', audioOutput ? at(price.audioOutput) : 0n],
  ])
  const cost = BigInt(inputTokens) * input.rate + BigInt(outputTokens) * output.rate
  const divisor = 1_000_000n * multiplier.denominator
  const searchFee = price.fees['web-search']
  const fees = (price.fees.request ?? 0n) + BigInt(searches) * (searchFee ?? 0n)
  const tokens = { ...noTokens, [input.name]: inputTokens, [output.name]: outputTokens }
  if (output.name === 'reasoning') tokens.output = outputTokens // which it is a part of
  const uses = searches > 0 && searchFee !== undefined ? { 'web-search': searches } : noUses
  return {
    amount: withinReason(fees + (cost * multiplier.numerator + divisor - 1n) / divisor),
    bill: { tokens, terms, uses },
  }
}

type RatedClass = readonly [name: keyof TokenCounts, rate: bigint]

/** The first of the dearest. */
function dearest(classes: readonly RatedClass[]) {
  const [name, rate] = classes.reduce((most, each) => (each[1] > most[1] ? each : most))
  return { name, rate }
}

/** A hundred million dollars: no request costs so much, and the journal takes no more than ninety times that. */
const reasonableNanoUsd = 10n ** 17n

function withinReason(amount: bigint): NanoUsd {
  return (amount > reasonableNanoUsd ? reasonableNanoUsd : amount) as NanoUsd
}

/**
 * 1.25 times the input for five minutes and twice for an hour, whatever the table leaves out:
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching#pricing
 */
function cacheWriteAtMost(input: bigint, cacheMinutes: number): bigint {
  if (cacheMinutes === 0) return 0n
  return cacheMinutes > 5 ? input * 2n : (input * 5n + 3n) / 4n
}

/** The dearest that a rate becomes for any input of up to so many tokens. */
function dearestRate({ base, tiers }: Rate, inputTokens: number): bigint {
  let dearest = base
  for (const { above, rate } of tiers) if (inputTokens >= above && rate > dearest) dearest = rate
  return dearest
}

interface DearestTerms {
  readonly terms: PriceTerms
  readonly multiplier: Fraction
}

/** Of those that have a known price; undefined where none has. */
export function dearestTerms(
  { multiplierOf }: Pick<Price, 'multiplierOf'>,
  candidates: readonly PriceTerms[],
): DearestTerms | undefined {
  let dearest: DearestTerms | undefined
  for (const terms of candidates) {
    const multiplier = multiplierOf(terms)
    if (multiplier && (!dearest || isMore(multiplier, dearest.multiplier))) dearest = { terms, multiplier }
  }
  return dearest
}

function isMore(a: Fraction, b: Fraction): boolean {
  return a.numerator * b.denominator > b.numerator * a.denominator
}
