import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/schema.ts'
import type { RunningExchanges } from '../running-exchanges.ts'
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
  const onParseError = createParseErrorAnswer(nextRequestId, socket => {
    return running.list().some(({ reply }) => reply.socket === socket && reply.headersSent)
  })
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
