import { createServer, type Server, STATUS_CODES } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { idleHeaders } from '../answer/gateway-headers.ts'
import type { RequestId } from '../contract/units.ts'
import { type ErrorCode, errorTable, GatewayError } from '../errors.ts'
import { guarded } from '../guarded.ts'
import { allowHalfClose, type ConnectionEnds } from './connection-end.ts'
import type { ConnectionGuard } from './connections.ts'
import { explainParseError } from './gate.ts'
import { ownerOfPort } from './port-owner.ts'

export interface Listening {
  readonly port: number
  /** Set if another program listens on [::1] at this port. A client that connects to `localhost` may reach that program. */
  readonly warning: string | undefined
  /** Accepts no more connections. Resolves when the last one has ended. */
  close(): Promise<void>
  /** Closes all remaining connections, idle or not. */
  hangUp(): void
}

export interface ListenOptions extends ConnectionEnds {
  readonly port: number
  /** The option by which a person chooses another port. The error names it. */
  readonly flag: string
  readonly onParseError: ParseErrorAnswer
  /** The guard of this port's connections, not shared with the other port. */
  readonly connections: ConnectionGuard
}

/** Binds 127.0.0.1, and ::1 on the same port if possible. Rejects with `port_in_use`. */
export async function listen(
  app: FastifyInstance,
  { port, flag, onParseError, onHalfClose, connections }: ListenOptions,
): Promise<Listening> {
  connections.watch(app.server)
  allowHalfClose(app.server, { onHalfClose })
  try {
    await app.listen({ host: '127.0.0.1', port, exclusive: true })
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error
    throw new GatewayError('port_in_use', { port, owner: await ownerOfPort(port), flag }, { cause: error })
  }
  const bound = (app.server.address() as AddressInfo).port
  const found = await listenIpv6(app, bound, { onParseError, onHalfClose })
  const second = typeof found === 'string' ? undefined : found
  if (second) connections.watch(second)
  return {
    port: bound,
    warning:
      found === 'taken'
        ? `Another program listens on [::1]:${bound}. Use 127.0.0.1, not localhost.`
        : undefined,
    async close() {
      connections.stop()
      second?.close()
      await app.close()
    },
    hangUp() {
      app.server.closeAllConnections()
      second?.closeAllConnections()
    },
  }
}

function listenIpv6(
  app: FastifyInstance,
  port: number,
  { onParseError, onHalfClose }: Pick<ListenOptions, 'onParseError' | 'onHalfClose'>,
): Promise<Server | 'taken' | 'none'> {
  return new Promise(resolve => {
    const server = createServer(httpOptions, (request, reply) => app.routing(request, reply))
    server.keepAliveTimeout = app.server.keepAliveTimeout
    server.on('clientError', onParseError)
    allowHalfClose(server, { onHalfClose })
    server.once('error', error => resolve(codeOf(error) === 'EADDRINUSE' ? 'taken' : 'none'))
    server.listen({ host: '::1', port, ipv6Only: true, exclusive: true }, () => resolve(server))
  })
}

/**
 * Receiving a request may take a quarter of an hour, as long as its body is not too slow (see readBody). An idle connection
 * is kept a little longer than clients keep it.
 */
export const httpOptions = {
  // The gate checks the Host header and answers in the caller's format.
  requireHostHeader: false,
  requestTimeout: 900_000,
  headersTimeout: 60_000,
  keepAliveTimeout: 72_000,
} as const

export type ParseErrorAnswer = (error: NodeJS.ErrnoException, socket: Socket) => void

/**
 * How long to wait before a connection is closed on bytes that still come in. Closing it at once would reset it, which can
 * make the peer lose the answer.
 */
const lingerMs = 1000

/**
 * Answers a request that Node's parser refused. It has no route yet, so the answer is plain JSON. The connection ends after
 * it, because it is unknown where the next request would begin. If an earlier answer is still being streamed on the
 * connection, this one would become part of it, so the connection is closed without an answer.
 */
export function createParseErrorAnswer(
  nextRequestId: () => RequestId,
  isAnswering: (socket: Socket) => boolean,
  count: (code: ErrorCode, socket: Socket) => void,
): ParseErrorAnswer {
  return (error, socket) => {
    const cut = () => void socket.destroy()
    const answer = guarded(cut, () => {
      // The connection is already ending.
      if (socket.destroyed || socket.writableEnded) return
      const code = explainParseError(error.code)
      count(code, socket)
      if (!socket.writable || isAnswering(socket)) return cut()
      socket.end(parseErrorAnswer(code, nextRequestId()))
      const timer = setTimeout(guarded(cut, cut), lingerMs)
      socket.once(
        'close',
        guarded(cut, () => clearTimeout(timer)),
      )
    })
    answer()
  }
}

function parseErrorAnswer(code: ErrorCode, requestId: RequestId): string {
  const { status, message } = errorTable[code]
  const body = JSON.stringify({ error: { code, message } })
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(idleHeaders(requestId)).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n')
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
