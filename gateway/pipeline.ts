import type { Logger } from 'pino'
import { conclude, concludeFailure } from './answer/conclude.ts'
import { countTokens } from './answer/count-tokens.ts'
import { deliver } from './answer/deliver.ts'
import { startHeartbeat } from './answer/heartbeat.ts'
import { answerQuote, isDryRun } from './answer/quote.ts'
import { Attempt } from './attempts/attempt.ts'
import { countForTarget } from './attempts/count-for-target.ts'
import { type PursueDeps, pursue } from './attempts/pursue.ts'
import { Pursuit } from './attempts/pursuit.ts'
import { requestFor } from './attempts/request-for.ts'
import type { Routes } from './catalog/routes.ts'
import type { Config } from './config/schema.ts'
import { Exchange, type ExchangeClock, type Inbound } from './exchange.ts'
import type { WireFormat } from './formats/index.ts'
import { logSafely } from './guarded.ts'
import { authenticate } from './identity/authenticate.ts'
import type { Clients } from './identity/clients.ts'
import type { UnauthenticatedCounts } from './identity/unauthenticated-counts.ts'
import { type ReadRequestDeps, readRequest } from './ingress/read-request.ts'
import type { Estimates } from './ledger/estimates.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { PriceBook } from './pricing/price-book.ts'
import type { Catalog } from './routing/choose-target.ts'
import type { Plan } from './routing/plan.ts'
import { planModel } from './routing/plan-model.ts'
import { planRoute } from './routing/plan-route.ts'
import type { RunningExchanges } from './running-exchanges.ts'
import type { LogWriter } from './storage/log-writer.ts'
import type { LargeAnswers } from './tokens/large-answers.ts'

export interface PipelineDeps extends PursueDeps, ReadRequestDeps {
  readonly clock: ExchangeClock
  readonly clients: Clients
  readonly catalog: () => Catalog
  readonly routes: Pick<Routes, 'find'>
  readonly ledger: Ledger
  readonly estimates: Estimates
  readonly prices: PriceBook
  readonly requests: LogWriter
  readonly config: () => Config
  readonly running: RunningExchanges
  readonly unauthenticated: UnauthenticatedCounts
  readonly largeAnswers: LargeAnswers
  readonly log: Logger
}

/**
 * Handles one request from beginning to end. Never rejects: errors are told to the caller and logged, and attempts are
 * settled.
 */
export async function handle(inbound: Inbound, gateway: PipelineDeps): Promise<void> {
  let exchange: Exchange | undefined
  try {
    exchange = new Exchange(inbound, gateway.clock, gateway.log)
    gateway.running.add(exchange)
    await run(exchange, gateway)
  } catch (error) {
    if (exchange) await concludeFailure(exchange, error, gateway)
    else {
      logSafely(gateway.log, error, 'request failed')
      inbound.reply.destroy()
    }
  } finally {
    // Settles every attempt and writes the row in the log.
    if (exchange) conclude(exchange, gateway)
  }
}

async function run(exchange: Exchange, gateway: PipelineDeps): Promise<void> {
  const client = authenticate(exchange.request, gateway.clients)
  exchange.client = client
  if (exchange.purpose === 'answer' && isDryRun(exchange.request.headers)) exchange.purpose = 'quote'
  // Reads the body and finds the facts in it. Nothing is counted yet.
  const request = await readRequest(exchange, gateway)
  if (exchange.purpose === 'count') return await countTokens(exchange, client, request, gateway)
  const plan = planFor(request.facts.model, exchange.format, gateway)
  const pursuit = new Pursuit(exchange, client, request, plan)
  if (exchange.purpose === 'quote') await quote(pursuit, gateway)
  else await answer(pursuit, gateway)
}

function planFor(model: string, format: WireFormat, { catalog, health, routes }: PipelineDeps): Plan {
  const route = routes.find(model)
  return route
    ? planRoute(route, { format, catalog: catalog(), health })
    : planModel(model, format, catalog())
}

/** Waits for a provider to speak and for the caller to read. A streaming caller gets pings in the meantime. */
async function answer(pursuit: Pursuit, gateway: PipelineDeps): Promise<void> {
  const { exchange, request } = pursuit
  const { pingIntervalMs } = gateway.config()
  const heartbeat = request.facts.stream ? startHeartbeat(exchange, pingIntervalMs) : undefined
  try {
    await deliver(await pursue(pursuit, gateway), pursuit, gateway)
  } finally {
    heartbeat?.stop()
  }
}

/** The attempt whose cost is asked for: at the first target of the plan. */
async function quote(pursuit: Pursuit, gateway: PipelineDeps): Promise<void> {
  const { exchange, client, request } = pursuit
  const { target } = pursuit.candidate(0)
  exchange.target = target
  const asked = await requestFor(target, { exchange, client, request }, {}, gateway)
  const attempt = new Attempt(exchange, await countForTarget(asked, target, gateway))
  await answerQuote(attempt, client, gateway)
}
