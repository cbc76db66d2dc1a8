// A TCP proxy in front of any server that does to bytes what networks do. It knows nothing of HTTP.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { type LinkFault, startLink, type Wait } from './chaos/link.ts'
import { randomOf } from './random.ts'

export type { LinkFault } from './chaos/link.ts'

export interface ProxyFault {
  /** What happens to the bytes of the server, which are the answers. */
  readonly toClient?: LinkFault
  /** What happens to the bytes of the client, which are the requests. */
  readonly toServer?: LinkFault
  /** `stall`: the connection is accepted, and nothing is read from it or sent to it. The server never hears of it. */
  readonly onConnect?: 'reset' | 'close' | 'stall'
}

export interface ChaosProxyOptions {
  readonly fault?: ProxyFault
  /** The same seed gives the same jitter. 1 by default. */
  readonly seed?: number
  /** Waits for some milliseconds. By default with a timer. */
  readonly wait?: Wait
}

export interface ChaosProxy extends AsyncDisposable {
  readonly origin: string
  /** From the next connection on. */
  use(fault: ProxyFault): void
  /** The sockets that are not closed: up to two for each connection. */
  openSockets(): number
  /** How many connections were accepted. */
  connections(): number
}

const timer: Wait = (ms, signal) => setTimeout(ms, undefined, { signal })

/** `target` is the origin of the server, such as http://127.0.0.1:4000. */
export async function startChaosProxy(target: string, options: ChaosProxyOptions = {}): Promise<ChaosProxy> {
  const { seed = 1, wait = timer } = options
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let fault = options.fault ?? {}
  let connections = 0

  function kept(socket: Socket): Socket {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {}) // `close` follows
    socket.once('close', () => sockets.delete(socket))
    return socket
  }

  function accept(client: Socket): void {
    connections += 1
    kept(client)
    if (fault.onConnect) return void refuse(client, fault.onConnect)
    const server = kept(connect({ port: Number(port), host: hostname, allowHalfOpen: true }))
    const random = randomOf(seed + connections)
    const both = { client, random, wait }
    startLink({ from: server, to: client, fault: fault.toClient ?? {}, ...both })
    startLink({ from: client, to: server, fault: fault.toServer ?? {}, ...both })
  }

  const proxy = createServer({ allowHalfOpen: true }, accept)
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    origin: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    use: given => {
      fault = given
    },
    openSockets: () => sockets.size,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}

function refuse(client: Socket, how: NonNullable<ProxyFault['onConnect']>): void {
  if (how === 'reset') client.resetAndDestroy()
  else if (how === 'close') client.destroy()
  // Reads only to learn when the client leaves.
  else client.resume().once('end', () => client.destroy())
}
