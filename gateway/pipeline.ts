import type { Logger } from 'pino'
import type { Clients } from './clients.ts'
import type { Config } from './config/schema.ts'
import type { Estimates } from './estimates.ts'
import { Exchange, type ExchangeClock, type Inbound } from './exchange.ts'
import { logSafely } from './guarded.ts'
import type { Ledger } from './ledger.ts'
import type { PriceBook } from './pricing/price-book.ts'
import type { RunningExchanges } from './running-exchanges.ts'
import { authenticate } from './stages/authenticate.ts'
import { type CallDeps, call } from './stages/call.ts'
import { conclude, concludeFailure } from './stages/conclude.ts'
import { type DecodeDeps, type DecodedRequest, decode } from './stages/decode.ts'
import { startHeartbeat } from './stages/heartbeat.ts'
import { watchHold } from './stages/hold-watch.ts'
import { answerQuote, isDryRun } from './stages/quote.ts'
import { readBody } from './stages/read-body.ts'
import { reserve } from './stages/reserve.ts'
import { respond } from './stages/respond.ts'
import { type Catalog, chooseTarget, type Target } from './stages/route.ts'
import { settle } from './stages/settle.ts'
import { watchSilence } from './stages/silence.ts'
import type { LogWriter } from './storage/log-writer.ts'
import { createTextTally } from './tokens/text-tally.ts'

export interface PipelineDeps extends DecodeDeps, CallDeps {
  readonly clock: ExchangeClock
  readonly clients: Clients
  readonly catalog: () => Catalog
  readonly ledger: Ledger
  readonly estimates: Estimates
  readonly prices: PriceBook
  readonly requests: LogWriter
  readonly config: () => Config
  readonly running: RunningExchanges
  readonly log: Logger
}

/** One request, top to bottom. Never rejects: what goes wrong is told to the caller, settled and logged. */
export async function handle(inbound: Inbound, gateway: PipelineDeps): Promise<void> {
  let exchange: Exchange | undefined
  let isQuote = inbound.quoteOnly === true
  try {
    exchange = new Exchange(inbound, gateway.clock, gateway.log)
    gateway.running.add(exchange)
    isQuote ||= isDryRun(inbound.request.headers)
    await run(exchange, isQuote, gateway)
  } catch (error) {
    if (exchange) concludeFailure(exchange, error, () => gateway.config().slowReaderTimeoutMs, gateway)
    else {
      logSafely(gateway.log, error, 'request failed')
      inbound.reply.destroy()
    }
  } finally {
    // A quote asks nothing of a provider: it is no request that spend or failures could be told of.
    if (exchange) conclude(exchange, !isQuote, gateway)
  }
}

async function run(exchange: Exchange, isQuote: boolean, gateway: PipelineDeps): Promise<void> {
  const client = authenticate(exchange.request.headers, gateway.clients)
  exchange.client = client
  const body = await readBody(exchange)
  exchange.requestBytes = body.length
  const { format } = exchange.protocol
  const decoded = await decode(body, format, gateway)
  learn(exchange, decoded)
  const target = chooseTarget(decoded.facts.model, format, gateway.catalog())
  exchange.target = target
  if (isQuote) return await answerQuote(exchange, client, decoded, target, gateway)
  await reserve(exchange, client, decoded, target, gateway)
  await answerFrom(target, decoded, exchange, gateway)
}

function learn(exchange: Exchange, decoded: DecodedRequest): void {
  exchange.facts = decoded.facts
  exchange.inputTokens = decoded.inputTokens
  // Not `decoded` itself, which would keep the body for as long as the answer takes.
  exchange.counted = decoded.counted
  exchange.tally = createTextTally(decoded.encoding, decoded.ratio)
  exchange.marks.countedMs = exchange.elapsedMs()
}

/** The part that waits: on the provider, watched for silence, and on the caller, pinged meanwhile. */
async function answerFrom(
  target: Target,
  decoded: DecodedRequest,
  exchange: Exchange,
  gateway: PipelineDeps,
) {
  const config = gateway.config()
  const silence = watchSilence(exchange, target.providerId, config)
  const heartbeat = decoded.facts.stream ? startHeartbeat(exchange, config.pingIntervalMs) : undefined
  try {
    const answer = await call(exchange, decoded, target, gateway)
    const secret = target.provider && (await gateway.registry.secretOf(target.provider))
    await respond(answer, exchange, {
      config,
      silence,
      secret,
      watchHold: meter => watchHold(exchange, meter, gateway.ledger),
      settle: () => settle(exchange, gateway),
    })
  } finally {
    silence.stop()
    heartbeat?.stop()
  }
}
