import type { OutgoingHttpHeaders } from 'node:http'
import type { Outcome } from '../contract/chat.ts'
import type { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { CallerFormat } from '../formats/format.ts'
import { breakOff, sendJson, stateOf } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'

/**
 * Tells the caller of an error in its own format: as a whole answer if the headers are not sent yet, else as an event, after
 * which the connection is closed. A caller that was stopped while others waited for its answer has been told of that, and
 * what becomes of the answer is no news for it.
 */
export function refuse(exchange: Exchange, error: GatewayError, slowReaderTimeoutMs: number): void {
  const { reply, request, caller, requestId } = exchange
  const isTold = exchange.error !== undefined
  exchange.error ??= error
  exchange.outcome = outcomeOf(exchange.error)
  if (isTold) return
  // The provider's own words tell clients more, for example that the conversation is too long.
  const told = error.code === 'upstream_failed' ? exchange.attempt?.translation?.failureWithin() : undefined
  const body = () => JSON.stringify(told?.body ?? caller.errorBody(error, requestId))
  const state = error.code === 'client_gone' ? 'gone' : stateOf(reply)
  switch (state) {
    case 'gone':
      reply.destroy()
      break
    // The whole answer was sent. The caller has it or is still reading it.
    case 'ended':
      break
    case 'open':
      breakOff(exchange, caller.errorEvent(body(), exchange.responseBytes > 0), slowReaderTimeoutMs)
      break
    case 'unsent':
      sendJson(reply, told?.status ?? error.status, body(), {
        ...retryHeaders(error),
        ...(told?.retryAfterSeconds !== undefined && { 'retry-after': String(told.retryAfterSeconds) }),
        ...limitHeaders(error, caller),
        ...gatewayHeaders(exchange, true),
        // The rest of the request's body was not read, so the connection cannot be used for another request.
        ...(request.complete ? {} : { connection: 'close' }),
      })
      break
    default:
      state satisfies never
  }
}

/** `retry-after` in seconds if waiting helps, and `x-should-retry: false` if it does not. */
export function retryHeaders(error: GatewayError): OutgoingHttpHeaders {
  switch (error.retry) {
    case 'never':
      return { 'x-should-retry': 'false' }
    case 'later':
      return { 'retry-after': '1' }
    case 'after-reset':
      return { 'retry-after': String(error.detail.retryAfterSeconds), 'x-should-retry': 'true' }
    case 'now':
      return {}
    default:
      return error satisfies never
  }
}

/** Headers that tell how much is left of the budget that refused, and when the same request would pass. */
function limitHeaders({ code, detail }: GatewayError, caller: CallerFormat): OutgoingHttpHeaders {
  if (code !== 'budget_exceeded' && code !== 'budget_exhausted' && code !== 'budget_too_small') return {}
  const { limit, left, resetsAtMs, retryAfterSeconds } = detail
  return {
    ...caller.limitHeaders({
      unit: limit.unit,
      limit: limit.amount,
      left: left.amount,
      resetSeconds: retryAfterSeconds ?? undefined,
      // Clients wait for the reset that these headers name, so it is left out if waiting does not help.
      resetsAtMs: retryAfterSeconds === null ? undefined : (resetsAtMs ?? undefined),
    }),
    ...(resetsAtMs !== null && { 'x-gatehouse-budget-resets-at': new Date(resetsAtMs).toISOString() }),
  }
}

function outcomeOf({ code }: GatewayError): Outcome {
  switch (code) {
    case 'client_gone':
      return 'client-gone'
    case 'request_stopped':
      return 'stopped'
    case 'budget_exceeded':
    case 'budget_exhausted':
    case 'budget_too_small':
    case 'request_unbounded':
      return 'over-budget'
    case 'price_unknown':
      return 'no-price'
    case 'upstream_truncated':
      return 'truncated'
    default:
      return code.startsWith('upstream_') ? 'upstream-failed' : 'rejected'
  }
}
