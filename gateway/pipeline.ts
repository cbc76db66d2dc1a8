import type { Logger } from 'pino'
import { conclude, concludeFailure } from './answer/conclude.ts'
import { answerOwnCount, chooseForCount, speechForCount } from './answer/count-tokens.ts'
import { startHeartbeat } from './answer/heartbeat.ts'
import { answerQuote, isDryRun } from './answer/quote.ts'
import { respond } from './answer/respond.ts'
import { Attempt } from './attempts/attempt.ts'
import { closeAttempt } from './attempts/close-attempt.ts'
import { type CountDeps, countForTarget } from './attempts/count-for-target.ts'
import { firstToSpeak, type SpeakDeps } from './attempts/first-to-speak.ts'
import { reserve } from './attempts/reserve.ts'
import { mayCarrySeals } from './chat/carried-seal.ts'
import type { Config } from './config/schema.ts'
import { Exchange, type ExchangeClock, type Inbound } from './exchange.ts'
import { logSafely } from './guarded.ts'
import { authenticate } from './identity/authenticate.ts'
import type { Clients } from './identity/clients.ts'
import type { UnauthenticatedCounts } from './identity/unauthenticated-counts.ts'
import { type ReadRequest, type ReadRequestDeps, readRequest } from './ingress/read-request.ts'
import type { Estimates } from './ledger/estimates.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { PriceBook } from './pricing/price-book.ts'
import { type Catalog, chooseTarget } from './routing/choose-target.ts'
import type { RunningExchanges } from './running-exchanges.ts'
import type { LogWriter } from './storage/log-writer.ts'
import type { LargeAnswers } from './tokens/large-answers.ts'
import { withoutForeignSeals } from './translation/foreign-seals.ts'
import { translateEmbedding } from './translation/translate-embedding.ts'
import { type TranslateDeps, translateRequest } from './translation/translate-request.ts'

export interface PipelineDeps extends ReadRequestDeps, CountDeps, SpeakDeps, TranslateDeps {
  readonly clock: ExchangeClock
  readonly clients: Clients
  readonly catalog: () => Catalog
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
  const choose = exchange.purpose === 'count' ? chooseForCount : chooseTarget
  const target = choose(request.facts.model, exchange.format, gateway.catalog())
  exchange.target = target
  let asked = request
  const translate = exchange.caller.embedding ? translateEmbedding : translateRequest
  if (target.format !== exchange.format) asked = await translate(exchange, client, request, target, gateway)
  else if (mayCarrySeals(request.body)) asked = await withoutForeignSeals(exchange, request, gateway)
  const attempt = new Attempt(exchange, await countForTarget(asked, target, gateway))
  if (exchange.purpose === 'quote') return await answerQuote(attempt, client, gateway)
  // Counting tokens costs nothing, so nothing is held for it.
  if (exchange.purpose !== 'count') await reserve(attempt, client, gateway)
  await answerFrom(attempt, asked, gateway)
}

/** Waits for the provider to speak and for the caller to read. A streaming caller gets pings in the meantime. */
async function answerFrom(attempt: Attempt, request: ReadRequest, gateway: PipelineDeps): Promise<void> {
  const { exchange, facts, target } = attempt
  const config = gateway.config()
  const isPinged = facts.stream && exchange.purpose === 'answer'
  const heartbeat = isPinged ? startHeartbeat(exchange, config.pingIntervalMs) : undefined
  try {
    const speak = exchange.purpose === 'count' ? speechForCount : firstToSpeak
    const speech = await speak(attempt, request, gateway)
    if (!speech) return answerOwnCount(attempt)
    await respond(speech, attempt, {
      config,
      secret: await gateway.registry.secretOf(target.provider),
      largeAnswers: gateway.largeAnswers,
      bytesInFlight: gateway.bytesInFlight,
      readingPace: gateway.readingPace,
      close: how => closeAttempt(attempt, how, gateway),
    })
  } finally {
    heartbeat?.stop()
  }
}
