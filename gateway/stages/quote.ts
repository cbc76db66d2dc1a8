// What a request would cost and whether it would pass, with nothing held and nothing sent.
import type { IncomingHttpHeaders } from 'node:http'
import { askedIn } from '../budgets/budget.ts'
import { amountWithUnit } from '../budgets/refusal.ts'
import type { Client } from '../clients.ts'
import { type NanoUsd, toDecimalUsd } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'
import { type Exchange, routeOf } from '../exchange.ts'
import type { DecodedRequest } from './decode.ts'
import { sendJson } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'
import { askFor, type ReserveDeps, toHoldRequest } from './reserve.ts'
import type { Target } from './route.ts'

/** `x-gatehouse-dry-run: 1`. Throws `request_invalid`: who misspells it would pay. */
export function isDryRun({ 'x-gatehouse-dry-run': header }: IncomingHttpHeaders): boolean {
  if (header === undefined || header === '0' || header === 'false') return false
  if (header === '1' || header === 'true') return true
  throw new GatewayError('request_invalid', { reason: 'x-gatehouse-dry-run is 1 or 0.' })
}

/** Rejects with what a real request would be refused for before any budget is asked. */
export async function answerQuote(
  exchange: Exchange,
  client: Client,
  decoded: DecodedRequest,
  target: Target,
  deps: ReserveDeps,
): Promise<void> {
  const { request, price } = await toHoldRequest(exchange, client, decoded, target, deps)
  const { ledger } = deps
  const { ask, refusal, balances } = ledger.quote(request)
  const { usual } = request
  const worst = request.worst()
  const body = {
    object: 'gatehouse.quote',
    model: decoded.facts.model,
    route: routeOf(exchange),
    tokens: {
      input: usual.inputTokens,
      output_usual: usual.outputTokens,
      output_at_most: worst.outputTokens,
    },
    cost_usd: {
      at_least: dollars(askFor(usual.inputTokens, 0, price).amount),
      usual: dollars(usual.amount),
      at_most: dollars(worst.amount),
    },
    price_source: request.priceSource ?? null,
    would_pass: refusal === undefined,
    refused_by: refusal ? ledger.nameOf(refusal.budget) : null,
    budgets: balances.map(({ budget, meter }) => {
      const { mode, rule } = budget
      const asked = askedIn(rule.unit, ask)
      return {
        name: ledger.nameOf(budget),
        mode,
        asked: asked === undefined ? null : amountWithUnit(asked, rule.unit),
        left: amountWithUnit(meter.left, rule.unit),
        limit: amountWithUnit(rule.limit, rule.unit),
        would_pass: asked !== undefined && asked <= meter.left,
        resets_at: meter.bounds ? new Date(meter.bounds.endMs).toISOString() : null,
      }
    }),
  }
  sendJson(exchange.reply, 200, JSON.stringify(body), gatewayHeaders(exchange, true))
}

/** Null: unknown, the model has no price. */
function dollars(amount: NanoUsd | undefined): string | null {
  return amount === undefined ? null : toDecimalUsd(amount)
}
