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
import { cutPromptDoubt } from './cut-prompt.ts'

export interface SettleDeps {
  readonly ledger: Pick<Ledger, 'settle'>
  readonly estimates: Pick<Estimates, 'learn' | 'tokensWithin' | 'thinks'>
}

/**
 * Ends an attempt: settles its hold by what is known of the answer, and learns from it for the estimates of later requests.
 * May be called more than once: only the first call counts. `request` says whether another attempt follows.
 */
export function closeAttempt(
  attempt: Attempt,
  how: AttemptEnd,
  { ledger, estimates }: SettleDeps,
  request: 'over' | 'goes-on' = 'over',
): Settlement | undefined {
  attempt.ended(how)
  if (!attempt.hold) return undefined
  if (!attempt.settlement) {
    const settlement = decide(attempt, estimates)
    ledger.settle(attempt.hold, settlement, request)
    // Set only now: if settling throws, the attempt counts as not settled and is settled again later.
    attempt.settlement = settlement
    const lesson = lessonOf(attempt, attempt.hold, settlement)
    if (lesson) estimates.learn(lesson)
  }
  return attempt.settlement
}

/**
 * What can be learned from an attempt for later requests. Undefined if the answer was cut or refused, if its usage was not
 * reported, or if it came from the sandbox. Also undefined if tools or several runs of the model added input, because the
 * tokens reported are then not those of the request alone.
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
  // If nothing was used, the cost is 0, even for a model without a price.
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
  // If the answer broke off, its report covers only the model's runs and the bill up to that point, so both are left out.
  const { steps, billed } = usage?.complete ? usage : nothingSaid
  const bill = { tokens, terms: termsOf(attempt), uses: usesIn(attempt), steps, billed }
  const cost = billed ?? (price && costOf(bill, price))
  const atMost = cost === undefined && price ? mostOf(bill, price) : undefined
  return { ...bill, certainty, doubt, cost, atMost }
}

const nothingSaid = { steps: undefined, billed: undefined }

/** Why a complete report is not exact. Undefined if it is exact. */
function doubtIn(attempt: Attempt): string | undefined {
  const { usage } = attempt
  if (usage?.doubt !== undefined || usage?.billed !== undefined) return usage.doubt
  return termsOf(attempt) === usage?.terms
    ? cutPromptDoubt(attempt)
    : 'The answer does not say at which terms it was given.'
}

/**
 * The terms that the tokens are priced by. Terms that the answer states are used. For those that it does not state, the
 * terms that were asked for are used if they cost more or have no known price, because they may have been served.
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

/**
 * The uses that have a fee. A provider reports searches at the end of an answer. If the answer broke off, the searches that
 * the request asked for are charged, because they may have been made.
 */
function usesIn({ usage, usual }: Attempt): ToolUses {
  const said = usage?.uses ?? noUses
  const asked = usual?.billFor(0, 0).uses ?? noUses
  return usage?.complete || asked === noUses ? said : { ...asked, ...said }
}

const costOfNothing = 0n as NonNullable<Settlement['cost']>

/**
 * The tokens of an answer without a complete report: the highest of what was reported so far, what was counted, what is left
 * of a reported total, and what the model probably wrote without showing it. An answer must not become cheaper because its
 * report is incomplete, or because the caller left while the model was thinking.
 */
function atLeast(
  reported: TokenCounts = noTokens,
  attempt: Attempt,
  estimates: SettleDeps['estimates'],
): TokenCounts {
  const { inputTokens: counted, tally, usage } = attempt
  const seen = tally.tokens()
  const restOfTotal = (usage?.total ?? 0) - counted
  // Where the model writes no tokens, what came of a broken answer is none either.
  const unreported =
    attempt.facts.maxOutputTokens === 0 ? 0 : Math.max(seen, restOfTotal, writtenBy(attempt, seen, estimates))
  const output = Math.max(reported.output, unreported)
  if (inputTokens(reported) > 0) return { ...reported, output }
  // Splits the input into the classes that the request asks for, because input that is to be cached costs more.
  return attempt.usual?.billFor(counted, output).tokens ?? { ...reported, input: counted, output }
}

/**
 * Estimates how many tokens the model had written when the gateway stopped waiting, by the time that the model had. If
 * nothing was shown yet, that is the time since the request was sent. If the model thinks, it is the time before the first
 * token was shown, and the tokens in `seen` are added. Never more than what was held. 0 if the gateway waited to the end.
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

const hungUpCodes: ReadonlySet<GatewayError['code']> = new Set([
  'client_gone',
  'upstream_timeout',
  'upstream_slow',
  'attempt_lost',
  'shutting_down',
  'request_stopped',
])

/** Whether the gateway stopped waiting for the provider. The provider may then have gone on working. */
function isHungUp(reason: GatewayError | undefined): boolean {
  return reason !== undefined && hungUpCodes.has(reason.code)
}
