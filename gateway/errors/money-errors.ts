import type { ErrorRow } from './error-row.ts'

/** The details from which a refusal's headers are made. */
const limitDetail = {
  asked: 'amount',
  left: 'amount',
  limit: 'amount',
  /**
   * When the same request would be accepted, rounded to whole seconds. Null if that is not known, or if waiting alone does
   * not help.
   */
  resetsAtMs: 'number-or-null',
  /** How many seconds to wait before the same request is accepted. Null if a client should not wait. */
  retryAfterSeconds: 'number-or-null',
  /** How many tokens of answer `asked` has room for. Null where the budget counts requests. */
  answerTokens: 'number-or-null',
  /** The member of the request's body that would make it ask for less, if it gives none. Else empty. */
  missingBound: 'text',
} as const

export const moneyErrors = {
  budget_exceeded: {
    status: 429,
    retry: 'after-reset',
    message:
      'The budget "{budget}" has {left} left of {limit}, and this request asks for {asked}{answer}. {when}',
    detail: { ...limitDetail, retryAfterSeconds: 'number' },
  },
  budget_exhausted: {
    status: 402,
    retry: 'never',
    message:
      'The budget "{budget}" has {left} left of {limit}, and this request asks for {asked}{answer}. {when} Raise the budget{advice}.',
    detail: limitDetail,
  },
  budget_too_small: {
    status: 402,
    retry: 'never',
    message:
      'This request can never pass: it asks for {asked}{answer}, and the limit of the budget "{budget}" is {limit}. Raise the budget{advice}.',
    detail: limitDetail,
  },
  price_unknown: {
    status: 402,
    retry: 'never',
    message:
      '{unlisted}The model "{model}" has no known price, and the budget "{budget}" is in money: set a price for the model, or ask one whose price is known.',
    detail: { near: 'list' },
  },
  request_unbounded: {
    status: 402,
    retry: 'never',
    message: 'The budget "{budget}" is strict, and this request has no upper bound: {reason}',
  },
  ledger_unavailable: {
    status: 503,
    retry: 'later',
    message: 'The request could not be journalled, so it was not sent.',
  },
} as const satisfies Record<string, ErrorRow>
