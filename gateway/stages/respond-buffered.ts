import { GatewayError } from '../errors.ts'
import { type Exchange, upstreamError } from '../exchange.ts'
import { parseJson } from '../protocols/json-value.ts'
import type { Answer } from './answer.ts'
import { breakOff, endStream, endWhole } from './ending.ts'
import { gatewayHeaders } from './gateway-headers.ts'
import { callerHeaders } from './headers.ts'
import type { RespondDeps } from './respond-deps.ts'
import { withoutSecret } from './without-secret.ts'

const answerLimitBytes = 64 * 1024 * 1024

/** An answer that comes whole: its cost is known before its first byte leaves, and a cut one never leaves. */
export async function respondBuffered(answer: Answer, exchange: Exchange, deps: RespondDeps): Promise<void> {
  const received = await collect(answer, exchange, deps)
  deps.silence.stop() // the provider has said everything; how long the caller reads is not its fault
  readAnswer(received, answer, exchange)
  const body = withoutSecret(received, deps.secret)
  if (answer.status >= 400) exchange.outcome = 'upstream-failed'
  deps.settle()
  await endOfTurn()
  if (exchange.aborted) throw exchange.aborted
  if (exchange.reply.headersSent) return endPinged(body, answer, exchange, deps)
  exchange.responseBytes = body.length
  await send(body, answer, exchange, deps)
}

/** Answers of one turn leave together: each write wakes a caller, who would compete with the reading of the others. */
function endOfTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

function collect(answer: Answer, exchange: Exchange, { silence }: RespondDeps): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let bytes = 0
    const received = () => Buffer.concat(chunks, bytes)
    const giveUp = (reason: GatewayError) => {
      readBrokenOff(received(), answer, exchange)
      reject(reason)
    }
    exchange.onAbort(giveUp)
    answer.body.flowTo({
      data: exchange.guard(chunk => {
        silence.content()
        if (bytes + chunk.length > answerLimitBytes) {
          answer.body.pause()
          return reject(upstreamError(exchange, 'upstream_too_large'))
        }
        bytes += chunk.length
        chunks.push(chunk)
      }),
      end: exchange.guard(() => resolve(received())),
      fail: exchange.guard(error =>
        giveUp(error instanceof GatewayError ? error : upstreamError(exchange, 'upstream_truncated', error)),
      ),
    })
  })
}

function readAnswer(body: Buffer, { status, headers }: Answer, exchange: Exchange): void {
  const parsed = parseJson(body.toString('utf8'))
  // Where the connection's end is the answer's end, a cut shows only here.
  const declared = String(headers['content-type']).toLowerCase().startsWith('application/json')
  if (parsed === undefined && declared && status < 300) {
    exchange.tally?.add(body.toString('utf8'))
    throw upstreamError(exchange, 'upstream_truncated')
  }
  readUsage(parsed, exchange)
}

/** The provider worked for what came: a whole answer says what it cost, of half a one its bytes are what is known. */
function readBrokenOff(body: Buffer, { status }: Answer, exchange: Exchange): void {
  if (status >= 300 || exchange.usage) return
  const text = body.toString('utf8')
  const parsed = parseJson(text)
  if (parsed === undefined) exchange.tally?.add(text)
  else readUsage(parsed, exchange)
}

function readUsage(parsed: unknown, exchange: Exchange): void {
  const { usage, text } = exchange.protocol.readAnswer(parsed)
  exchange.usage = usage
  if (!usage.complete) exchange.tally?.add(text)
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
async function endPinged(
  body: Uint8Array,
  { status }: Answer,
  exchange: Exchange,
  { config }: RespondDeps,
): Promise<void> {
  const { facts, protocol } = exchange
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8')
  const usageAsked = facts?.usageEdits.length === 0
  const events = status < 300 ? protocol.answerEvents(text, usageAsked) : undefined
  if (events !== undefined) {
    exchange.responseBytes += Buffer.byteLength(events)
    return await endStream(exchange, events, config.slowReaderTimeoutMs)
  }
  if (parseJson(text) === undefined) throw upstreamError(exchange, 'upstream_truncated')
  exchange.outcome = 'upstream-failed'
  exchange.responseBytes += body.length
  breakOff(exchange, protocol.errorEvent(text), config.slowReaderTimeoutMs)
}
