import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ChaosProxy, type ChaosProxyOptions, startChaosProxy } from '../../support/chaos-proxy.ts'

const text = Buffer.from('Grüße aus Zürich. '.repeat(20))

let server: Server
let proxy: ChaosProxy | undefined
/** The server's sides of the connections, and what each has received. */
let accepted: { readonly socket: Socket; readonly received: Buffer[] }[]

beforeEach(async () => {
  accepted = []
  server = createServer({ allowHalfOpen: true }, socket => {
    const received: Buffer[] = []
    accepted.push({ socket, received })
    socket.on('error', () => {})
    socket.on('data', chunk => received.push(chunk))
    // Says its text to whoever asks, and closes when the client has closed.
    socket.once('data', () => socket.write(text))
    socket.once('end', () => socket.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  for (const { socket } of accepted) socket.destroy()
  server.close()
  await proxy?.[Symbol.asyncDispose]()
})

async function start(options: ChaosProxyOptions): Promise<ChaosProxy> {
  proxy = await startChaosProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, options)
  return proxy
}

interface Client {
  readonly socket: Socket
  readonly chunks: Buffer[]
  readonly error: () => string | undefined
  /** `half`: the peer has closed its side. */
  readonly state: () => 'open' | 'half' | 'closed'
}

async function ask({ origin }: ChaosProxy, question = 'hello'): Promise<Client> {
  const { port } = new URL(origin)
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true })
  const chunks: Buffer[] = []
  let error: string | undefined
  socket.on('data', chunk => chunks.push(chunk))
  socket.on('error', (cause: NodeJS.ErrnoException) => {
    error = cause.code
  })
  socket.write(question)
  const state = () => (socket.destroyed ? 'closed' : socket.readableEnded ? 'half' : 'open')
  return { socket, chunks, error: () => error, state }
}

const bytesOf = ({ chunks }: Client) => Buffer.concat(chunks)

async function expectNoSocketLeft(client: Client): Promise<void> {
  client.socket.destroy()
  await expect.poll(() => proxy?.openSockets()).toBe(0)
}

test('passes everything on in both directions, and closes when its client does', async () => {
  const client = await ask(await start({}))
  await expect.poll(() => bytesOf(client)).toEqual(text)
  expect(Buffer.concat(accepted[0]?.received ?? []).toString()).toBe('hello')
  expect(proxy?.openSockets()).toBe(2)
  client.socket.end()
  await expect.poll(client.state).toBe('closed')
  expect(client.error()).toBeUndefined()
  await expectNoSocketLeft(client)
  expect(proxy?.connections()).toBe(1)
})

test('passes on at most so many bytes at once', async () => {
  const client = await ask(await start({ fault: { toClient: { sliceBytes: 7 } } }))
  await expect.poll(() => bytesOf(client)).toEqual(text)
  expect(client.chunks.length).toBeGreaterThan(text.length / 7 / 2)
  await expectNoSocketLeft(client)
})

test('waits for the latency of each piece and for the bandwidth of each slice', async () => {
  const waits: number[] = []
  const wait = async (ms: number) => void waits.push(ms)
  const toClient = { latencyMs: 30, sliceBytes: 100, bytesPerSecond: 1000 }
  const client = await ask(await start({ fault: { toClient }, wait }))
  await expect.poll(() => bytesOf(client)).toEqual(text)
  expect(waits).toEqual([30, 100, 100, 100, 100, text.length - 400])
  await expectNoSocketLeft(client)
})

test('the same seed gives the same jitter, within its bounds', async () => {
  async function waitsOf(seed: number): Promise<readonly number[]> {
    const waits: number[] = []
    const wait = async (ms: number) => void waits.push(ms)
    const fault = { toServer: { latencyMs: 10, jitterMs: 40 } }
    const client = await ask(await start({ fault, seed, wait }), 'a')
    for (let round = 1; round < 8; round += 1) {
      await expect.poll(() => Buffer.concat(accepted.at(-1)?.received ?? []).length).toBe(round)
      client.socket.write('a')
    }
    await expect.poll(() => waits.length).toBe(8)
    await expectNoSocketLeft(client)
    await proxy?.[Symbol.asyncDispose]()
    return waits
  }
  const first = await waitsOf(1)
  expect(await waitsOf(1)).toEqual(first)
  expect(await waitsOf(2)).not.toEqual(first)
  expect(first.every(ms => ms >= 10 && ms <= 50)).toBe(true)
  expect(new Set(first).size).toBeGreaterThan(3)
  proxy = undefined
})

