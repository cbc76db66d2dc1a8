import type { Attempt } from '../attempts/attempt.ts'
import { upstreamError } from '../attempts/upstream-error.ts'
import { whenCounted } from '../attempts/when-counted.ts'
import { CollectedAnswer } from '../bytes/collected-answer.ts'
import { parseJson } from '../bytes/json-value.ts'
import type { Answer } from '../bytes/relay.ts'
import { type AnswerEvents, answerAsStream, type EventsWanted } from '../chat/answer-as-stream.ts'
import type { UsageReporting } from '../chat/usage-reporting.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { withoutSecret } from '../redaction/without-secret.ts'
import type { ReadAnswer } from '../tokens/large-answers.ts'
import { breakOff, endStream, endWhole } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'
import { callerHeaders } from './headers.ts'
import type { RespondDeps } from './respond-deps.ts'

const answerLimitBytes = 64 * 1024 * 1024

/** An answer that comes whole: its cost is known before its first byte leaves, and a cut one never leaves. */
export async function respondBuffered(answer: Answer, attempt: Attempt, deps: RespondDeps): Promise<void> {
  const { exchange, scope } = attempt
  const received = await collect(answer, attempt, deps)
  attempt.silence.stop() // the provider has said everything; how long the caller reads is not its fault
  const read = received.isSmall
    ? readSmall(received, answer, attempt, deps)
    : await readLarge(received, answer, attempt, deps)
  if (answer.status >= 400) exchange.outcome = 'upstream-failed'
  await whenCounted(attempt)
  deps.close(answer.status >= 300 ? 'refused' : 'complete')
  await endOfTurn()
  if (scope.reason) throw scope.reason
  if (exchange.reply.headersSent) return await endPinged(read, attempt, deps)
  exchange.responseBytes = read.bytes.length
  await send(read.bytes, answer, exchange, deps)
}

/** Answers of one turn leave together: each write wakes a caller, who would compete with the reading of the others. */
function endOfTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

function collect(answer: Answer, attempt: Attempt, deps: RespondDeps): Promise<CollectedAnswer> {
  const { scope, silence } = attempt
  return new Promise((resolve, reject) => {
    const received = new CollectedAnswer()
    let isOver = false
    const giveUp = (reason: GatewayError) => {
      if (isOver) return
      isOver = true
      try {
        readBrokenOff(received, answer, attempt, deps, reason.code !== 'shutting_down')
      } finally {
        reject(reason)
      }
    }
    scope.onCancel(giveUp)
    answer.body.flowTo({
      data: scope.guard(chunk => {
        if (isOver) return
        silence.content()
        if (received.bytes + chunk.length > answerLimitBytes) {
          answer.body.pause()
          return giveUp(upstreamError(attempt, 'upstream_too_large'))
        }
        received.add(chunk)
        const room = roomFor(received, answer, attempt.exchange, deps)
        if (room) waitForRoom(answer, room, attempt).catch(giveUp)
      }),
      end: scope.guard(() => {
        if (isOver) return
        isOver = true
        resolve(received)
      }),
      fail: scope.guard(error =>
        giveUp(error instanceof GatewayError ? error : upstreamError(attempt, 'upstream_truncated', error)),
      ),
    })
  })
}

/**
 * Of an answer whose length nobody declared, room for twice of what came; undefined where that is had at once. Short ones
 * are not worth asking for.
 */
function roomFor(
  received: CollectedAnswer,
  { headers }: Answer,
  exchange: Exchange,
  { bytesInFlight }: RespondDeps,
): Promise<void> | undefined {
  if (received.isSmall || received.bytes <= exchange.heldBytes) return undefined
  const declared = Number(headers['content-length'])
  const wanted = declared >= received.bytes ? declared : 2 * received.bytes
  return bytesInFlight.take(exchange, Math.min(wanted, answerLimitBytes) - exchange.heldBytes)
}

/** Nothing more of the answer is taken until there is room for it. */
async function waitForRoom({ body }: Answer, room: Promise<void>, { silence }: Attempt): Promise<void> {
  silence.paused = true
  body.pause()
  await room
  silence.paused = false
  body.resume()
}

/** What is sent to the caller: the bytes, or, where it was told that a stream comes, its events, which only JSON has. */
interface Sendable {
  readonly bytes: Uint8Array
  readonly asEvents: () => AnswerEvents | undefined
}

