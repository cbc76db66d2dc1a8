import { type Sendable, translated } from '../answer/translated-answer.ts'
import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import { CollectedAnswer } from '../bytes/collected-answer.ts'
import { isRecord, parseJson } from '../bytes/json-value.ts'
import type { Answer } from '../bytes/relay.ts'
import { answerAsStream, type EventsWanted } from '../chat/answer-as-stream.ts'
import type { UsageReporting } from '../chat/usage-reporting.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { SecretFilter } from '../redaction/secret-filter.ts'
import { withoutSecret } from '../redaction/without-secret.ts'
import type { LargeAnswers, ReadAnswer } from '../tokens/large-answers.ts'
import type { Attempt } from './attempt.ts'
import { upstreamError } from './upstream-error.ts'

const answerLimitBytes = 64 * 1024 * 1024

export interface WholeDeps {
  readonly bytesInFlight: BytesInFlight
  /** Reads answers that are too long to be read on the main thread. */
  readonly largeAnswers: LargeAnswers
  /** Finds the provider's key, which must not appear in an answer. */
  readonly secret: SecretFilter | undefined
}

/**
 * Waits for all of an answer that comes as a whole, and reads it: what it used is known then, and an answer that breaks off
 * is never sent. Rejects with `upstream_*`, or with the reason for which the attempt was cancelled.
 */
export async function readWholeAnswer(answer: Answer, attempt: Attempt, deps: WholeDeps): Promise<Sendable> {
  const received = await collect(answer, attempt, deps)
  attempt.providerEnded()
  const untranslated = received.isSmall
    ? readSmall(received, answer, attempt, deps)
    : await readLarge(received, answer, attempt, deps)
  return attempt.translation ? translated(untranslated, answer.status, attempt) : untranslated
}

function collect(answer: Answer, attempt: Attempt, deps: WholeDeps): Promise<CollectedAnswer> {
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
  { bytesInFlight }: WholeDeps,
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

/** Throws `upstream_truncated` or `upstream_malformed` if the answer is no JSON. */
function readSmall(
  received: CollectedAnswer,
  answer: Answer,
  attempt: Attempt,
  { secret }: WholeDeps,
): Sendable {
  const body = received.joined()
  const text = body.toString('utf8')
  const parsed = parseJson(text)
  if (parsed === undefined && answer.status < 300) {
    // It reports no usage that could be read, so all of it is counted as the answer's text.
    attempt.tally.add(text)
    throw noAnswer(answer, attempt)
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
  const isError = answer.status < 300 && isErrorBody(parsed)
  return isError ? { bytes, asEvents, failedWith: parsed } : { bytes, asEvents }
}

/** Some providers answer with status 200 and a body that is an error. */
function isErrorBody(body: unknown): boolean {
  return isRecord(body) && (typeof body.error === 'string' || isRecord(body.error))
}

/** Does what `readSmall` does, but in a worker. The worker also strikes out the key. */
async function readLarge(
  received: CollectedAnswer,
  answer: Answer,
  attempt: Attempt,
  deps: WholeDeps,
): Promise<Sendable> {
  const read = await readInWorker(received, answer.status, attempt, deps)
  if (!read) throw upstreamError(attempt, 'upstream_too_large')
  if (!read.isJson && answer.status < 300) throw noAnswer(answer, attempt)
  return { bytes: read.bytes, asEvents: () => read.asEvents, translated: read.translated }
}

/** Undefined if the worker died while it read the answer. The tokens are then estimated from the number of bytes. */
async function readInWorker(
  received: CollectedAnswer,
  status: number,
  attempt: Attempt,
  { largeAnswers, secret }: WholeDeps,
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
      vectors: status < 300 ? attempt.translation?.workerJob() : undefined,
    })
    attempt.usage = read.usage
    tally.addCounted(read.said)
    return read
  } catch {
    tally.addUnread(received.bytes)
    return undefined
  }
}

/**
 * Why what came with a good status is no answer. If an answer ends with the connection, and has no length, JSON that does not
 * parse is the only sign that it was cut.
 */
function noAnswer(answer: Answer, attempt: Attempt): GatewayError {
  if (isJson(answer)) return upstreamError(attempt, 'upstream_truncated')
  const type = String(answer.headers['content-type'] ?? '')
    .split(';', 1)[0]
    ?.slice(0, 64)
  const content = type === 'text/html' ? 'a page of HTML' : type ? `something of the type ${type}` : 'nothing'
  return new GatewayError('upstream_malformed', { provider: attempt.target.provider.record.id, content })
}

function isJson({ headers }: Answer): boolean {
  return String(headers['content-type']).toLowerCase().startsWith('application/json')
}

/**
 * The provider charges also for an answer that broke off. If all of the answer came, its own report is used; of a part, the
 * tokens are estimated from the text or the bytes that came.
 */
function readBrokenOff(
  received: CollectedAnswer,
  { status }: Answer,
  attempt: Attempt,
  deps: WholeDeps,
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

function eventsWanted(status: number, { hidesUsage }: Attempt): EventsWanted {
  return { usageAsked: !hidesUsage, isRefusal: status >= 300 }
}

function reportingOf({ target }: Attempt): UsageReporting {
  const { adapter, record } = target.provider
  return adapter.reporting(record.baseUrl)
}
