import type { Attempt } from '../attempts/attempt.ts'
import { upstreamError } from '../attempts/upstream-error.ts'
import { whenCounted } from '../attempts/when-counted.ts'
import { CollectedAnswer } from '../bytes/collected-answer.ts'
import { parseJson } from '../bytes/json-value.ts'
import type { Answer } from '../bytes/relay.ts'
import { answerAsStream, type EventsWanted } from '../chat/answer-as-stream.ts'
import type { UsageReporting } from '../chat/usage-reporting.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import { withoutSecret } from '../redaction/without-secret.ts'
import type { ReadAnswer } from '../tokens/large-answers.ts'
import { breakOff, endStream, endWhole } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'
import { callerHeaders } from './headers.ts'
import type { RespondDeps } from './respond-deps.ts'
import { type Sendable, translated } from './translated-answer.ts'

const answerLimitBytes = 64 * 1024 * 1024

/**
 * Sends an answer that comes as a whole. It is sent once all of it is there, so its cost can be in its headers, and an
 * answer that breaks off is never sent.
 */
export async function respondBuffered(answer: Answer, attempt: Attempt, deps: RespondDeps): Promise<void> {
  const { exchange, scope } = attempt
  const received = await collect(answer, attempt, deps)
  // The provider has sent everything, so it must not be blamed for a caller that reads slowly.
  attempt.silence.stop()
  const untranslated = received.isSmall
    ? readSmall(received, answer, attempt, deps)
    : await readLarge(received, answer, attempt, deps)
  const read = attempt.translation ? translated(untranslated, answer.status, attempt) : untranslated
  if (answer.status >= 400) exchange.outcome = 'upstream-failed'
  await whenCounted(attempt)
  deps.close(answer.status >= 300 ? 'refused' : 'complete')
  await endOfTurn()
  if (scope.reason) throw scope.reason
  if (exchange.reply.headersSent) return await endPinged(read, attempt, deps)
  exchange.responseBytes = read.bytes.length
  await send(read, answer, exchange, deps)
}

/**
 * Waits for the end of this turn of the event loop, so that all answers of one turn are sent together. Each write wakes a
 * caller's process, which would compete for the processor while the other answers are still being read.
 */
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
        silence.bytes(chunk)
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
 * Asks for room in memory for the declared length or, if none was declared, for twice what has come so far. Undefined if
 * there is enough room already, or if it is granted at once. For short answers no room is asked for, because asking would
 * cost more than it is worth.
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

/** Pauses the answer until there is room in memory for it. */
async function waitForRoom({ body }: Answer, room: Promise<void>, { silence }: Attempt): Promise<void> {
  silence.paused = true
  body.pause()
  await room
  silence.paused = false
  body.resume()
}

/** Throws `upstream_truncated` if the answer says that it is JSON and its bytes are not. */
function readSmall(
  received: CollectedAnswer,
  answer: Answer,
  attempt: Attempt,
  { secret }: RespondDeps,
): Sendable {
  const body = received.joined()
  const text = body.toString('utf8')
  const parsed = parseJson(text)
  if (parsed === undefined && answer.status < 300) {
    // It reports no usage that could be read, so all of it is counted as the answer's text.
    attempt.tally.add(text)
    if (shouldBeJson(answer)) throw upstreamError(attempt, 'upstream_truncated')
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

/** Does what `readSmall` does, but in a worker. The worker also strikes out the key. */
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

/** Undefined if the worker died while it read the answer. The tokens are then estimated from the number of bytes. */
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
      // While the worker reads, a ping may tell the caller that a stream comes. Then the events are needed.
      asEvents: facts.stream ? eventsWanted(status, attempt) : undefined,
      secrets: secret?.keys,
    })
    attempt.usage = read.usage
    tally.addCounted(read.said)
    return read
  } catch {
    tally.addUnread(received.bytes)
    return undefined
  }
}

// If the answer ends with the connection, and has no length, JSON that does not parse is the only sign that it was cut.
function shouldBeJson({ status, headers }: Answer): boolean {
  return status < 300 && String(headers['content-type']).toLowerCase().startsWith('application/json')
}

/**
 * The provider charges also for an answer that broke off. If all of the answer came, its own report is used; of a part, the
 * tokens are estimated from the text or the bytes that came.
 */
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
  { bytes, retryAfterSeconds, status, type }: Sendable,
  answer: Answer,
  exchange: Exchange,
  { config, secret }: RespondDeps,
): Promise<void> {
  const headers = {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...callerHeaders(answer.headers, secret),
    ...(type !== undefined && { 'content-type': type }),
    'content-length': bytes.length,
    ...gatewayHeaders(exchange, true),
  }
  return endWhole(exchange, status ?? answer.status, headers, bytes, config.slowReaderTimeoutMs)
}

/**
 * Ends a reply that began as an event stream with status 200, because the caller was sent pings while it waited. An answer
 * is turned into the stream that the caller asked for. A refusal becomes an error event, with the provider's own message if
 * there is one.
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
