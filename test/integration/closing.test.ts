import { join } from 'node:path'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { builtPlaces } from '../support/built-program.ts'
import { openRawConnection } from '../support/chat-clients.ts'
import { gate, hang, send, wait } from '../support/fake-upstream.ts'
import { chatBody, formats, type GatewayRigOptions, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { rawRequest } from '../support/raw-http.ts'
import { readRawStream } from '../support/raw-stream.ts'
import { temporaryHome } from '../support/temporary-home.ts'

/** A rig on a home that outlives it, and what its log says. */
async function openRig({ deps, ...options }: GatewayRigOptions = {}) {
  const homeDir = temporaryHome()
  const told: string[] = []
  const log = pino({ level: 'warn' }, { write: line => void told.push(line) })
  const rig = await openGatewayRig({ ...options, homeDir, deps: { log, ...deps } })
  onTestFinished(() => rig[Symbol.asyncDispose]())
  return { ...rig, homeDir, told: () => told.join('') }
}

function readLedger(homeDir: string) {
  const ledger = new Database(join(homeDir, 'ledger.db'), { readonly: true })
  try {
    return {
      holds: ledger.prepare('SELECT count(*) FROM holds').pluck().get(),
      certainties: ledger.prepare('SELECT certainty FROM entries ORDER BY entry').pluck().all(),
    }
  } finally {
    ledger.close()
  }
}

const worker = (source: string) => new URL(`data:text/javascript,${encodeURIComponent(source)}`)

test.each([
  ['dies as soon as it starts', 'process.exit(1)'],
  ['does not answer', "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {})"],
  ['is busy for ever', 'for (;;) {}'],
])('a log writer that %s keeps nobody from quitting, and the ledger closes', async (_, source) => {
  const rig = await openRig({
    deps: { workerUrl: name => (name === 'log-writer' ? worker(source) : builtPlaces.workerUrl(name)) },
  })
  rig.upstream.script({ steps: [hang()] })
  const running = rig.post(paths['openai-chat'], chatBody('openai-chat')).catch(() => undefined)
  await expect.poll(() => rig.lastCall().body.length).toBeGreaterThan(0)
  await rig.gateway.close()
  await running
  expect(readLedger(rig.homeDir)).toEqual({ holds: 0, certainties: ['estimated'] })
  expect(rig.told()).toContain('the log was closed before all of it was written')
})

test('a log reader that does not answer keeps nobody from quitting', async () => {
  const rig = await openRig({
    deps: {
      workerUrl: name => (name === 'log-reader' ? worker('for (;;) {}') : builtPlaces.workerUrl(name)),
    },
  })
  const unanswered = rig.gateway.admin.listRequests({ offset: 0, limit: 1 }).catch(() => 'closed')
  await rig.gateway.close()
  expect(rig.told()).toMatch(/"step":"log reader".*passed its deadline/)
  expect(await unanswered).toBe('closed')
})

test.each(formats)(
  '%s: quitting waits for callers that still read, and refuses those who come',
  async format => {
    const rig = await openRig({ overrides: { drainTimeoutMs: 60_000 } })
    const body = JSON.stringify({ padding: 'x'.repeat(24 * 1024 * 1024) })
    rig.upstream.script({
      answer: { headers: { 'content-type': 'application/json' }, body },
      steps: [send()],
    })
    const slow = await rig.postRaw(paths[format], chatBody(format), ['connection: close'])
    await slow.readUntil('HTTP/1.1 200')
    slow.pause()
    const idle = await openRawConnection(rig.gateway.gatewayUrl)
    onTestFinished(() => idle.hangUp())

    const closed = rig.gateway.close().then(() => 'closed')
    await expect
      .poll(async () => (await fetch(`${rig.gateway.gatewayUrl}/healthz`)).status, { interval: 20 })
      .toBe(503)
    idle.send(
      rawRequest({
        target: paths[format],
        host: rig.host,
        headers: [`authorization: Bearer ${rig.gateway.token}`, 'content-type: application/json'],
        body: JSON.stringify(chatBody(format)),
      }),
    )
    const refused = (await idle.readUntil('shutting down')).toString()
    expect(refused).toMatch(/^HTTP\/1\.1 503 /)
    expect(refused).toMatch(/\r\nretry-after: 1\r\n/)

    slow.resume()
    const received = await slow.readAll()
    expect(received.subarray(received.indexOf('\r\n\r\n') + 4).length).toBe(Buffer.byteLength(body))
    expect(await closed).toBe('closed')
    expect(rig.calls()).toHaveLength(1)
  },
)

test('a stream that ends within the drain is whole, and one that does not is told and cut', async () => {
  const rig = await openRig({ overrides: { drainTimeoutMs: 400 } })
  const late = gate()
  rig.upstream.script(
    { answer: 'chat-stream-usage', steps: [send(1200), wait(late), send()] },
    { steps: [hang()] },
  )
  const asked = chatBody('openai-chat', { stream: true, stream_options: { include_usage: true } })
  const first = await rig.postRaw(paths['openai-chat'], asked)
  await first.readUntil('data: ')
  const second = await rig.postRaw(paths['openai-chat'], asked)
  await expect.poll(() => rig.calls()[1]?.body.length).toBeGreaterThan(0)
  const closed = rig.gateway.close()
  late.open()
  await closed
  expect(readRawStream(await first.readAll())).toMatchObject({ ended: true })
  expect((await second.readAll()).toString()).toMatch(/^HTTP\/1\.1 503 [\s\S]*shutting down/)
  expect(rig.told()).toMatch(/"requests":1,"drainTimeoutMs":400,.*closing cuts requests that run/)
  expect(readLedger(rig.homeDir)).toEqual({ holds: 0, certainties: ['exact', 'estimated'] })
})

test('closing now waits for nobody, and settles what runs', async () => {
  const rig = await openRig({ overrides: { drainTimeoutMs: 600_000 } })
  rig.upstream.script({ steps: [hang()] })
  const running = rig.post(paths['openai-chat'], chatBody('openai-chat'))
  await expect.poll(() => rig.lastCall().body.length).toBeGreaterThan(0)
  const closing = rig.gateway.close() // would wait for ten minutes
  await rig.gateway.closeNow()
  await closing
  expect((await running).status).toBe(500)
  expect(readLedger(rig.homeDir)).toEqual({ holds: 0, certainties: ['estimated'] })
})
