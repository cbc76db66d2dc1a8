// Answers what a request would cost and whether the budgets would let it pass. Nothing is held and nothing is sent.
import type { IncomingHttpHeaders } from 'node:http'
import type { Attempt } from '../attempts/attempt.ts'
import { type ReserveDeps, toHoldRequest } from '../attempts/reserve.ts'
import { amountWithUnit } from '../budgets/amount.ts'
import { askedIn, type WorstAsk } from '../budgets/budget.ts'
import { type NanoUsd, toDecimalUsd } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'
import { routeOf } from '../exchange.ts'
import type { Client } from '../identity/clients.ts'
import type { PriceTerms } from '../pricing/bill.ts'
import type { WorstCase } from '../pricing/worst-case.ts'
import { sendJson } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'

/**
 * Reads `x-gatehouse-dry-run: 1`. Throws `request_invalid` for any other value, because a caller who misspelled it would
 * pay.
 */
export function isDryRun({ 'x-gatehouse-dry-run': header }: IncomingHttpHeaders): boolean {
  if (header === undefined || header === '0' || header === 'false') return false
  if (header === '1' || header === 'true') return true
  throw new GatewayError('request_invalid', { reason: 'x-gatehouse-dry-run is 1 or 0.' })
}

/** Rejects with the errors that a real request would get before the budgets are checked. */
export async function answerQuote(attempt: Attempt, client: Client, deps: ReserveDeps): Promise<void> {
  const { exchange, facts } = attempt
  const { request, usual } = await toHoldRequest(attempt, client, deps)
  const { ledger } = deps
  const { ask, unbounded, refusal, balances } = ledger.quote(request)
  const { inputTokens, outputTokens, amount } = request.usual
  const worst: WorstCase = request.worst()
  const isBounded = !worst.unbounded
  const refuser = unbounded?.budget ?? refusal?.budget
  const body = {
    object: 'gatehouse.quote',
    model: facts.model,
    route: routeOf(exchange),
    tokens: {
      input: inputTokens,
      input_at_most: areTokensBounded(worst) ? worst.inputTokens : null,
      output_usual: outputTokens,
      output_at_most: areTokensBounded(worst) ? worst.outputTokens : null,
    },
    cost_usd: {
      at_least: dollars(usual.askFor(inputTokens, 0).amount),
      usual: dollars(amount),
      at_most: isBounded ? dollars(worst.amount) : null,
    },
    terms: {
      usual: shownTerms(usual.terms),
      at_most: isBounded && worst.terms ? shownTerms(worst.terms) : null,
    },
    unbounded: worst.unbounded?.money ?? [],
    price_source: request.priceSource ?? null,
    would_pass: refusal === undefined && unbounded === undefined,
    refused_by: refuser ? ledger.nameOf(refuser) : null,
    budgets: balances.map(({ budget, gauge }) => {
      const { mode, rule } = budget
      const asked = askedIn(rule.unit, ask)
      return {
        name: ledger.nameOf(budget),
        title: ledger.titleOf(budget),
        mode,
        asked: asked === undefined ? null : amountWithUnit(asked, rule.unit),
        left: amountWithUnit(gauge.left, rule.unit),
        limit: amountWithUnit(rule.limit, rule.unit),
        would_pass: asked !== undefined && asked <= gauge.left && budget !== unbounded?.budget,
        resets_at: gauge.bounds ? new Date(gauge.bounds.endMs).toISOString() : null,
      }
    }),
  }
  sendJson(exchange.reply, 200, JSON.stringify(body), gatewayHeaders(exchange, true))
}

function areTokensBounded({ unbounded }: WorstAsk): boolean {
  return (unbounded?.tokens.length ?? 0) === 0
}

/** The terms in the providers' words. Null if a term is not named. */
function shownTerms({ serviceTier, speed, inferenceGeo }: PriceTerms) {
  return {
    service_tier: serviceTier ?? null,
    speed: speed ?? null,
    inference_geo: inferenceGeo ?? null,
  }
}

/** Null if the amount is unknown, because the model has no price. */
function dollars(amount: NanoUsd | undefined): string | null {
  return amount === undefined ? null : toDecimalUsd(amount)
}
