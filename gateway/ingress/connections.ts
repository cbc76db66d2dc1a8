import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export interface ConnectionLimits {
  readonly maxConnections: number
  readonly maxConnectionsPerPeer: number
  readonly idleConnectionTimeoutMs: number
}

interface Connection {
  readonly socket: Socket
  readonly peer: string | undefined
  running: number
  idleSinceMs: number
}

export type ConnectionGuard = ReturnType<typeof guardConnections>

/**
 * Limits the connections of one port, over all of its servers. A connection without a running request is closed after some
 * time, and earlier if there are too many connections. So silent connections cannot keep anybody out. If a request runs on
 * every connection, the new connection is refused.
 */
export function guardConnections(limits: () => ConnectionLimits, monotonicMs: () => number) {
  const connections: Connection[] = []
  const timer = setInterval(closeIdle, Math.max(10, limits().idleConnectionTimeoutMs / 4)).unref()

  function closeIdle(): void {
    const before = monotonicMs() - limits().idleConnectionTimeoutMs
    for (const { running, idleSinceMs, socket } of connections)
      if (running === 0 && idleSinceMs <= before) socket.destroy()
  }

  function add(socket: Socket): Connection {
    const connection = { socket, peer: socket.remoteAddress, running: 0, idleSinceMs: monotonicMs() }
    connections.push(connection)
    socket.once('close', () => {
      const place = connections.indexOf(connection)
      if (place >= 0) connections.splice(place, 1)
    })
    return connection
  }

  /** Closes the connection that was idle for longest. If a request runs on all older ones, that is the newest. */
  function closeOne(among: readonly Connection[]): void {
    const idle = among.filter(({ running }) => running === 0)
    const longest = idle.reduce((one, other) => (other.idleSinceMs < one.idleSinceMs ? other : one))
    const place = connections.indexOf(longest)
    connections.splice(place, 1)
    longest.socket.destroy()
  }

  return {
    watch(server: Server): void {
      const known = new WeakMap<Socket, Connection>()
      server.on('connection', socket => {
        const added = add(socket)
        known.set(socket, added)
        const ofPeer = connections.filter(({ peer }) => peer === added.peer)
        if (ofPeer.length > limits().maxConnectionsPerPeer) closeOne(ofPeer)
        else if (connections.length > limits().maxConnections) closeOne(connections)
      })
      server.prependListener('request', (request, reply) => {
        const connection = known.get(request.socket)
        if (!connection) return
        connection.running++
        reply.once('close', () => {
          connection.running--
          connection.idleSinceMs = monotonicMs()
        })
      })
    },
    get count(): number {
      return connections.length
    },
    stop: () => clearInterval(timer),
  }
}
