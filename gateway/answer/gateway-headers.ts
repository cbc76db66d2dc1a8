import type { OutgoingHttpHeaders } from 'node:http'
import { type RequestId, toDecimalUsd } from '../contract/units.ts'
import { type Exchange, routeOf } from '../exchange.ts'

/** On every answer, whoever wrote it. The cost is known only where the whole answer came before its headers. */
export function gatewayHeaders(exchange: Exchange, withCost: boolean): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    'x-gatehouse-request-id': exchange.requestId,
    'x-gatehouse-route': routeHeader(exchange),
  }
  if (exchange.passedBudgets)
    headers['x-gatehouse-budget-warning'] = asHeader(exchange.passedBudgets.join(','))
  if (withCost) headers['x-gatehouse-cost-usd'] = costHeader(exchange)
  return headers
}

/** The same where there is no exchange: nothing was asked of a provider, so nothing was spent. */
export function idleHeaders(requestId: RequestId) {
  return {
    'x-gatehouse-request-id': requestId,
    'x-gatehouse-route': 'none',
    'x-gatehouse-cost-usd': '0',
  } as const
}

function costHeader({ attempt }: Exchange): string {
  const { hold, settlement } = attempt ?? {}
  if (!hold) return '0'
  return settlement?.cost === undefined ? 'unknown' : toDecimalUsd(settlement.cost)
}

/** A model's name is the caller's and may hold anything; a header may not. */
function routeHeader(exchange: Exchange): string {
  return asHeader(routeOf(exchange) ?? 'none')
}

function asHeader(text: string): string {
  return text.replace(/[^\x21-\x7e]/gu, character => encodeURIComponent(character.toWellFormed()))
}
