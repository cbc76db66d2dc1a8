import type { Logger } from 'pino'
import { answerWithCache, type CachingDeps } from './answer/answer-with-cache.ts'
import { conclude, concludeFailure } from './answer/conclude.ts'
import { countTokens } from './answer/count-tokens.ts'
import { answerExplain, isExplain } from './answer/explain.ts'
import { startHeartbeat } from './answer/heartbeat.ts'
import { answerQuote, isDryRun } from './answer/quote.ts'
import { Attempt } from './attempts/attempt.ts'
import { countForTarget } from './attempts/count-for-target.ts'
import {
  type Asking,
  type PlannedRequest,
  type PlanRequestDeps,
  planRequest,
} from './attempts/plan-request.ts'
import { Pursuit } from './attempts/pursuit.ts'
import { requestFor } from './attempts/request-for.ts'
import type { Routes } from './catalog/routes.ts'
import type { Config } from './config/schema.ts'
import { GatewayError } from './errors.ts'
import { Exchange, type ExchangeClock, type Inbound } from './exchange.ts'
import { logSafely } from './guarded.ts'
import type { Failovers } from './health/failovers.ts'
import { identify, refuseIfPaused } from './identity/authenticate.ts'
import type { Clients } from './identity/clients.ts'
import type { UnauthenticatedCounts } from './identity/unauthenticated-counts.ts'
import { type ReadRequestDeps, readRequest } from './ingress/read-request.ts'
import type { Estimates } from './ledger/estimates.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { LocalLookups } from './local/local-lookups.ts'
import type { PriceBook } from './pricing/price-book.ts'
import type { Catalog } from './routing/choose-target.ts'
import type { Plan } from './routing/plan.ts'
import { planModel } from './routing/plan-model.ts'
import { reasonsOf } from './routing/plan-route.ts'
import { withRoomierFormats } from './routing/roomier-format.ts'
import { nameOf } from './routing/route-question.ts'
import type { RunningExchanges } from './running-exchanges.ts'
import type { LogWriter } from './storage/log-writer.ts'
import type { LargeAnswers } from './tokens/large-answers.ts'

export interface PipelineDeps
  extends CachingDeps,
    Omit<PlanRequestDeps, 'health' | 'registry' | 'contextFoundAt' | 'roomierFormatFor'>,
    ReadRequestDeps {
  readonly clock: ExchangeClock
  readonly roomierFormatFor: LocalLookups['roomierFormatFor']
  readonly clients: Clients
  readonly catalog: () => Catalog
  readonly routes: Pick<Routes, 'find'>
  readonly ledger: Ledger
  readonly estimates: Estimates
  readonly prices: PriceBook
  readonly requests: LogWriter
  readonly config: () => Config
  readonly running: RunningExchanges
  readonly failovers: Pick<Failovers, 'note'>
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
  const client = identify(exchange.request, gateway.clients)
  exchange.client = client
  refuseIfPaused(client)
  if (exchange.purpose === 'answer' && isDryRun(exchange.request.headers)) exchange.purpose = 'quote'
  // Reads the body and finds the facts in it. Nothing is counted yet.
  const request = await readRequest(exchange, gateway)
  const asking = { exchange, client, request }
  if (exchange.purpose === 'quote' && isExplain(exchange.request)) return await answerExplain(asking, gateway)
  const route = gateway.routes.find(request.facts.model)
  exchange.asksRoute = route !== undefined
  const planned = route && (await planRequest(route, asking, gateway))
  if (planned) refuseIfEmpty(planned.plan, exchange)
  if (exchange.purpose === 'count') return await count(asking, planned?.plan, gateway)
  const chosen =
    planned?.plan ?? planModel(request.facts.model, exchange.format, gateway.catalog(), gateway.health)
  const plan = withRoomierFormats(chosen, gateway.roomierFormatFor)
  const pursuit = new Pursuit(exchange, client, request, plan)
  if (exchange.purpose === 'quote') return await quote(pursuit, gateway)
  await answer(pursuit, gateway)
  if (planned) keepTarget(planned, exchange, gateway)
}

/** Throws `no_route`. The row in the log then shows why each target was left out. */
function refuseIfEmpty(plan: Plan, exchange: Exchange): void {
  const { candidates, route, skipped, stay } = plan
  if (candidates.length > 0 || !route) return
  const steps = skipped.map(({ target, reason, text }) => ({
    target,
    outcome: reason,
    reason: text,
    atMs: null,
  }))
  exchange.trace = { route: route.name, steps, stay }
  throw new GatewayError('no_route', { route: route.name, reasons: reasonsOf(plan) })
}

/** Counts for the first target of the plan. Without a plan, for the model that is asked for. */
async function count({ exchange, client, request }: Asking, plan: Plan | undefined, gateway: PipelineDeps) {
  const [first] = plan?.candidates ?? []
  const model = first ? nameOf(first.target) : request.facts.model
  await countTokens(exchange, client, request, model, gateway)
}

/** The conversation's next request goes to the same target, as long as the provider keeps what it has read. */
function keepTarget(
  { conversation }: PlannedRequest,
  { answering, outcome }: Exchange,
  { conversations }: PipelineDeps,
): void {
  if (conversation === undefined || !answering || outcome !== undefined) return
  const { counted, settlement, target } = answering
  if (answering.fault || !settlement) return
  const { cacheRead, cacheWrite, cacheWriteOneHour } = settlement.tokens
  const cachedTokens = cacheRead + cacheWrite + cacheWriteOneHour
  const minutes = Math.max(leastCacheMinutes, counted.triggers.cacheMinutes)
  conversations.keep(conversation, { target: nameOf(target), cachedTokens }, minutes)
}

/** https://platform.claude.com/docs/en/build-with-claude/prompt-caching#cache-lifetime-and-pricing */
const leastCacheMinutes = 5

/** Waits for a provider to speak and for the caller to read. A streaming caller gets pings in the meantime. */
async function answer(pursuit: Pursuit, gateway: PipelineDeps): Promise<void> {
  const { exchange, request } = pursuit
  const { pingIntervalMs } = gateway.config()
  const heartbeat = request.facts.stream ? startHeartbeat(exchange, pingIntervalMs) : undefined
  try {
    await answerWithCache(pursuit, gateway)
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
