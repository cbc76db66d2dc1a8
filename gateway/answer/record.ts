import type { IncomingMessage } from 'node:http'
import { type Attempt, progressOf, sentMsOf, statusOf } from '../attempts/attempt.ts'
import { projectNamed } from '../attempts/attribution.ts'
import { keyNameOf } from '../catalog/key-name.ts'
import type { CacheTrace } from '../contract/answer-cache.ts'
import { inputTokens, outputTokens } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import { type Exchange, routeOf } from '../exchange.ts'
import type { Client } from '../identity/clients.ts'
import { arithmeticOf } from '../pricing/arithmetic.ts'
import { providersOwnBill } from '../pricing/price.ts'
import type { SettlementRecord } from '../storage/ledger-records.ts'
import type { AttemptRecord, LogRecord } from '../storage/log-record.ts'
import { certaintyOfAttempts, costOfAttempts, toAttemptRecord } from './attempt-record.ts'
import { whyColumns } from './failure.ts'

/** One row of the log. It holds only the fields listed here, and never a prompt, an answer or a credential. */
export function toLogRecord(exchange: Exchange): LogRecord {
  const { client, facts, reply, request, target, trace, error } = exchange
  const settlements = exchange.attempts.filter(({ hold }) => hold).map(({ settlement }) => settlement)
  return {
    ...ofAttempt(exchange.attempt),
    ...ofAttempts(exchange.attempts),
    ...(exchange.cache === undefined ? noCache : ofCache(exchange.cache)),
    requestId: exchange.requestId,
    startedAtMs: exchange.startedAtMs,
    ...ofCaller(client, request),
    format: exchange.format,
    purpose: exchange.purpose,
    method: request.method,
    path: pathOnly(request.url),
    providerId: target?.provider.record.id,
    // The provider's name for the model, so that a model has one name in the log. The caller's name only if it led to no
    // model.
    model: target?.model ?? facts?.model,
    route: routeOf(exchange),
    trace: trace && JSON.stringify(trace),
    ...whyColumns(exchange),
    streaming: facts?.stream ?? false,
    sandbox: target?.provider.adapter.isSimulated === true,
    outcome: exchange.outcome ?? 'completed',
    status: reply.headersSent ? reply.statusCode : (error?.status ?? 0),
    errorCode: error?.code,
    userAgent: userAgentOf(request),
    requestBytes: exchange.requestBytes,
    responseBytes: exchange.responseBytes,
    durationMs: exchange.elapsedMs(),
    certainty: certaintyOfAttempts(settlements),
    costNanoUsd: costOfAttempts(settlements),
  }
}

/** The attempts that held something. A request with only one, as nearly all have, needs no record of it: see `LogRecord`. */
function ofAttempts(attempts: readonly Attempt[]) {
  const [first] = attempts
  if (attempts.length > 1 || !first?.hold || first.state.type !== 'ended')
    return {
      attemptFormat: undefined,
      attemptState: undefined,
      attemptEndedMs: undefined,
      attemptKeyName: undefined,
      attempts: attempts.flatMap(recordOf),
    }
  const { how, endedMs } = first.state
  return {
    attemptFormat: first.hold.format,
    attemptState: how,
    attemptEndedMs: endedMs,
    attemptKeyName: keyNameOf(first.target.provider, first.keyId),
    attempts: noAttempts,
  }
}

/** Whose request it is, and for which project. */
export function ofCaller(client: Client | undefined, { headers }: IncomingMessage) {
  return {
    clientId: client?.id,
    clientName: client?.name,
    personId: client?.personId ?? undefined,
    teamId: client?.teamId ?? undefined,
    project: projectNamed(headers),
  }
}

function ofCache(cache: CacheTrace) {
  return {
    cache: JSON.stringify(cache),
    cacheOutcome: cache.outcome,
    cacheWouldBe: cache.wouldBe,
    savedNanoUsd: cache.savedNanoUsd === undefined ? undefined : (BigInt(cache.savedNanoUsd) as NanoUsd),
    savedMs: cache.savedMs,
  }
}

const noCache = {
  cache: undefined,
  cacheOutcome: undefined,
  cacheWouldBe: undefined,
  savedNanoUsd: undefined,
  savedMs: undefined,
} as const satisfies Partial<LogRecord>

const noAttempts: readonly AttemptRecord[] = []

/** The fields that come from the attempt that answered or, if none did, from the last attempt. */
function ofAttempt(attempt: Attempt | undefined) {
  const { hold, settlement } = attempt ?? {}
  const tokens = settlement?.certainty === 'none' ? undefined : settlement?.tokens
  const progress = attempt && progressOf(attempt)
  const answering = progress?.type === 'answering' ? progress : undefined
  return {
    inputTokens: tokens && inputTokens(tokens),
    cacheReadTokens: tokens?.cacheRead,
    cacheWriteTokens: tokens && tokens.cacheWrite + tokens.cacheWriteOneHour,
    outputTokens: tokens && outputTokens(tokens),
    reasoningTokens: tokens?.reasoning,
    priceSource: settlement?.billed === undefined ? hold?.priceSource : providersOwnBill,
    arithmetic: attempt && arithmeticText(attempt),
    doubt: settlement?.doubt,
    receipt: attempt?.translation && JSON.stringify(attempt.translation.receipt),
    estimatedInputTokens: attempt?.inputTokens,
    heldOutputTokens: hold?.outputTokens,
    heldNanoUsd: hold?.amount,
    upstreamStatus: answering?.status,
    upstreamRequestId: attempt?.upstreamRequestId,
    countedMs: attempt?.countedMs,
    heldMs: attempt?.heldMs,
    upstreamSentMs: attempt && sentMsOf(attempt),
    upstreamHeadersMs: answering?.headersMs,
    firstTokenMs: attempt?.firstTokenMs,
  } as const
}

