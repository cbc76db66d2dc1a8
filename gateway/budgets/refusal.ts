// What a caller is told when a budget refuses a request: whether waiting helps, until when, and what else it can do.
import type { BudgetUnit } from '../contract/budgets.ts'
import { GatewayError } from '../errors.ts'
import type { Refusal } from './account.ts'
import { amountInWords } from './amount.ts'
import type { Rule, ThinkingBound } from './budget.ts'
import { describeInstant } from './windows.ts'

// The official clients do not wait longer than this before they try again: https://github.com/openai/openai-node#retries
const worthWaitingMs = 60_000
const nextTrySeconds = 1

type RefusalCode = 'price_unknown' | 'budget_too_small' | 'budget_exceeded' | 'budget_exhausted'

/** A model that its provider does not list, and the names near it there. */
export interface Unlisted {
  readonly provider: string
  readonly near: readonly string[]
}

/** What a refusal's message and details are made from, besides the refusal itself. */
export interface Refused {
  /** The budget's title: see contract/budget-title.ts. */
  readonly budget: string
  readonly model: string
  readonly thinkingBound: ThinkingBound
  /** Given if the provider's list does not have the model. */
  readonly unlisted?: Unlisted | undefined
  /** How many tokens of answer it asks for. */
  readonly outputTokens: number
  /** The bound that the request gives itself. Undefined if it gives none. */
  readonly maxOutputTokens: number | undefined
  /**
   * The wall clock's time. The caller counts the seconds to wait on its own clock, which the ledger's time may differ from.
   */
  readonly nowMs: number
}

/**
 * The refusal as an error: `budget_exceeded` if waiting for at most a minute helps, `budget_exhausted` if it does not,
 * `budget_too_small` if the request can never pass, and `price_unknown` if its cost is unknown.
 */
export function refusalError(refusal: Refusal, refused: Refused): GatewayError<RefusalCode> {
  const { asked, left, gauge } = refusal
  const { budget, nowMs, ...output } = refused
  const { rule } = refusal.budget
  const { unit } = rule
  if (asked === undefined) return unpriced(refused)
  const smaller = smallerAsk(unit, output)
  const detail = {
    budget,
    asked: { amount: asked, unit },
    left: { amount: left, unit },
    limit: { amount: rule.limit, unit },
    resetsAtMs: null,
    retryAfterSeconds: null,
    ...answerDetail(unit, output),
  }
  if (asked > rule.limit) {
    return new GatewayError('budget_too_small', { ...detail, advice: adviceOf(false, smaller) })
  }
  const fitsAtMs = wholeSecond(gauge.fitsAtMs(asked))
  if (fitsAtMs !== undefined && fitsAtMs - nowMs <= worthWaitingMs) {
    const retryAfterSeconds = Math.max(1, Math.ceil((fitsAtMs - nowMs) / 1000))
    const when = whenText(rule, fitsAtMs)
    return new GatewayError('budget_exceeded', { ...detail, resetsAtMs: fitsAtMs, retryAfterSeconds, when })
  }
  // Running requests hold more than they will take, and the rest comes back when they end. That is soon, but when is
  // unknown.
  if (asked + gauge.settled <= rule.limit) {
    const when = 'There is room when a running request ends.'
    return new GatewayError('budget_exceeded', { ...detail, retryAfterSeconds: nextTrySeconds, when })
  }
  const resetsAtMs = fitsAtMs ?? wholeSecond(gauge.bounds?.endMs)
  return new GatewayError('budget_exhausted', {
    ...detail,
    resetsAtMs: resetsAtMs ?? null,
    when: resetsAtMs === undefined ? 'It does not fill by itself.' : whenText(rule, resetsAtMs),
    advice: adviceOf(resetsAtMs !== undefined, left > 0n ? smaller : undefined),
  })
}

/**
 * Rounded up to whole seconds, because message and headers give seconds, and a try that comes too early would be refused.
 */
function wholeSecond(atMs: number | undefined): number | undefined {
  return atMs === undefined ? undefined : Math.ceil(atMs / 1000) * 1000
}

function whenText(rule: Rule, fitsAtMs: number): string {
  if (rule.kind === 'calendar') return `It resets on ${describeInstant(fitsAtMs, rule.zone)}.`
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return `There is room for it from ${describeInstant(fitsAtMs, timeZone)}.`
}

/** A name that the provider does not list is more likely a slip than a model to set a price for. */
function unpriced({ budget, model, unlisted }: Refused): GatewayError<'price_unknown'> {
  const near = unlisted?.near ?? []
  const hint = near.length === 0 ? '' : ` Near it: ${near.join(', ')}.`
  const said = unlisted && `The provider "${unlisted.provider}" lists no model "${model}".${hint} `
  return new GatewayError('price_unknown', { model, budget, unlisted: said ?? '', near })
}

type AskedOutput = Pick<Refused, 'thinkingBound' | 'outputTokens' | 'maxOutputTokens'>

/** What the answer takes of what is asked for: usually nearly all of it, which a short prompt does not let one expect. */
function answerDetail(unit: BudgetUnit, output: AskedOutput) {
  const { outputTokens } = output
  if (unit === 'requests') return { answer: '', answerTokens: null, missingBound: '' }
  const answer = ` (${amountInWords(BigInt(outputTokens), 'tokens')} of answer ${outputTokens === 1 ? 'is' : 'are'} set aside)`
  return {
    answer: outputTokens === 0 ? '' : answer,
    answerTokens: outputTokens,
    missingBound: missingBound(output),
  }
}

/** A request with a bound of its own, or with nothing but input, lacks none. */
function missingBound({ thinkingBound, outputTokens, maxOutputTokens }: AskedOutput): string {
  const isMissing = outputTokens > 0 && maxOutputTokens === undefined && thinkingBound !== 'none'
  return isMissing ? thinkingBound : ''
}

/**
 * Making `max_tokens` smaller does not help if it does not limit thinking: the worst case is then the model's own maximum.
 */
const lessOutput = {
  max_tokens: 'a smaller max_tokens',
  max_completion_tokens: 'max_completion_tokens, which bounds thinking too',
  none: 'a model whose thinking max_tokens bounds',
} as const satisfies Record<ThinkingBound, string>

/** Undefined if no request can ask for less, because the budget counts requests. */
function smallerAsk(unit: BudgetUnit, output: AskedOutput): string | undefined {
  if (unit === 'requests') return undefined
  const { outputTokens, thinkingBound } = output
  const cheaper = unit === 'usd' ? 'a cheaper model' : undefined
  const less =
    missingBound(output) === 'max_tokens' ? 'a max_tokens in the request' : lessOutput[thinkingBound]
  return inWords([cheaper, 'a shorter prompt', outputTokens === 0 ? undefined : less])
}

/** 'a, b or c' */
function inWords(choices: readonly (string | undefined)[]): string {
  const given = choices.filter(choice => choice !== undefined)
  const last = given.at(-1) ?? ''
  return given.length < 2 ? last : `${given.slice(0, -1).join(', ')} or ${last}`
}

/**
 * What a person can do, as a text that follows "raise the budget". `smaller` describes a request that would pass now;
 * undefined if there is none.
 */
function adviceOf(waitingHelps: boolean, smaller: string | undefined): string {
  if (smaller !== undefined) return `${waitingHelps ? ', wait until then' : ''}, or ask for less: ${smaller}`
  return waitingHelps ? ' or wait until then' : ''
}
