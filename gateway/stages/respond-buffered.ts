import { GatewayError } from '../errors.ts'
import { type Exchange, upstreamError } from '../exchange.ts'
import { parseJson } from '../protocols/json-value.ts'
import type { Answer } from './answer.ts'
import { gatewayHeaders } from './gateway-headers.ts'
import { callerHeaders } from './headers.ts'
import type { RespondDeps } from './respond-deps.ts'
import { watchSlowReader } from './slow-reader.ts'
import { withoutSecretInTurns } from './without-secret.ts'

const answerLimitBytes = 64 * 1024 * 1024

/** An answer that comes whole: its cost is known before its first byte leaves, and a cut one never leaves. */
export async function respondBuffered(answer: Answer, exchange: Exchange, deps: RespondDeps): Promise<void> {
  const received = await collect(answer, exchange, deps)
  readAnswer(received, answer, exchange)
  const body = await withoutSecretInTurns(received, deps.secret)
  if (answer.status >= 400) exchange.outcome = 'upstream-failed'
  deps.settle()
  await endOfTurn()
  if (exchange.aborted) throw exchange.aborted
  exchange.responseBytes = body.length
  if (exchange.reply.headersSent) return endEventStream(body, exchange, deps)
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
      data(chunk) {
        silence.content()
        if (bytes + chunk.length > answerLimitBytes) {
          answer.body.pause()
          return reject(upstreamError(exchange, 'upstream_too_large'))
        }
        bytes += chunk.length
        chunks.push(chunk)
      },
      end: () => resolve(received()),
      fail: error =>
        giveUp(error instanceof GatewayError ? error : upstreamError(exchange, 'upstream_truncated', error)),
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
  const { reply } = exchange
  return new Promise((resolve, reject) => {
    exchange.onAbort(reject)
    reply.writeHead(answer.status, {
      ...callerHeaders(answer.headers, secret),
      'content-length': body.length,
      ...gatewayHeaders(exchange, true),
    })
    reply.end(body, resolve)
    watchSlowReader(reply, config.slowReaderTimeoutMs)
  })
}

/** The caller was told 200 while it waited: what came is an error now, in the provider's own words where it has any. */
function endEventStream(body: Uint8Array, exchange: Exchange, { config }: RespondDeps): void {
  const { protocol, reply } = exchange
  const text = Buffer.from(body).toString('utf8')
  if (parseJson(text) === undefined) throw upstreamError(exchange, 'upstream_truncated')
  reply.setTimeout(config.slowReaderTimeoutMs)
  reply.write(protocol.errorEvent(text), () => reply.socket?.destroySoon())
}
