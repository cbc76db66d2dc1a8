// Why a request got no answer, for its row in the log: what a person asks who finds it there.
import { type Attempt, statusOf } from '../attempts/attempt.ts'
import { reasonOf } from '../attempts/fault-of-answer.ts'
import type {
  AmountView,
  BudgetVerdict,
  Passing,
  RequestFailure,
  TouchedBudget,
} from '../contract/request-why.ts'
import type { DetailTypes } from '../errors/error-row.ts'
import type { ErrorDetail, GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { Target } from '../routing/choose-target.ts'
import { nearest } from '../routing/nearest.ts'
import type { LogRecord } from '../storage/log-record.ts'

const nameCharacters = 256
const namesAtMost = 8

type Told = Partial<Pick<Exchange, 'attempt' | 'error' | 'outcome' | 'target' | 'touchedBudgets'>>

/** What the log keeps of it, as JSON. */
export function whyColumns(exchange: Told): Pick<LogRecord, 'failure' | 'budgets' | 'refusedBy'> {
  const { touchedBudgets } = exchange
  const failure = failureOf(exchange)
  return {
    failure: failure && JSON.stringify(failure),
    budgets: touchedBudgets && JSON.stringify(touchedBudgets),
    refusedBy: touchedBudgets && refusedBy(touchedBudgets),
  }
}

/** What budgets count as their refusals: see `BudgetView`. So the list of these requests has as many as the budget says. */
function refusedBy(touched: readonly TouchedBudget[]): string | undefined {
  const refusing = touched.filter(({ verdict }) => verdict === 'refused' || verdict === 'would-refuse')
  return refusing.length === 0 ? undefined : ` ${refusing.map(({ id }) => id).join(' ')} `
}

/** Undefined if it was answered, or if its caller left. */
export function failureOf(exchange: Told): RequestFailure | undefined {
  const { attempt, error, outcome } = exchange
  if (outcome === 'cut') return cutOf(exchange)
  if (error?.code === 'client_gone') return undefined
  // What the provider said tells more than that it failed.
  if (attempt?.fault && (error === undefined || error.code.startsWith('upstream_')))
    return providersFailure(attempt, attempt.fault, error)
  return error && ofError(error, exchange)
}

function cutOf(exchange: Told): RequestFailure | undefined {
  const { id, name } = touchedAs('cut', exchange) ?? {}
  return name === undefined ? undefined : { type: 'cut', budgetId: id ?? null, budget: name }
}

function providersFailure(
  attempt: Attempt,
  { kind, reason, status }: NonNullable<Attempt['fault']>,
  error: GatewayError | undefined,
): RequestFailure {
  const { target, secret } = attempt
  // Of what broke off or never came, the gateway says what happened, and a status from before says nothing.
  const isSaid = error === undefined || error.code === 'upstream_failed'
  return {
    type: 'provider',
    providerId: target.provider.record.id,
    status: isSaid ? (status ?? statusOf(attempt) ?? null) : null,
    fault: kind,
    message: bounded(reason, secret),
    names: kind === 'model-gone' ? othersOf(target) : [],
  }
}

function othersOf({ model, provider: { models, record } }: Target): readonly string[] {
  const others = models.filter(name => name !== model)
  return bounds(nearest(model, others, 3).map(name => `${record.id}/${name}`))
}

function ofError(error: GatewayError, exchange: Told): RequestFailure {
  const secret = exchange.attempt?.secret
  switch (error.code) {
    case 'budget_exceeded':
    case 'budget_exhausted':
    case 'budget_too_small':
      return ofBudget(error, exchange)
    case 'request_unbounded': {
      const { budget, reason } = error.detail
      return {
        type: 'unbounded',
        ...refusing('unjudged', budget, exchange),
        reason: bounded(reason, secret),
      }
    }
    case 'price_unknown': {
      const { budget, model, near, unlisted } = error.detail
      const providerId = exchange.target?.provider.record.id ?? null
      return {
        type: 'no-price',
        ...refusing('unjudged', budget, exchange),
        providerId,
        model: model.slice(0, nameCharacters),
        near: unlisted === '' ? null : bounds(near),
      }
    }
    case 'model_unknown':
    case 'model_ambiguous': {
      const { model, near } = error.detail
      return {
        type: 'model',
        asked: model.slice(0, nameCharacters),
        isAmbiguous: error.code === 'model_ambiguous',
        names: bounds(near),
        reason: bounded(error.message, secret),
      }
    }
    case 'provider_locked': {
      const { provider, reason } = error.detail
      return { type: 'locked', providerId: provider, reason: bounded(reason, secret) }
    }
    default:
      return { type: 'other', message: bounded(error.message, secret) }
  }
}

type Refusal = GatewayError<'budget_exceeded' | 'budget_exhausted' | 'budget_too_small'>

function ofBudget(error: Refusal, exchange: Told): RequestFailure {
  const { answerTokens, asked, budget, left, limit, missingBound } = error.detail
  return {
    type: 'budget',
    ...refusing('refused', budget, exchange),
    limit: toView(limit),
    asked: toView(asked),
    left: toView(left),
    passes: passingOf(error),
    answer: answerTokens === null ? null : { tokens: answerTokens, missingBound: missingBound || null },
  }
}

function passingOf({ code, detail }: Refusal): Passing {
  if (code === 'budget_too_small') return { type: 'never' }
  const { resetsAtMs, retryAfterSeconds }: ErrorDetail<'budget_exceeded' | 'budget_exhausted'> = detail
  if (resetsAtMs !== null) return { type: 'at', atMs: resetsAtMs }
  return { type: retryAfterSeconds === null ? 'by-hand' : 'when-one-ends' }
}

function refusing(
  verdict: BudgetVerdict,
  name: string,
  exchange: Told,
): { readonly budgetId: string | null; readonly budget: string } {
  return {
    budgetId: touchedAs(verdict, exchange, name)?.id ?? null,
    budget: name,
  }
}

function touchedAs(verdict: BudgetVerdict, { touchedBudgets }: Told, name?: string) {
  return touchedBudgets?.find(each => each.verdict === verdict && (name === undefined || each.name === name))
}

function toView({ amount, unit }: DetailTypes['amount']): AmountView {
  return { amount: String(amount), unit }
}

function bounds(names: readonly string[]): readonly string[] {
  return names.slice(0, namesAtMost).map(name => name.slice(0, nameCharacters))
}

/** One line, without the provider's keys, and not longer than what is kept of any reason. */
function bounded(text: string, secret: Attempt['secret']): string {
  return reasonOf(text, secret).replace(/\s+/g, ' ').trim()
}
