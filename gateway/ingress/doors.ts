import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { probeCaller } from '../answer/half-close.ts'
import type { Config } from '../config/schema.ts'
import type { RequestId } from '../contract/units.ts'
import type { ErrorCode } from '../errors.ts'
import {
  createUnauthenticatedCounts,
  type UnauthenticatedCounts,
} from '../identity/unauthenticated-counts.ts'
import type { RunningExchanges } from '../running-exchanges.ts'
import { guardConnections } from './connections.ts'
import { createParseErrorAnswer, type Listening, listen } from './listen.ts'
import { createRequestIds } from './request-id.ts'

export type Doors = ReturnType<typeof createDoors>

/** What both ports do when a peer ends its side of a connection or breaks the protocol. */
function createCallbacks(
  running: RunningExchanges,
  config: () => Pick<Config, 'pingIntervalMs'>,
  nextRequestId: () => RequestId,
  unauthenticated: UnauthenticatedCounts,
) {
  const runningOn = (socket: Socket) => running.list().filter(({ request }) => request.socket === socket)
  const isAnswering = (socket: Socket) =>
    runningOn(socket).some(({ reply }) => reply.socket === socket && reply.headersSent)
  const count = (code: ErrorCode, socket: Socket) => {
    // The timeout may be that of a body whose request had a valid token. That request has a row in the log, so it is not
    // counted here.
    const hasRow = code === 'http_timeout' && runningOn(socket).some(({ client }) => client)
    if (!hasRow) unauthenticated.add(code)
  }
  return {
    onParseError: createParseErrorAnswer(nextRequestId, isAnswering, count),
    onHalfClose(socket: Socket): void {
      for (const exchange of runningOn(socket))
        if (exchange.request.complete) probeCaller(exchange, config().pingIntervalMs)
    },
  }
}

/** The two ports: what both servers need to know about them before they are bound, and how they are opened and closed. */
export function createDoors(config: () => Config, running: RunningExchanges, monotonicMs: () => number) {
  const { port, adminPort } = config()
  const guards = {
    gateway: guardConnections(config, monotonicMs),
    admin: guardConnections(config, monotonicMs),
  }
  const nextRequestId = createRequestIds(Date.now())
  const unauthenticated = createUnauthenticatedCounts()
  const callbacks = createCallbacks(running, config, nextRequestId, unauthenticated)
  let gateway: Listening | undefined
  let admin: Listening | undefined
  let closing = false
  const gatewayPort = () => gateway?.port ?? port
  const boundAdminPort = () => admin?.port ?? adminPort
  return {
    nextRequestId,
    onParseError: callbacks.onParseError,
    unauthenticated,
    gatewayPort,
    adminPort: boundAdminPort,
    get ports(): readonly number[] {
      return [gatewayPort(), boundAdminPort()]
    },
    get gatewayUrl(): string {
      return `http://127.0.0.1:${gatewayPort()}`
    },
    get adminUrl(): string {
      return `http://127.0.0.1:${boundAdminPort()}`
    },
    get warnings(): readonly string[] {
      return [gateway?.warning, admin?.warning].filter(warning => warning !== undefined)
    },
    /** Opens both ports or none. Rejects with `port_in_use`. */
    async open(apps: { readonly gateway: FastifyInstance; readonly admin: FastifyInstance }): Promise<void> {
      const atGateway = { port, flag: '--port', connections: guards.gateway, ...callbacks }
      const atAdmin = { port: adminPort, flag: '--admin-port', connections: guards.admin, ...callbacks }
      gateway = await listen(apps.gateway, atGateway)
      try {
        admin = await listen(apps.admin, atAdmin)
      } catch (error) {
        await gateway.close()
        throw error
      }
    },
    /**
     * Refuses every new request from now on. Connections stay open, for the running requests and to tell others of the
     * refusal.
     */
    refuse(): void {
      closing = true
    },
    /** Closes all connections. Resolves when the last one has ended. */
    async close(): Promise<void> {
      closing = true
      const closed = Promise.all([gateway?.close(), admin?.close()])
      gateway?.hangUp()
      admin?.hangUp()
      await closed
    },
    isClosing: () => closing,
  }
}
