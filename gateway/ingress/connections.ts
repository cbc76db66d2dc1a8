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
 * Bounds the connections of one port, all its servers together: those on which no request runs are closed after a while, and
 * before it where there are too many. Silent ones can so never keep anybody out; where a request runs on each, the
 * newcomer is refused.
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

  /** Closes the one among them that was idle for longest; the newest where a request runs on all the others. */
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
