import type { OutgoingHttpHeaders } from 'node:http'
import type { BudgetUnit } from '../contract/budgets.ts'
import type { Outcome } from '../contract/chat.ts'
import type { ErrorDetail, GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { WireProtocol } from '../formats/index.ts'
import { breakOff, sendJson, stateOf } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'

/** Tells the caller, in its own format: a whole answer while the headers are open, an event and a cut after. */
export function refuse(exchange: Exchange, error: GatewayError, slowReaderTimeoutMs: number): void {
  const { reply, request, protocol, requestId } = exchange
  exchange.error = error
  exchange.outcome = outcomeOf(error)
  const body = () => JSON.stringify(protocol.errorBody(error, requestId))
  const state = error.code === 'client_gone' ? 'gone' : stateOf(reply)
  switch (state) {
    case 'gone':
      reply.destroy()
      break
    case 'ended': // the caller has its whole answer, or is still reading it
      break
    case 'open':
      breakOff(exchange, protocol.errorEvent(body()), slowReaderTimeoutMs)
      break
    case 'unsent':
      sendJson(reply, error.status, body(), {
        ...retryHeaders(error),
        ...limitHeaders(error, protocol),
        ...gatewayHeaders(exchange, true),
        // What is left of a body that nobody reads cannot be followed by another request.
        ...(request.complete ? {} : { connection: 'close' }),
      })
      break
    default:
      state satisfies never
  }
}

/** `retry-after` in seconds where waiting helps, and `x-should-retry: false` where it does not. */
export function retryHeaders({ retry, detail }: GatewayError): OutgoingHttpHeaders {
  switch (retry) {
    case 'never':
      return { 'x-should-retry': 'false' }
    case 'later':
      return { 'retry-after': '1' }
    case 'after-reset':
      return { 'retry-after': String(detail.retryAfterSeconds), 'x-should-retry': 'true' }
    case 'now':
      return {}
    default:
      return retry satisfies never
  }
}

/** Of a budget that refuses: what it has left, and when the same request would pass. */
function limitHeaders({ detail }: GatewayError, protocol: WireProtocol): OutgoingHttpHeaders {
  if (detail.limitAmount === undefined) return {}
  const resetSeconds = asNumber(detail.retryAfterSeconds)
  const resetsAtMs = asNumber(detail.resetsAtMs)
  return {
    ...protocol.limitHeaders({
      unit: detail.unit as BudgetUnit,
      limit: BigInt(String(detail.limitAmount)),
      left: BigInt(String(detail.leftAmount)),
      resetSeconds,
      // A client may wait for what its own format's headers tell it.
      resetsAtMs: resetSeconds === undefined ? undefined : resetsAtMs,
    }),
    ...(resetsAtMs !== undefined && { 'x-gatehouse-budget-resets-at': new Date(resetsAtMs).toISOString() }),
  }
}

function asNumber(value: ErrorDetail[string] | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function outcomeOf({ code }: GatewayError): Outcome {
  switch (code) {
    case 'client_gone':
      return 'client-gone'
    case 'budget_exceeded':
    case 'budget_exhausted':
    case 'budget_too_small':
    case 'price_unknown':
    case 'request_unbounded':
      return 'over-budget'
    case 'upstream_truncated':
      return 'truncated'
    default:
      return code.startsWith('upstream_') ? 'upstream-failed' : 'rejected'
  }
}
