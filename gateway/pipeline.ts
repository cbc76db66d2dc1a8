import type { Logger } from 'pino'
import { conclude, concludeFailure } from './answer/conclude.ts'
import { answerOwnCount, callForCount, chooseForCount } from './answer/count-tokens.ts'
import { startHeartbeat } from './answer/heartbeat.ts'
import { answerQuote, isDryRun } from './answer/quote.ts'
import { respond } from './answer/respond.ts'
import { type CallDeps, call } from './attempts/call.ts'
import { watchHold } from './attempts/hold-watch.ts'
import { reserve } from './attempts/reserve.ts'
import { settle } from './attempts/settle.ts'
import { watchSilence } from './attempts/silence.ts'
import { worstOutput } from './budgets/learned-output.ts'
import { headOf } from './chat/request-head.ts'
import type { Config } from './config/schema.ts'
import { Exchange, type ExchangeClock, type Inbound } from './exchange.ts'
import { logSafely } from './guarded.ts'
import { authenticate } from './identity/authenticate.ts'
import type { Clients } from './identity/clients.ts'
import type { UnauthenticatedCounts } from './identity/unauthenticated-counts.ts'
import { type DecodeDeps, type DecodedRequest, decode } from './ingress/decode.ts'
import { readBody } from './ingress/read-body.ts'
import type { Estimates } from './ledger/estimates.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { PriceBook } from './pricing/price-book.ts'
import { type Catalog, chooseTarget, type Target } from './routing/choose-target.ts'
import type { RunningExchanges } from './running-exchanges.ts'
import type { LogWriter } from './storage/log-writer.ts'
import type { CountingAllowance } from './tokens/counting-allowance.ts'
import type { LargeAnswers } from './tokens/large-answers.ts'
import { outputLimitOf } from './tokens/output-limit.ts'
import { TextTally } from './tokens/text-tally.ts'

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
  readonly unauthenticated: UnauthenticatedCounts
  readonly largeAnswers: LargeAnswers
  readonly countingAllowance: CountingAllowance
  readonly log: Logger
}

/** One request, top to bottom. Never rejects: what goes wrong is told to the caller, settled and logged. */
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
    if (exchange) conclude(exchange, gateway)
  }
}

async function run(exchange: Exchange, gateway: PipelineDeps): Promise<void> {
  const { headers } = exchange.request
  const client = authenticate(headers, gateway.clients)
  exchange.client = client
  if (exchange.purpose === 'answer' && isDryRun(headers)) exchange.purpose = 'quote'
  const body = await readBody(exchange, gateway)
  exchange.requestBytes = body.length
  const { format } = exchange.protocol
  const decoded = await decode(body, headOf(exchange.request), format, gateway)
  learn(exchange, decoded, gateway)
  const choose = exchange.purpose === 'count' ? chooseForCount : chooseTarget
  const target = choose(decoded.facts.model, format, gateway.catalog())
  exchange.target = target
  if (exchange.purpose === 'quote') return await answerQuote(exchange, client, decoded, target, gateway)
  // A count costs nothing, so it holds nothing.
  if (exchange.purpose !== 'count') await reserve(exchange, client, decoded, target, gateway)
  await answerFrom(target, decoded, exchange, gateway)
}

function learn(exchange: Exchange, decoded: DecodedRequest, gateway: PipelineDeps): void {
  exchange.facts = decoded.facts
  exchange.inputTokens = decoded.inputTokens
  // Not `decoded` itself, which would keep the body for as long as the answer takes.
  exchange.counted = decoded.counted
  exchange.tally = new TextTally({
    encoding: decoded.encoding,
    ratio: decoded.ratio,
    allowance: gateway.countingAllowance,
    countLater: gateway.largeAnswers.count,
    estimatedAtMostTokens: worstOutput({
      ...decoded.facts,
      modelLimit: outputLimitOf(decoded.facts.model),
    }),
  })
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
  const streams = decoded.facts.stream && exchange.purpose === 'answer'
  const heartbeat = streams ? startHeartbeat(exchange, config.pingIntervalMs) : undefined
  try {
    const ask = exchange.purpose === 'count' ? callForCount : call
    const answer = await ask(exchange, decoded, target, gateway)
    if (!answer) return answerOwnCount(exchange)
    const secret = target.provider && (await gateway.registry.secretOf(target.provider))
    await respond(answer, exchange, {
      config,
      silence,
      secret,
      largeAnswers: gateway.largeAnswers,
      bytesInFlight: gateway.bytesInFlight,
      readingPace: gateway.readingPace,
      watchHold: meter => watchHold(exchange, meter, gateway.ledger),
      settle: () => settle(exchange, gateway),
    })
  } finally {
    silence.stop()
    heartbeat?.stop()
  }
}
