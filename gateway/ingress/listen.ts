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
  /** Set where [::1] could not be had because somebody else has it: a client that dials `localhost` may reach them. */
  readonly warning: string | undefined
  /** Takes no more connections; resolves when the last one has ended. */
  close(): Promise<void>
  /** Ends those that are left, idle or not. */
  hangUp(): void
}

export interface ListenOptions extends ConnectionEnds {
  readonly port: number
  /** How a person chooses another: named in the error. */
  readonly flag: string
  readonly onParseError: ParseErrorAnswer
  /** Of this port alone. */
  readonly connections: ConnectionGuard
}

/** Binds 127.0.0.1, and ::1 on the same port where it can be had. Rejects with `port_in_use`. */
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

/** Receiving a request may take a quarter of an hour, as long as it keeps its pace (see readBody); an idle connection is kept a little longer than clients keep it. */
export const httpOptions = {
  requireHostHeader: false, // the gate asks for it, and answers in the caller's format
  requestTimeout: 900_000,
  headersTimeout: 60_000,
  keepAliveTimeout: 72_000,
} as const

export type ParseErrorAnswer = (error: NodeJS.ErrnoException, socket: Socket) => void

/** Closing at once on bytes that are still coming would reset the connection, which may cost the peer the answer. */
const lingerMs = 1000

/**
 * What Node's parser refuses has no route yet, so its answer is plain JSON, and the connection ends after it: what comes
 * behind it cannot be told apart. Where it follows a request whose answer streams, it would become a part of that
 * answer: there, the connection is cut.
 */
export function createParseErrorAnswer(
  nextRequestId: () => RequestId,
  isAnswering: (socket: Socket) => boolean,
  count: (code: ErrorCode, socket: Socket) => void,
): ParseErrorAnswer {
  return (error, socket) => {
    const cut = () => void socket.destroy()
    const answer = guarded(cut, () => {
      if (socket.destroyed || socket.writableEnded) return // it ends already
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