test('a reset after some bytes comes with these bytes and no more', async () => {
  const client = await ask(await start({ fault: { toClient: { after: { bytes: 33, how: 'reset' } } } }))
  await expect.poll(client.state).toBe('closed')
  expect(client.error()).toBe('ECONNRESET')
  expect(bytesOf(client)).toEqual(text.subarray(0, 33))
  await expectNoSocketLeft(client)
  await expect.poll(() => accepted[0]?.socket.destroyed).toBe(true)
})

test('a cut closes both sides without an error', async () => {
  const client = await ask(await start({ fault: { toClient: { after: { bytes: 33, how: 'cut' } } } }))
  await expect.poll(client.state).toBe('half')
  expect(client.error()).toBeUndefined()
  expect(bytesOf(client)).toEqual(text.subarray(0, 33))
  await expect.poll(() => accepted[0]?.socket.readableEnded).toBe(true)
  await expectNoSocketLeft(client)
})

test('after a half-close the client can still be heard', async () => {
  const client = await ask(await start({ fault: { toClient: { after: { bytes: 33, how: 'half-close' } } } }))
  await expect.poll(client.state).toBe('half')
  client.socket.write(' again')
  await expect.poll(() => Buffer.concat(accepted[0]?.received ?? []).toString()).toBe('hello again')
  expect(bytesOf(client)).toEqual(text.subarray(0, 33))
  await expectNoSocketLeft(client)
})

test('a stall keeps the connection open until the client leaves', async () => {
  const client = await ask(await start({ fault: { toClient: { after: { bytes: 33, how: 'stall' } } } }))
  await expect.poll(() => bytesOf(client)).toEqual(text.subarray(0, 33))
  client.socket.write(' again')
  await expect.poll(() => Buffer.concat(accepted[0]?.received ?? []).toString()).toBe('hello again')
  accepted[0]?.socket.destroySoon()
  await expect.poll(() => accepted[0]?.socket.destroyed).toBe(true)
  expect(client.state()).toBe('open')
  await expectNoSocketLeft(client)
})

test('a request can be cut as well', async () => {
  const client = await ask(await start({ fault: { toServer: { after: { bytes: 3, how: 'half-close' } } } }))
  await expect.poll(() => accepted[0]?.socket.readableEnded).toBe(true)
  expect(Buffer.concat(accepted[0]?.received ?? []).toString()).toBe('hel')
  await expect.poll(() => bytesOf(client)).toEqual(text)
  await expectNoSocketLeft(client)
})

test.each(['reset', 'close', 'stall'] as const)('%s on connect: the server never hears of it', async how => {
  const client = await ask(await start({ fault: { onConnect: how } }))
  if (how === 'stall') await expect.poll(() => proxy?.openSockets()).toBe(1)
  else await expect.poll(() => client.socket.destroyed || client.socket.readableEnded).toBe(true)
  await expectNoSocketLeft(client)
  expect(proxy?.connections()).toBe(1)
  expect(accepted).toEqual([])
  expect(bytesOf(client)).toHaveLength(0)
})

test('a new fault is that of the next connection', async () => {
  const chaos = await start({ fault: { toClient: { after: { bytes: 5, how: 'cut' } } } })
  const first = await ask(chaos)
  await expect.poll(first.state).toBe('half')
  chaos.use({})
  const second = await ask(chaos)
  await expect.poll(() => bytesOf(second)).toEqual(text)
  expect(bytesOf(first)).toHaveLength(5)
  first.socket.destroy()
  await expectNoSocketLeft(second)
})
