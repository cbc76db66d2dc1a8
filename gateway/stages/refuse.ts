import type { OutgoingHttpHeaders } from 'node:http'
import type { BudgetUnit } from '../contract/budgets.ts'
import type { Outcome } from '../contract/chat.ts'
import type { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { WireProtocol } from '../protocols/wire-protocol.ts'
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

// The official clients try again by themselves, within seconds: https://github.com/openai/openai-node#retries
const worthWaitingSeconds = 60

/** `retry-after` in seconds, and `x-should-retry: false` where waiting seconds cannot help. */
export function retryHeaders(error: GatewayError): OutgoingHttpHeaders {
  switch (error.retry) {
    case 'never':
      return { 'x-should-retry': 'false' }
    case 'later':
      return { 'retry-after': '1' }
    case 'after-reset': {
      const seconds = Number(error.detail.retryAfterSeconds)
      const isWorthIt = error.detail.fitsAtMs !== null && seconds <= worthWaitingSeconds
      return { 'retry-after': String(seconds), 'x-should-retry': String(isWorthIt) }
    }
    case 'now':
      return {}
    default:
      return error.retry satisfies never
  }
}

function limitHeaders({ code, detail }: GatewayError, protocol: WireProtocol): OutgoingHttpHeaders {
  if (code !== 'budget_exceeded') return {}
  const resetSeconds = Number(detail.retryAfterSeconds)
  return protocol.limitHeaders({
    unit: detail.unit as BudgetUnit,
    limit: BigInt(String(detail.limitAmount)),
    left: BigInt(String(detail.leftAmount)),
    resetSeconds,
    resetsAtMs: Number(detail.resetsAtMs),
  })
}

function outcomeOf({ code }: GatewayError): Outcome {
  switch (code) {
    case 'client_gone':
      return 'client-gone'
    case 'budget_exceeded':
    case 'price_unknown':
    case 'request_unbounded':
      return 'over-budget'
    case 'upstream_truncated':
      return 'truncated'
    default:
      return code.startsWith('upstream_') ? 'upstream-failed' : 'rejected'
  }
}
