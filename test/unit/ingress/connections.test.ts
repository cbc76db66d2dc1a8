import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { guardConnections } from '../../../gateway/ingress/connections.ts'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
})

/** A port of two servers with one guard, and a clock that the test holds. */
async function open(limits: { total?: number; peer?: number; idleMs?: number }, onRequest?: RequestListener) {
  const clock = { nowMs: 0 }
  let accepted = 0
  const guard = guardConnections(
    () => ({
      maxConnections: limits.total ?? 100,
      maxConnectionsPerPeer: limits.peer ?? 100,
      idleConnectionTimeoutMs: limits.idleMs ?? 1e9,
    }),
    () => clock.nowMs++,
  )
  const servers = await Promise.all(
    ['127.0.0.1', '::1'].map(async host => {
      const server = createServer(onRequest ?? ((_, reply) => void reply.end('answered')))
      guard.watch(server)
      server.on('connection', () => accepted++)
      server.listen(0, host)
      await once(server, 'listening')
      cleanups.push(() => {
        server.closeAllConnections()
        server.close()
      })
      return { host, port: (server.address() as AddressInfo).port }
    }),
  )
  cleanups.push(guard.stop)
  async function dial(index = 0) {
    const before = accepted
    const { host = '', port = 0 } = servers[index] ?? {}
    const socket = connect({ host, port })
    const dialled = { socket, closed: false, received: '' }
    socket.on('error', () => {})
    socket.on('close', () => {
      dialled.closed = true
    })
    socket.on('data', chunk => {
      dialled.received += chunk
    })
    cleanups.push(() => void socket.destroy())
    await once(socket, 'connect')
    await expect.poll(() => accepted).toBe(before + 1)
    return dialled
  }
  return { guard, clock, dial }
}

const ask = (socket: Socket) => socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')

test('silent connections shut nobody out: the one idle for longest gives way, of both address families', async () => {
  const { dial, guard } = await open({ total: 4 })
  const silent = [await dial(0), await dial(1), await dial(0), await dial(1)]
  const real = await dial(0)
  ask(real.socket)
  await expect.poll(() => real.received).toContain('answered')
  await expect.poll(() => silent.map(({ closed }) => closed)).toEqual([true, false, false, false])
  expect(guard.count).toBe(4)
})

test('a connection on which a request runs is never closed for another; after it, idleness counts anew', async () => {
  const replies: (() => void)[] = []
  const { dial, guard } = await open(
    { total: 2 },
    (_, reply) => void replies.push(() => reply.end('answered')),
  )
  const busy = [await dial(), await dial()]
  for (const { socket } of busy) ask(socket)
  await expect.poll(() => replies).toHaveLength(2)
  const refused = await dial()
  await expect.poll(() => refused.closed).toBe(true)
  replies[0]?.()
  await expect.poll(() => busy[0]?.received).toContain('answered')
  await dial()
  await expect.poll(() => busy.map(({ closed }) => closed)).toEqual([true, false])
  expect(guard.count).toBe(2)
})

test('one peer has its own bound, and loses its own connections', async () => {
  const { dial } = await open({ peer: 2, total: 10 })
  const other = await dial(1)
  const own = [await dial(), await dial(), await dial()]
  await expect.poll(() => own.map(({ closed }) => closed)).toEqual([true, false, false])
  expect(other.closed).toBe(false)
})

test('a connection that is idle for too long is closed, one on which a request runs is not', async () => {
  const { dial, clock } = await open({ idleMs: 40 }, () => {})
  const busy = await dial()
  ask(busy.socket)
  const idle = await dial()
  clock.nowMs += 1000
  await expect.poll(() => idle.closed).toBe(true)
  expect(busy.closed).toBe(false)
})
