import type { AttemptEnd } from '../contract/attempts.ts'
import { inputTokens, noTokens, outputTokens, type TokenCounts } from '../contract/chat.ts'
import type { GatewayError } from '../errors.ts'
import type { Estimates, Lesson } from '../ledger/estimates.ts'
import type { Ledger, Settlement } from '../ledger/ledger.ts'
import {
  noUses,
  type PriceTerms,
  plainBill,
  standardTerms,
  type ToolUses,
  termNames,
} from '../pricing/bill.ts'
import { costOf, mostOf } from '../pricing/cost.ts'
import { dearestTerms } from '../pricing/worst-case.ts'
import type { HoldRecord } from '../storage/ledger-records.ts'
import { type Attempt, sentMsOf, statusOf } from './attempt.ts'

export interface SettleDeps {
  readonly ledger: Pick<Ledger, 'settle'>
  readonly estimates: Pick<Estimates, 'learn' | 'tokensWithin' | 'thinks'>
}

/**
 * The end of an attempt: its hold is settled by what is known of the answer, and what it was is learned from. Safe from every
 * exit: only the first call counts.
 */
export function closeAttempt(
  attempt: Attempt,
  how: AttemptEnd,
  { ledger, estimates }: SettleDeps,
): Settlement | undefined {
  attempt.ended(how)
  if (!attempt.hold) return undefined
  if (!attempt.settlement) {
    const settlement = decide(attempt, estimates)
    ledger.settle(attempt.hold, settlement)
    attempt.settlement = settlement // and not before: what throws is settled again
    const lesson = lessonOf(attempt, attempt.hold, settlement)
    if (lesson) estimates.learn(lesson)
  }
  return attempt.settlement
}

/**
 * Undefined: the answer was cut, refused or not reported, or is the sandbox's own, and says nothing about the next; nor
 * does one whose input was more than what was asked, by what tools found or by several runs of the model.
 */
function lessonOf(
  attempt: Attempt,
  hold: HoldRecord,
  { certainty, tokens, steps, uses }: Settlement,
): Lesson | undefined {
  const { counted, exchange, facts, state } = attempt
  const isComplete = state.type === 'ended' && state.how === 'complete'
  if (certainty !== 'exact' || !isComplete || hold.sandbox) return undefined
  if (steps || uses !== noUses) return undefined
  const { choices, maxOutputTokens } = facts
  // What is not in the request could not be counted, and would be taken for the tokenizer's way.
  const isAllCounted = !counted.triggers.unbounded.some(part => part.endsWith('-elsewhere'))
  return {
    ...hold,
    choices,
    maxOutputTokens,
    outputTokens: outputTokens(tokens),
    input: {
      countedTokens: counted.text + counted.fixed,
      textTokens: isAllCounted ? counted.text : 0,
      reportedTokens: inputTokens(tokens),
    },
    pace: {
      outputTokens: outputTokens(tokens),
      reasoningTokens: tokens.reasoning ?? 0,
      durationMs: exchange.elapsedMs() - (sentMsOf(attempt) ?? 0),
    },
  }
}

function decide(attempt: Attempt, estimates: SettleDeps['estimates']): Settlement {
  const { usage } = attempt
  if (usage?.tokens && usage.complete) return settled(attempt, usage.tokens, doubtIn(attempt))
  const refused = (statusOf(attempt) ?? 0) >= 300 && usage?.tokens === undefined
  // Nothing used costs nothing, whatever the price.
  if (sentMsOf(attempt) === undefined || refused)
    return { ...plainBill(noTokens), certainty: 'none', doubt: usage?.doubt, cost: costOfNothing }
  return settled(attempt, atLeast(usage?.tokens, attempt, estimates), usage?.doubt, 'estimated')
}

