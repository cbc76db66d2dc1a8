import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { expectParseRefusal } from '../support/bad-input-rig.ts'
import { hang } from '../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const garbage = 'garbage\r\n\r\n'
const ports = ['gatewayUrl', 'adminUrl'] as const
const hosts = ['127.0.0.1', '[::1]'] as const
const places = ports.flatMap(port => hosts.map(host => ({ port, host })))

test.each(places)(
  '$port on $host: who never ends its own side is let go all the same',
  async ({ port, host }) => {
    const { hostname, port: number } = new URL(rig.gateway[port].replace('127.0.0.1', host))
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(number),
      allowHalfOpen: true,
    })
    onTestFinished(() => void socket.destroy())
    let received = ''
    socket.setEncoding('latin1').on('data', chunk => {
      received += chunk
    })
    socket.on('error', () => {}) // the reset that is waited for
    socket.write(garbage)
    await once(socket, 'end')
    expect(received).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nconnection: close\r\n/)
    expect(received).toMatch(/"http_malformed"/)
    // It goes on sending, as if nothing had been said.
    const sending = setInterval(() => void socket.write(garbage), 20)
    onTestFinished(() => clearInterval(sending))
    await new Promise<void>(resolve => socket.once('close', () => resolve()))
    expect(socket.destroyed).toBe(true)
  },
)

test.each(places)(
  '$port on $host: garbage behind an answered request is refused and ends the connection',
  async place => {
    const origin = rig.gateway[place.port].replace('127.0.0.1', place.host)
    const first = rawRequest({ method: 'GET', target: '/healthz', host: new URL(origin).host })
    const { answers, closed } = await sendRaw(origin, [first, garbage], { answers: 3 })
    expect(answers).toHaveLength(2)
    expectParseRefusal(answers[1], 400, 'http_malformed')
    expect(closed).toBe(true)
  },
)

test('garbage behind a request that waits ends the request too, settled', async () => {
  rig.upstream.script({ steps: [hang()] })
  const request = rawRequest({
    target: paths['openai-chat'],
    host: rig.host,
    headers: [`authorization: Bearer ${rig.gateway.token}`, 'content-type: application/json'],
    body: JSON.stringify(chatBody('openai-chat')),
  })
  const socket = connect(Number(new URL(rig.gateway.gatewayUrl).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  socket.resume()
  socket.write(request)
  await expect.poll(() => rig.calls()[0]?.body.length ?? 0).toBeGreaterThan(0)
  socket.write(garbage)
  await once(socket, 'close')
  await expect.poll(() => rig.lastCall().abortedAtMs).toBeDefined()
  expect(await rig.newestRow(1)).toMatchObject({ outcome: 'client-gone', certainty: 'estimated' })
  expect((await rig.gateway.admin.readStatus({})).requestsInFlight).toBe(0)
})
