// The most that one request can cost. A strict budget holds this amount, and a quote gives it as the upper limit.
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
  /** All terms that the provider may apply to the request. Empty if they are unknown. */
  readonly served: readonly PriceTerms[]
  /** The largest possible number of input tokens in the request itself. */
  readonly inputTokens: number
  /** The most tokens that one pass over the request writes, for all choices together. */
  readonly outputTokens: number
  readonly thinkingBound: ThinkingBound
  /** The most tokens that the model can write in one pass, whatever the request asks for. */
  readonly outputLimitTokens: number
  /** The most tokens that one pass can read. Undefined if unknown. */
  readonly windowTokens: number | undefined
}

export interface WorstCase extends WorstAsk {
  /** The dearest terms, at which the amount is computed. Undefined if unknown. */
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
  /** True if only the model's context window bounds what a pass reads. */
  readonly needsWindow: boolean
}

/**
 * How many passes the provider's own loop makes at most before it pauses:
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/server-tools#the-server-side-loop-and-pause-turn
 */
const loopPasses = 10
/** The largest context window of any model, in tokens. */
const longestWindow = 10_000_000
/**
 * Models that search in every request:
 * https://platform.openai.com/docs/guides/tools-web-search?api-mode=chat
 * https://docs.perplexity.ai/guides/pricing
 */
const alwaysSearches = /-search-(preview|api)|(^|\/)sonar/
/**
 * Models whose search results are not billed as tokens:
 * https://platform.openai.com/docs/pricing#built-in-tools
 * https://docs.perplexity.ai/guides/pricing
 */
const findsForFree = /-search-preview|(^|\/)sonar/

/**
 * After every use of a tool the model makes another pass over everything so far. With compaction, each of these passes may
 * follow another one that summarises the conversation.
 */
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
  // If the window is unknown, only the known part is counted here. unboundedIn then reports that there is no bound.
  const perPass = needsWindow && question.windowTokens !== undefined ? window : Math.min(window, own)
  const summaries = compaction ? passes : 0
  return {
    inputTokens: (passes + summaries) * perPass,
    outputTokens: passes * question.outputTokens + summaries * question.outputLimitTokens + predictedTokens,
    searches: Math.max(searches, isInOnePass && alwaysSearches.test(model) ? 1 : 0),
    needsWindow,
  }
}

/** Makes a bill in which all tokens are in their dearest class, and computes its cost. */
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
  if (output.name === 'reasoning') tokens.output = outputTokens // reasoning tokens are a part of the output tokens
  const uses = searches > 0 && searchFee !== undefined ? { 'web-search': searches } : noUses
  return {
    amount: withinReason(fees + (cost * multiplier.numerator + divisor - 1n) / divisor),
    bill: { tokens, terms, uses },
  }
}

type RatedClass = readonly [name: keyof TokenCounts, rate: bigint]

/** The class with the highest rate. Of several with the same rate, the first. */
function dearest(classes: readonly RatedClass[]) {
  const [name, rate] = classes.reduce((most, each) => (each[1] > most[1] ? each : most))
  return { name, rate }
}

/**
 * A hundred million dollars in nano-dollars. No request costs so much, and the largest amount that the ledger can store is
 * about ninety times this.
 */
const reasonableNanoUsd = 10n ** 17n

function withinReason(amount: bigint): NanoUsd {
  return (amount > reasonableNanoUsd ? reasonableNanoUsd : amount) as NanoUsd
}

/**
 * The least that writing to the cache must be assumed to cost, even if the table has no rate for it: 1.25 times the input
 * rate for five minutes, and twice the input rate for an hour.
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching#pricing
 */
function cacheWriteAtMost(input: bigint, cacheMinutes: number): bigint {
  if (cacheMinutes === 0) return 0n
  return cacheMinutes > 5 ? input * 2n : (input * 5n + 3n) / 4n
}

/** The highest rate for any input of up to `inputTokens` tokens. */
function dearestRate({ base, tiers }: Rate, inputTokens: number): bigint {
  let dearest = base
  for (const { above, rate } of tiers) if (inputTokens >= above && rate > dearest) dearest = rate
  return dearest
}

interface DearestTerms {
  readonly terms: PriceTerms
  readonly multiplier: Fraction
}

/** The dearest of the terms that have a known price. Undefined if none has one. */
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