/** Throws `upstream_truncated` where the bytes are not what they should be. */
function readSmall(
  received: CollectedAnswer,
  answer: Answer,
  attempt: Attempt,
  { secret }: RespondDeps,
): Sendable {
  const body = received.joined()
  const text = body.toString('utf8')
  const parsed = parseJson(text)
  if (parsed === undefined && shouldBeJson(answer)) {
    attempt.tally.add(text)
    throw upstreamError(attempt, 'upstream_truncated')
  }
  readUsage(parsed, attempt)
  const bytes = withoutSecret(body, secret)
  const asEvents = () =>
    parsed === undefined
      ? undefined
      : answerAsStream(
          Buffer.from(bytes).toString('utf8'),
          attempt.exchange.caller,
          eventsWanted(answer.status, attempt),
        )
  return { bytes, asEvents }
}

/** The same in a worker, which also strikes out the key. */
async function readLarge(
  received: CollectedAnswer,
  answer: Answer,
  attempt: Attempt,
  deps: RespondDeps,
): Promise<Sendable> {
  const read = await readInWorker(received, answer.status, attempt, deps)
  if (!read) throw upstreamError(attempt, 'upstream_too_large')
  if (!read.isJson && shouldBeJson(answer)) throw upstreamError(attempt, 'upstream_truncated')
  return { bytes: read.bytes, asEvents: () => read.asEvents }
}

/** Undefined where the worker died of it: what it says is estimated by its bytes. */
async function readInWorker(
  received: CollectedAnswer,
  status: number,
  attempt: Attempt,
  { largeAnswers, secret }: RespondDeps,
): Promise<ReadAnswer | undefined> {
  const { facts, tally, target } = attempt
  try {
    const read = await largeAnswers.read({
      format: target.format,
      pieces: received.takePieces(),
      encoding: tally.encodingName,
      reporting: reportingOf(attempt),
      // It may have been told by then that a stream comes.
      asEvents: facts.stream ? eventsWanted(status, attempt) : undefined,
      secret: secret?.key,
    })
    attempt.usage = read.usage
    tally.addCounted(read.said)
    return read
  } catch {
    tally.addUnread(received.bytes)
    return undefined
  }
}

// Where the connection's end is the answer's end, a cut shows only here.
function shouldBeJson({ status, headers }: Answer): boolean {
  return status < 300 && String(headers['content-type']).toLowerCase().startsWith('application/json')
}

/** The provider worked for what came: a whole answer says what it cost, of half a one its bytes are what is known. */
function readBrokenOff(
  received: CollectedAnswer,
  { status }: Answer,
  attempt: Attempt,
  deps: RespondDeps,
  isTimeLeft: boolean,
): void {
  if (status >= 300 || attempt.usage) return
  if (received.isSmall) readSmallBrokenOff(received, attempt)
  else if (isTimeLeft) attempt.reading = readInWorker(received, status, attempt, deps).then(() => {})
  else attempt.tally.addUnread(received.bytes)
}

function readSmallBrokenOff(received: CollectedAnswer, attempt: Attempt): void {
  const text = received.joined().toString('utf8')
  const parsed = parseJson(text)
  if (parsed === undefined) attempt.tally.add(text)
  else readUsage(parsed, attempt)
}

function readUsage(parsed: unknown, attempt: Attempt): void {
  const { usage, text } = attempt.providerFormat.readAnswer(parsed, reportingOf(attempt))
  attempt.usage = usage
  if (!usage.complete) attempt.tally.add(text)
}

function send(
  body: Uint8Array,
  answer: Answer,
  exchange: Exchange,
  { config, secret }: RespondDeps,
): Promise<void> {
  const headers = {
    ...callerHeaders(answer.headers, secret),
    'content-length': body.length,
    ...gatewayHeaders(exchange, true),
  }
  return endWhole(exchange, answer.status, headers, body, config.slowReaderTimeoutMs)
}

/**
 * The caller was told 200 and an event stream while it waited. An answer is given as the stream that the caller asked for;
 * what is none is an error now, in the provider's own words where it has any.
 */
async function endPinged({ asEvents }: Sendable, attempt: Attempt, { config }: RespondDeps): Promise<void> {
  const { exchange } = attempt
  const events = asEvents()
  if (!events) throw upstreamError(attempt, 'upstream_truncated')
  exchange.responseBytes += events.bytes.length
  if (events.isAnswer) return await endStream(exchange, events.bytes, config.slowReaderTimeoutMs)
  exchange.outcome = 'upstream-failed'
  breakOff(exchange, events.bytes, config.slowReaderTimeoutMs)
}

function eventsWanted(status: number, { hidesUsage }: Attempt): EventsWanted {
  return { usageAsked: !hidesUsage, isRefusal: status >= 300 }
}

function reportingOf({ target }: Attempt): UsageReporting {
  const { adapter, record } = target.provider
  return adapter.reporting(record.baseUrl)
}
