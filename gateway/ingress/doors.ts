import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/schema.ts'
import type { RunningExchanges } from '../running-exchanges.ts'
import { probeCaller } from '../stages/half-close.ts'
import { createParseErrorAnswer, type Listening, listen } from './listen.ts'
import { createRequestIds } from './request-id.ts'

export type Doors = ReturnType<typeof createDoors>

/** The two ports: what both servers need to know of them before they are bound, and their opening and closing. */
export function createDoors(
  { port, adminPort, pingIntervalMs }: Pick<Config, 'port' | 'adminPort' | 'pingIntervalMs'>,
  running: RunningExchanges,
) {
  const nextRequestId = createRequestIds(Date.now())
  const onParseError = createParseErrorAnswer(nextRequestId, socket => {
    return running.list().some(({ reply }) => reply.socket === socket && reply.headersSent)
  })
  const onHalfClose = (socket: Socket) => {
    for (const exchange of running.list()) {
      const { request } = exchange
      if (request.socket === socket && request.complete) probeCaller(exchange, pingIntervalMs)
    }
  }
  let gateway: Listening | undefined
  let admin: Listening | undefined
  let closing = false
  const gatewayPort = () => gateway?.port ?? port
  const boundAdminPort = () => admin?.port ?? adminPort
  return {
    nextRequestId,
    onParseError,
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
      gateway = await listen(apps.gateway, { port, flag: '--port', onParseError, onHalfClose })
      try {
        admin = await listen(apps.admin, { port: adminPort, flag: '--admin-port', onParseError, onHalfClose })
      } catch (error) {
        await gateway.close()
        throw error
      }
    },
    /** From now on every new request is refused; connections stay open, for what runs and to tell those who come. */
    refuse(): void {
      closing = true
    },
    /** Hangs up. Resolves when the last connection has ended. */
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
