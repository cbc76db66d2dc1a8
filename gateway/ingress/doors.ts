import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/schema.ts'
import type { ErrorCode } from '../errors.ts'
import type { RunningExchanges } from '../running-exchanges.ts'
import { createUnauthenticatedCounts } from '../unauthenticated-counts.ts'
import { guardConnections } from './connections.ts'
import { createParseErrorAnswer, type Listening, listen } from './listen.ts'
import { createRequestIds } from './request-id.ts'

export type Doors = ReturnType<typeof createDoors>

/** The two ports: what both servers need to know of them before they are bound, and their opening and closing. */
export function createDoors(config: () => Config, running: RunningExchanges, monotonicMs: () => number) {
  const { port, adminPort } = config()
  const guards = {
    gateway: guardConnections(config, monotonicMs),
    admin: guardConnections(config, monotonicMs),
  }
  const nextRequestId = createRequestIds(Date.now())
  const unauthenticated = createUnauthenticatedCounts()
  const runningOn = (socket: Socket) => running.list().filter(({ reply }) => reply.socket === socket)
  const isAnswering = (socket: Socket) => runningOn(socket).some(({ reply }) => reply.headersSent)
  const count = (code: ErrorCode, socket: Socket) => {
    // A body that did not arrive in time may be that of a request with a token, which has its row.
    const hasRow = code === 'http_timeout' && runningOn(socket).some(({ client }) => client)
    if (!hasRow) unauthenticated.add(code)
  }
  const onParseError = createParseErrorAnswer(nextRequestId, isAnswering, count)
  let gateway: Listening | undefined
  let admin: Listening | undefined
  let closing = false
  const gatewayPort = () => gateway?.port ?? port
  const boundAdminPort = () => admin?.port ?? adminPort
  return {
    nextRequestId,
    onParseError,
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
    /** Both or none. Rejects with `port_in_use`. */
    async open(apps: { readonly gateway: FastifyInstance; readonly admin: FastifyInstance }): Promise<void> {
      gateway = await listen(apps.gateway, {
        port,
        flag: '--port',
        onParseError,
        connections: guards.gateway,
      })
      try {
        admin = await listen(apps.admin, {
          port: adminPort,
          flag: '--admin-port',
          onParseError,
          connections: guards.admin,
        })
      } catch (error) {
        await gateway.close()
        throw error
      }
    },
    /** From now on every new request is refused. Resolves when the last connection has ended. */
    async close(): Promise<void> {
      closing = true
      await Promise.all([gateway?.close(), admin?.close()])
    },
    hangUp(): void {
      gateway?.hangUp()
      admin?.hangUp()
    },
    isClosing: () => closing,
  }
}
