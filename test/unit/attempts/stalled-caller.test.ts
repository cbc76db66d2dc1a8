import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { refuse } from '../../../gateway/answer/refuse.ts'
import { respond } from '../../../gateway/answer/respond.ts'
import type { Attempt } from '../../../gateway/attempts/attempt.ts'
import type { ReadySpeech } from '../../../gateway/attempts/first-to-speak.ts'
import { StreamReader } from '../../../gateway/attempts/stream-reader.ts'
import { BytesInFlight } from '../../../gateway/bytes/bytes-in-flight.ts'
import { createByteRelay, ReadingPace } from '../../../gateway/bytes/relay.ts'
import { createSseFramer } from '../../../gateway/bytes/sse.ts'
import { configSchema } from '../../../gateway/config/schema.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import { Exchange } from '../../../gateway/exchange.ts'
import type { LargeAnswers } from '../../../gateway/tokens/large-answers.ts'
import { newAttempt } from '../../support/attempt-rig.ts'
import { openLedgerRig } from '../../support/ledger-rig.ts'

const log = pino({ level: 'silent' })
const open: { close(): void }[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

/** An exchange whose caller reads nothing, and whose socket is full. */
async function openStalledAttempt(): Promise<Attempt> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const caller = connect((server.address() as AddressInfo).port, '127.0.0.1')
  open.push({ close: () => void server.close() }, { close: () => void caller.destroy() })
  caller.pause().on('error', () => {})
  caller.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n')
  const [request, reply] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  if (reply.socket) await fill(reply.socket)
  const inbound = { requestId: 'req_1' as never, format: 'openai-chat' as const, request, reply }
  const exchange = new Exchange(inbound, { now: Date.now, monotonicMs: () => performance.now() }, log)
  return newAttempt({ exchange })
}

/** Little is left over in Node's own buffer, so that it takes more. */
async function fill(socket: Socket): Promise<void> {
  const piece = Buffer.alloc(4096)
  for (let refused = 0; refused < 3; ) {
    if (socket.writableLength === 0) socket.write(piece)
    await setImmediate()
    refused = socket.writableLength === 0 ? 0 : refused + 1
  }
}

function openLedger() {
  const rig = openLedgerRig()
  open.push(rig)
  return rig.ledger
}

const slowReaderTimeoutMs = 50
const config = {
  ...Object.fromEntries(
    Object.entries(configSchema.properties).map(([key, { default: value }]) => [key, value]),
  ),
  slowReaderTimeoutMs,
} as never

function deps() {
  const bytesInFlight = new BytesInFlight({ maxBytes: () => 1e9, waitMs: () => 0 })
  const largeAnswers = {} as LargeAnswers // small ones need none
  return {
    config,
    secret: undefined,
    close: () => undefined,
    largeAnswers,
    bytesInFlight,
    readingPace: new ReadingPace(),
  }
}

function answer(contentType: string, text: string) {
  const body = createByteRelay({ pause() {}, resume() {}, cancel() {} })
  body.data(Buffer.from(text))
  body.end()
  return { status: 200, headers: { 'content-type': contentType }, body }
}

test.each([
  ['stream', 'text/event-stream', 'data: {"choices":[]}\n\ndata: [DONE]\n\n'],
  ['whole answer', 'application/json', '{"choices":[]}'],
])('a caller that does not take the last bytes of a %s is let go', async (_, type, text) => {
  const attempt = await openStalledAttempt()
  const came = answer(type, text)
  const speech: ReadySpeech =
    type === 'text/event-stream'
      ? {
          type: 'stream',
          answer: came,
          reader: new StreamReader(came, createSseFramer, attempt, openLedger()),
        }
      : { type: 'whole', answer: came, read: { bytes: Buffer.from(text), asEvents: () => undefined } }
  await expect(respond(speech, attempt, deps())).rejects.toMatchObject({ code: 'client_gone' })
  expect(attempt.exchange.reply.destroyed).toBe(true)
})

test('a caller that does not take the error at the end of its stream is let go', async () => {
  const { exchange } = await openStalledAttempt()
  exchange.reply.writeHead(200)
  refuse(exchange, new GatewayError('upstream_truncated', { provider: 'x' }), slowReaderTimeoutMs)
  await expect.poll(() => exchange.reply.destroyed).toBe(true)
})
