import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { send } from '../support/fake-upstream.ts'
import { chatBody, formats, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { readRawStream } from '../support/raw-stream.ts'

const mebibyte = 1024 * 1024
/** Far more than the sockets on the way hold back by themselves. */
const wholeBytes = 48 * mebibyte
const boundBytes = 32 * mebibyte

let impatient: GatewayRig
let patient: GatewayRig

beforeAll(async () => {
  impatient = await openGatewayRig({ overrides: { slowReaderTimeoutMs: 300 } })
  patient = await openGatewayRig()
})
afterAll(async () => {
  await impatient[Symbol.asyncDispose]()
  await patient[Symbol.asyncDispose]()
})

/** An endless-looking stream, made as it is taken; `taken()` says how much of it that was. */
function long(end: string) {
  const piece = Buffer.from(`data: {"padding":"${'x'.repeat(64 * 1024 - 24)}"}\n\n`)
  const hash = createHash('sha256')
  let takenBytes = 0
  function* pieces() {
    for (; takenBytes < wholeBytes; takenBytes += piece.length) {
      hash.update(piece)
      yield piece
    }
    hash.update(end)
    yield Buffer.from(end)
  }
  return {
    answer: { headers: { 'content-type': 'text/event-stream' }, body: pieces() },
    taken: () => takenBytes,
    digest: () => hash.digest('hex'),
  }
}

const ends = {
  'openai-chat': 'data: [DONE]\n\n',
  'anthropic-messages': 'event: message_stop\ndata: {"type":"message_stop"}\n\n',
} as const

test.each(formats)('%s: a caller that stops reading stops the provider too, and is let go', async format => {
  const stream = long(ends[format])
  impatient.upstream.script({ answer: stream.answer, steps: [send()] })
  const bytesBefore = process.memoryUsage().arrayBuffers
  const caller = await impatient.postRaw(paths[format], chatBody(format, { stream: true }))
  await caller.readUntil('data: ')
  caller.pause()
  await expect.poll(() => impatient.lastCall().abortedAtMs).toBeDefined()
  expect(stream.taken()).toBeLessThan(boundBytes)
  expect(process.memoryUsage().arrayBuffers - bytesBefore).toBeLessThan(boundBytes)
  const rows = formats.indexOf(format) + 1
  expect(await impatient.newestRow(rows)).toMatchObject({ outcome: 'client-gone', certainty: 'estimated' })
  caller.resume()
  expect(readRawStream(await caller.readAll()).ended).toBe(false)
})

test('a caller that reads on in time gets everything', async () => {
  const stream = long(ends['openai-chat'])
  patient.upstream.script({ answer: stream.answer, steps: [send()] })
  const reply = await patient.post(paths['openai-chat'], chatBody('openai-chat', { stream: true }))
  // Nothing is read, so the provider comes to a stop: twice the same is a stop.
  let seen = 0
  const hasStopped = () => {
    const before = seen
    seen = stream.taken()
    return seen > 0 && seen === before
  }
  await expect.poll(hasStopped, { interval: 100 }).toBe(true)
  expect(stream.taken()).toBeLessThan(boundBytes)
  const hash = createHash('sha256')
  for await (const chunk of reply.body ?? []) hash.update(chunk)
  expect(hash.digest('hex')).toBe(stream.digest())
  expect(await patient.rowOf(reply)).toMatchObject({ outcome: 'completed' })
})
