import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { rawRequest, sendRaw } from '../support/raw-http.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

async function dialSilently(url: string, host: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), host)
  sockets.push(socket)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

const portsOf = ({ gatewayUrl, adminUrl }: TestGateway) => [gatewayUrl, adminUrl]

test('400 silent connections shut nobody out, on either port and in either address family', async () => {
  await using gateway = await startTestGateway({
    overrides: { maxConnections: 100, maxConnectionsPerPeer: 60 },
  })
  for (const url of portsOf(gateway))
    for (const host of ['127.0.0.1', '::1'])
      await Promise.all(Array.from({ length: 100 }, () => dialSilently(url, host)))
  for (const url of portsOf(gateway)) {
    for (const host of ['127.0.0.1', '[::1]']) {
      const { port } = new URL(url)
      const request = rawRequest({
        target: url === gateway.gatewayUrl ? '/healthz' : '/',
        host: `${host}:${port}`,
        method: 'GET',
      })
      const { answers } = await sendRaw(`http://${host}:${port}`, request)
      expect(answers[0]?.status).toBe(url === gateway.gatewayUrl ? 200 : 404)
    }
  }
  // Those of one peer beyond its bound are gone.
  await expect
    .poll(() => sockets.filter(({ readyState }) => readyState === 'open').length)
    .toBeLessThanOrEqual(200)
})

test('a connection that says nothing is closed', async () => {
  await using gateway = await startTestGateway({ overrides: { idleConnectionTimeoutMs: 100 } })
  const silent = await Promise.all(portsOf(gateway).map(url => dialSilently(url, '127.0.0.1')))
  for (const socket of silent) socket.resume()
  await expect.poll(() => silent.every(({ readyState }) => readyState === 'closed')).toBe(true)
})
