import { once } from 'node:events'
import { type AddressInfo, createServer, type LookupFunction, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AddressRefused, createPublicAgent, publicNetwork } from '../../../gateway/network/public-agent.ts'

/** Keeps the first bytes of each connection, and says nothing. */
const firstBytes: Buffer[] = []
const sockets: Socket[] = []
const server = createServer(socket => {
  sockets.push(socket)
  socket.on('error', () => {})
  socket.once('data', bytes => {
    firstBytes.push(bytes)
    socket.destroy()
  })
})
let port: number
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

test('the real connector finds a name only by the lookup that it is given, and speaks TLS with it', async () => {
  const asked: string[] = []
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    asked.push(hostname)
    if (all) callback(null, [{ address: '127.0.0.1', family: 4 }])
    else callback(null, '127.0.0.1', 4)
  }
  const connect = publicNetwork.createConnector(lookup)
  const host = 'pictures.example'
  const options = { hostname: host, host, protocol: 'https:', port: String(port) }
  const failed = await new Promise<Error | null>(resolve => connect(options, (...[error]) => resolve(error)))
  expect(failed).toBeInstanceOf(Error)
  expect(asked).toEqual(['pictures.example'])
  const [hello = Buffer.alloc(0)] = firstBytes
  expect(hello[0]).toBe(0x16) // a handshake: https://www.rfc-editor.org/rfc/rfc8446#section-5.1
  expect(hello.toString('latin1')).toContain('pictures.example')
})

describe('an agent', () => {
  test.each([
    ['a name of this machine', 'https://pictures.example', ['127.0.0.1']],
    ['a name with one address of it', 'https://pictures.example', ['93.184.215.14', '::1']],
    ['a name without addresses', 'https://pictures.example', []],
    ['an address of it', 'https://127.0.0.1', ['93.184.215.14']],
    ['one in IPv6', 'https://[::1]', ['93.184.215.14']],
  ])('does not connect to %s', async (_, origin, addresses) => {
    const before = sockets.length
    const agent = createPublicAgent({ ...publicNetwork, resolve: async () => addresses })
    const asked = agent.request({ origin: `${origin}:${port}`, path: '/', method: 'GET' })
    await expect(asked).rejects.toBeInstanceOf(AddressRefused)
    await agent.destroy()
    expect(sockets.length).toBe(before)
  })

  test('says why a name cannot be looked up', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }))
    const agent = createPublicAgent({ ...publicNetwork, resolve })
    const asked = agent.request({ origin: 'https://pictures.example', path: '/', method: 'GET' })
    await expect(asked).rejects.toMatchObject({ code: 'ENOTFOUND' })
    await agent.destroy()
  })
})