/** The log's record of an attempt. None for an attempt that held nothing. */
function recordOf(attempt: Attempt): readonly AttemptRecord[] {
  const { firstTokenMs, heldMs, hold, scope, settlement, state } = attempt
  if (!hold || state.type !== 'ended') return []
  const { endedMs, how, reached } = state
  const headersMs = reached.type === 'answering' ? reached.headersMs : undefined
  const times = { heldMs, sentMs: sentMsOf(attempt), headersMs, firstTokenMs, endedMs }
  const errorCode = scope.reason?.code
  const keyName = keyNameOf(attempt.target.provider, attempt.keyId)
  const upstreamStatus = statusOf(attempt)
  return [toAttemptRecord({ hold, settlement, state: how, keyName, upstreamStatus, errorCode, times })]
}

function arithmeticText({ settlement, price }: Attempt): string | undefined {
  if (!settlement || settlement.certainty === 'none') return undefined
  const arithmetic = arithmeticOf(settlement, price, settlement.atMost)
  return arithmetic && JSON.stringify(arithmetic)
}

/**
 * The rows of requests that a crash left open and that this start has settled, one row for each request. How long they took
 * is unknown, because that was lost in the crash.
 */
export function recoveredRecords(
  recovered: readonly SettlementRecord[],
  clientOf: (id: Client['id']) => Client | undefined,
): readonly LogRecord[] {
  const requests = Map.groupBy(recovered, ({ hold }) => hold.requestId)
  return [...requests.values()].flatMap(settlements => {
    const last = settlements.at(-1)
    return last ? [recoveredRecord(last, settlements, clientOf(last.hold.clientId))] : []
  })
}

function recoveredRecord(
  { hold, tokens }: SettlementRecord,
  settlements: readonly SettlementRecord[],
  client: Client | undefined,
): LogRecord {
  const isOnly = settlements.length === 1 && hold.attempt === 1
  return {
    ...unknownOfRequest,
    ...(isOnly
      ? { attemptFormat: hold.format, attemptState: 'broken' }
      : { attempts: settlements.map(toRecoveredAttempt) }),
    purpose: 'answer',
    method: undefined,
    requestId: hold.requestId,
    startedAtMs: settlements[0]?.hold.openedAtMs ?? hold.openedAtMs,
    clientId: hold.clientId,
    clientName: client?.name,
    personId: hold.personId,
    teamId: hold.teamId,
    project: hold.project,
    providerId: hold.providerId,
    model: hold.model,
    format: hold.format,
    route: `${hold.providerId}/${hold.model}`,
    sandbox: hold.sandbox,
    outcome: 'recovered',
    certainty: 'estimated',
    inputTokens: inputTokens(tokens),
    outputTokens: outputTokens(tokens),
    costNanoUsd: costOfAttempts(settlements),
    priceSource: hold.priceSource,
    estimatedInputTokens: hold.inputTokens,
    heldOutputTokens: hold.outputTokens,
    heldNanoUsd: hold.amount,
  }
}

function toRecoveredAttempt(settlement: SettlementRecord): AttemptRecord {
  const { hold } = settlement
  const unknown = { upstreamStatus: undefined, errorCode: undefined, times: {} }
  return toAttemptRecord({ hold, settlement, state: 'broken', ...unknown })
}

/** The fields of a row that are unknown because the request did not end in the pipeline. */
export const unknownOfRequest = {
  ...noCache,
  path: '',
  streaming: false,
  status: 0,
  errorCode: undefined,
  cacheReadTokens: undefined,
  cacheWriteTokens: undefined,
  reasoningTokens: undefined,
  arithmetic: undefined,
  doubt: undefined,
  receipt: undefined,
  trace: undefined,
  failure: undefined,
  budgets: undefined,
  refusedBy: undefined,
  upstreamStatus: undefined,
  upstreamRequestId: undefined,
  userAgent: undefined,
  requestBytes: 0,
  responseBytes: 0,
  countedMs: undefined,
  heldMs: undefined,
  upstreamSentMs: undefined,
  upstreamHeadersMs: undefined,
  firstTokenMs: undefined,
  durationMs: 0,
  attemptFormat: undefined,
  attemptState: undefined,
  attemptKeyName: undefined,
  attemptEndedMs: undefined,
  attempts: noAttempts,
} as const satisfies Partial<LogRecord>

/** The path without its query. A person may have pasted a key into the query. */
export function pathOnly(url = ''): string {
  return url.split('?', 1)[0]?.slice(0, 128) ?? ''
}

export function userAgentOf({ headers }: IncomingMessage): string | undefined {
  return headers['user-agent']?.slice(0, 256)
}
