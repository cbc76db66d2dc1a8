import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { formatOf } from '../../gateway/formats/index.ts'
import { type Behaviour, gate, hang, head, readFixture, send, wait } from '../support/fake-upstream.ts'
import { chatBody, formats, openGatewayRig, paths, streams } from '../support/gateway-rig.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'

async function openRig(pingIntervalMs: number) {
  const rig = await openGatewayRig({ overrides: { pingIntervalMs } })
  onTestFinished(() => rig[Symbol.asyncDispose]())
  const request = (format: (typeof formats)[number], stream: boolean, version = '1.1') => {
    const options = stream && format === 'openai-chat' ? { stream_options: { include_usage: true } } : {}
    const bytes = rawRequest({
      target: paths[format],
      host: rig.host,
      headers: [`authorization: Bearer ${rig.gateway.token}`, 'content-type: application/json'],
      body: JSON.stringify(chatBody(format, { stream, ...options })),
    })
    return Buffer.from(bytes.toString('latin1').replace('HTTP/1.1', `HTTP/${version}`), 'latin1')
  }
  return { ...rig, request }
}

const origins = ['127.0.0.1', '[::1]'] as const

test.each(
  origins.flatMap(host =>
    formats.flatMap(format => ['1.0', '1.1'].map(version => ({ host, format, version }))),
  ),
)('a whole answer reaches a caller that only ended its side: $host $format HTTP/$version', async cell => {
  const { host, format, version } = cell
  const rig = await openRig(15)
  const late = gate()
  rig.upstream.script({
    answer: format === 'openai-chat' ? 'chat-completion' : 'message',
    steps: [wait(late), send()],
  })
  const origin = rig.gateway.gatewayUrl.replace('127.0.0.1', host)
  const answered = sendRaw(origin, rig.request(format, false, version), { halfClose: true })
  await late.reached
  // Another one has been pinged meanwhile, so this one was probed more than once.
  const watcher = await rig.postRaw(paths[format], chatBody(format, { stream: true }))
  await watcher.readUntil(formatOf(format).caller.ping)
  watcher.hangUp()
  late.open()
  const { answers, closed } = await answered
  expect(answers).toHaveLength(1)
  expect(answers[0]?.status).toBe(200)
  expect(answers[0]?.body).toEqual(readFixture(format === 'openai-chat' ? 'chat-completion' : 'message').body)
  expect(answers[0]?.headers.connection === 'close' || closed || version === '1.1').toBe(true)
})

test.each(formats)('%s: a stream reaches a caller that only ended its side, whole', async format => {
  const rig = await openRig(600_000)
  const late = gate()
  rig.upstream.script({ answer: streams[format], steps: [send(1200), wait(late), send()] })
  const answered = sendRaw(rig.gateway.gatewayUrl, rig.request(format, true), { halfClose: true })
  await late.reached
  late.open()
  const { answers } = await answered
  const body = answers[0]?.body.toString().replaceAll(formatOf(format).caller.ping, '')
  expect(body).toBe(readFixture(streams[format]).body.toString().replaceAll(formatOf(format).caller.ping, ''))
})

const { ping } = formatOf('openai-chat').caller
const interim = 'HTTP/1.1 100 Continue'

test.each([
  ['whole, headers awaited', false, interim, () => ({ steps: [hang()] })],
  ['stream, headers awaited', true, interim, () => ({ steps: [hang()] })],
  ['stream, headers there', true, ping, () => ({ answer: 'chat-stream', steps: [head(), hang()] })],
] as const satisfies readonly (readonly [string, boolean, string, () => Behaviour])[])(
  'one that ended its side first and leaves later is found by a later probe (%s)',
  async (_, stream, probe, behaviour) => {
    const rig = await openRig(60)
    rig.upstream.script(behaviour())
    const socket = connect(Number(new URL(rig.gateway.gatewayUrl).port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    let received = ''
    socket.setEncoding('latin1').on('data', chunk => {
      received += chunk
    })
    socket.end(rig.request('openai-chat', stream))
    await expect.poll(() => rig.calls().length, { timeout: 20_000 }).toBe(1)
    // A stream whose headers are awaited gets its first ping at about the time of the third probe.
    const probes = () => received.split(probe).length + (probe === ping ? 0 : received.split(ping).length - 1)
    await expect.poll(probes, { timeout: 20_000 }).toBeGreaterThan(4)
    expect(rig.lastCall().abortedAtMs).toBeUndefined()
    socket.destroy()
    await expect.poll(() => rig.lastCall().abortedAtMs).toBeDefined()
    expect(await rig.newestRow(1)).toMatchObject({ outcome: 'client-gone', certainty: 'estimated' })
  },
)

test('one of HTTP/1.0 that has left is found when its answer is written, and costs what it cost', async () => {
  const rig = await openRig(30)
  const late = gate()
  rig.upstream.script({ answer: 'chat-completion', steps: [wait(late), send()] })
  await sendRaw(rig.gateway.gatewayUrl, rig.request('openai-chat', false, '1.0'), { giveUpMs: 100 })
  late.open()
  expect(await rig.newestRow(1)).toMatchObject({ certainty: 'exact' })
  expect((await rig.gateway.admin.readStatus({})).requestsInFlight).toBe(0)
})