function settled(
  attempt: Attempt,
  tokens: TokenCounts,
  doubt: string | undefined,
  certainty: Settlement['certainty'] = doubt === undefined ? 'exact' : 'estimated',
): Settlement {
  const { usage, price } = attempt
  // Of an answer that broke off, runs and the provider's own bill are only those so far.
  const { steps, billed } = usage?.complete ? usage : nothingSaid
  const bill = { tokens, terms: termsOf(attempt), uses: usesIn(attempt), steps, billed }
  const cost = billed ?? (price && costOf(bill, price))
  const atMost = cost === undefined && price ? mostOf(bill, price) : undefined
  return { ...bill, certainty, doubt, cost, atMost }
}

const nothingSaid = { steps: undefined, billed: undefined }

/** Why a whole report is not exact; undefined: it is. */
function doubtIn(attempt: Attempt): string | undefined {
  const { usage } = attempt
  if (usage?.doubt !== undefined || usage?.billed !== undefined) return usage.doubt
  return termsOf(attempt) === usage?.terms
    ? undefined
    : 'The answer does not say at which terms it was given.'
}

/**
 * What answered counts. Of what the answer does not say, what was asked for counts where that costs more or has no known
 * price: it may have been served.
 */
function termsOf({ usage, facts, price }: Attempt): PriceTerms {
  const said = usage?.terms ?? standardTerms
  const asked = facts.terms
  const likely = {
    serviceTier: said.serviceTier ?? asked.serviceTier,
    speed: said.speed ?? asked.speed,
    inferenceGeo: said.inferenceGeo ?? asked.inferenceGeo,
  }
  const isSaid = termNames.every(name => likely[name] === said[name])
  if (!price || isSaid) return said
  return price.multiplierOf(likely) ? (dearestTerms(price, [said, likely])?.terms ?? likely) : likely
}

/** Before the end, searches that were asked for may have been made: they are reported last. */
function usesIn({ usage, usual }: Attempt): ToolUses {
  const said = usage?.uses ?? noUses
  const asked = usual?.billFor(0, 0).uses ?? noUses
  return usage?.complete || asked === noUses ? said : { ...asked, ...said }
}

const costOfNothing = 0n as NonNullable<Settlement['cost']>

/**
 * max(reported so far, counted, written unseen): a provider that reports half an answer has not answered for half the price,
 * and who leaves while a model thinks has not left for nothing.
 */
function atLeast(
  reported: TokenCounts = noTokens,
  attempt: Attempt,
  estimates: SettleDeps['estimates'],
): TokenCounts {
  const { inputTokens: counted, tally, usage } = attempt
  const seen = tally.tokens()
  const restOfTotal = (usage?.total ?? 0) - counted
  const output = Math.max(reported.output, seen, restOfTotal, writtenBy(attempt, seen, estimates))
  if (inputTokens(reported) > 0) return { ...reported, output }
  // In the classes that the request asks for: input that is to be cached costs more.
  return attempt.usual?.billFor(counted, output).tokens ?? { ...reported, input: counted, output }
}

/**
 * Tokens that the model had written when somebody left, those that nobody saw among them, by the time that it had: all of
 * what was not shown yet; where the model thinks, what came before the first that was shown. At most what was held.
 */
function writtenBy(attempt: Attempt, seen: number, estimates: SettleDeps['estimates']): number {
  const { exchange, facts, firstTokenMs, hold, scope } = attempt
  const sentMs = sentMsOf(attempt)
  if (!hold || hold.sandbox || sentMs === undefined || !isHungUp(scope.reason)) return 0
  const { providerId, model, outputTokens: held } = hold
  const isSeen = firstTokenMs !== undefined
  if (isSeen && !facts.reasoning && !estimates.thinks(providerId, model)) return 0
  const unseenMs = (firstTokenMs ?? exchange.elapsedMs()) - sentMs
  const unseen = Math.ceil(estimates.tokensWithin(providerId, model, unseenMs))
  return Math.min(held, isSeen ? seen + unseen : unseen)
}

/** Nobody waited for the provider any longer, which may still have been at work. */
function isHungUp(reason: GatewayError | undefined): boolean {
  const code = reason?.code
  return code === 'client_gone' || code === 'upstream_timeout' || code === 'shutting_down'
}
