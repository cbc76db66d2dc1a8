// Why a request got no answer, and what can be done about it, in words for a person.
import type {
  AmountView,
  AskedAnswer,
  Passing,
  RequestFailure,
  TouchedBudget,
} from '../contract/request-why.ts'
import { amountText, timeText } from './words.ts'

/** Facts as names and values. Null where there is none. */
export function failureFacts(failure: RequestFailure | null): readonly (readonly [string, string | null])[] {
  if (failure === null) return []
  return [
    ['Why', whyText(failure)],
    ['What helps', cureText(failure)],
  ]
}

/** 'All clients, per day; Team lab, per month (refused)'. Null if there is none. */
export function touchedText(budgets: readonly TouchedBudget[]): string | null {
  if (budgets.length === 0) return null
  return budgets.map(({ name, verdict }) => `${name}${verdictTexts[verdict]}`).join('; ')
}

const verdictTexts = {
  counted: '',
  passed: ' (exceeded, let it pass)',
  'would-refuse': ' (would have refused)',
  unjudged: ' (could not judge it)',
  refused: ' (refused)',
  cut: ' (cut the answer)',
} as const satisfies Record<TouchedBudget['verdict'], string>

export function whyText(failure: RequestFailure): string {
  switch (failure.type) {
    case 'budget': {
      const { answer, asked, budget, left, limit, passes } = failure
      return `The budget "${budget}" of ${text(limit)} had ${text(left)} left, and this asked for ${text(asked)}.${setAsideText(answer)} ${passingText(passes)}`
    }
    case 'unbounded':
      return `The budget "${failure.budget}" is strict, and this request has no upper bound: ${failure.reason}`
    case 'cut':
      return `The budget "${failure.budget}" had nothing left for a longer answer, so it ended there.`
    case 'no-price':
      if (failure.near)
        return `"${failure.providerId}" lists no model "${failure.model}", and the budget "${failure.budget}" needs a price.`
      return `"${failure.model}" has no known price, and the budget "${failure.budget}" is in money.`
    case 'model':
      return failure.isAmbiguous
        ? `Several providers have the model "${failure.asked}".`
        : `No provider set up here has the model "${failure.asked}".`
    case 'locked':
      return `The key of "${failure.providerId}" is locked: ${failure.reason}`
    case 'provider': {
      const { message, providerId, status } = failure
      return status === null ? message : `"${providerId}" answered ${status}: ${message}`
    }
    case 'other':
      return failure.message
    default:
      return failure satisfies never
  }
}

function cureText(failure: RequestFailure): string | null {
  switch (failure.type) {
    case 'budget':
    case 'cut':
      return 'Raise the budget with budget set.'
    case 'no-price':
      if (failure.near && failure.near.length > 0) return `Ask for one of: ${failure.near.join(', ')}`
      return `Set its price with price set ${failure.providerId ?? 'PROVIDER'}/${failure.model}.`
    case 'model':
    case 'provider':
      return failure.names.length === 0 ? null : `Ask for one of: ${failure.names.join(', ')}`
    case 'unbounded':
    case 'locked':
    case 'other':
      return null
    default:
      return failure satisfies never
  }
}

function setAsideText(answer: AskedAnswer | null | undefined): string {
  if (!answer || answer.tokens === 0) return ''
  const { missingBound, tokens } = answer
  const why = missingBound === null ? '' : `, because it gave no ${missingBound}`
  return ` Of that, ${amountText(String(tokens), 'tokens')} were set aside for its answer${why}.`
}

function passingText(passes: Passing): string {
  switch (passes.type) {
    case 'at':
      return `There was to be room from ${timeText(passes.atMs)}.`
    case 'when-one-ends':
      return 'There is room when a running request ends.'
    case 'by-hand':
      return 'It does not fill by itself.'
    case 'never':
      return 'That is more than its whole limit, so it can never pass.'
    default:
      return passes satisfies never
  }
}

function text({ amount, unit }: AmountView): string {
  return amountText(amount, unit)
}
