import type { OutgoingHttpHeaders } from 'node:http'
import type { Receipt, ReceiptEntry } from '../chat/receipt.ts'
import { type RequestId, toDecimalUsd } from '../contract/units.ts'
import { type Exchange, routeOf } from '../exchange.ts'
import { costOfAttempts } from './attempt-record.ts'
import { cacheHeader } from './cache-header.ts'

/**
 * The headers that every answer carries. The cost is only among them if the whole answer was there before its headers were
 * sent.
 */
export function gatewayHeaders(exchange: Exchange, withCost: boolean): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    'x-gatehouse-request-id': exchange.requestId,
    'x-gatehouse-route': routeHeader(exchange),
  }
  if (exchange.purpose === 'answer') headers['x-gatehouse-cache'] = cacheHeader(exchange.cache)
  if (exchange.lastResort !== undefined) headers['x-gatehouse-last-resort'] = lastResortHeader(exchange)
  if (exchange.passedBudgets)
    headers['x-gatehouse-budget-warning'] = asHeader(exchange.passedBudgets.join(','))
  const translation = exchange.attempt?.translation
  if (translation?.showsReceipt) headers['x-gatehouse-receipt'] = receiptHeader(translation.receipt)
  if (withCost) headers['x-gatehouse-cost-usd'] = costHeader(exchange)
  return headers
}

/** The same headers for an answer without an exchange. No provider was asked, so the cost is 0. */
export function idleHeaders(requestId: RequestId) {
  return {
    'x-gatehouse-request-id': requestId,
    'x-gatehouse-route': 'none',
    'x-gatehouse-cost-usd': '0',
  } as const
}

const receiptAtMost = 512

/** What was left out and what was changed, by their paths. */
function receiptHeader({ changed, dropped }: Receipt): string {
  const pathsOf = (entries: readonly ReceiptEntry[]) =>
    [...new Set(entries.map(({ path }) => asHeader(path)))].join(',')
  const said = [
    ...(dropped.length > 0 ? [`dropped=${pathsOf(dropped)}`] : []),
    ...(changed.length > 0 ? [`changed=${pathsOf(changed)}`] : []),
  ]
  return said.length === 0 ? 'kept' : said.join('; ').slice(0, receiptAtMost)
}

/** Of all attempts together. */
function costHeader({ attempts }: Exchange): string {
  const held = attempts.filter(({ hold }) => hold)
  const cost = costOfAttempts(held.map(({ settlement }) => settlement))
  return cost === undefined ? 'unknown' : toDecimalUsd(cost)
}

const routeAtMost = 1024

/**
 * The target that answers. If others were asked before it, they come first, each with what came of it:
 * `first/model=overloaded,second/model`. A model's name comes from the caller and may hold characters that a header must not.
 */
function routeHeader(exchange: Exchange): string {
  const asked = (exchange.trace?.steps ?? []).filter(({ atMs }) => atMs !== null)
  const named = asked.map(({ target, outcome }) =>
    outcome === 'answered' ? asHeader(target) : `${asHeader(target)}=${outcome}`,
  )
  return named.length > 0 ? named.join(',').slice(0, routeAtMost) : asHeader(routeOf(exchange) ?? 'none')
}

/** `ollama/llama3.2:latest; it is loaded, and 8192 tokens of context hold 1200 of input and 1024 of output` */
function lastResortHeader(exchange: Exchange): string {
  const why = exchange.lastResort?.replace(/[^\x20-\x7e]/g, '?')
  return `${asHeader(routeOf(exchange) ?? '')}; ${why}`
}

function asHeader(text: string): string {
  return text.replace(/[^\x21-\x7e]/gu, character => encodeURIComponent(character.toWellFormed()))
}
