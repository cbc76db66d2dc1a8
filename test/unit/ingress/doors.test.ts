import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSettings } from '../../../gateway/config/settings.ts'
import type { ClientId, RequestId } from '../../../gateway/contract/units.ts'
import { Exchange } from '../../../gateway/exchange.ts'
import { createDoors } from '../../../gateway/ingress/doors.ts'
import { RunningExchanges } from '../../../gateway/running-exchanges.ts'
import { openRawConnection } from '../../support/chat-clients.ts'
import { usualClientCache } from '../../support/client-cache.ts'

let server: Server
beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** A request whose body has not arrived, known to the doors as one that runs. */
async function openHalf(running: RunningExchanges, client: Exchange['client']): Promise<ServerResponse> {
  const caller = await openRawConnection(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  caller.send('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf')
  const [request, reply] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  const clock = { now: Date.now, monotonicMs: () => performance.now() }
  const inbound = { requestId: 'req_1' as RequestId, format: 'openai-chat' as const, request, reply }
  const exchange = new Exchange(inbound, clock, pino({ level: 'silent' }))
  if (client) exchange.client = client
  running.add(exchange)
  return reply
}

const someone = {
  id: 'cli_1' as ClientId,
  name: 'notebook',
  personId: null,
  teamId: null,
  onUnsupported: null,
  pausedAtMs: null,
  cache: usualClientCache,
}

const config = openSettings({ all: () => new Map(), put() {} }, { port: 0, adminPort: 0 }).current

test.each([
  ['ERR_HTTP_REQUEST_TIMEOUT', someone, []],
  ['ERR_HTTP_REQUEST_TIMEOUT', undefined, [{ code: 'http_timeout', requests: 1 }]],
  ['HPE_INVALID_METHOD', someone, [{ code: 'http_malformed', requests: 1 }]],
])('%s is counted where no request with a token has its row for it', async (code, client, counted) => {
  const running = new RunningExchanges()
  const doors = createDoors(
    () => config,
    running,
    () => 0,
  )
  const { socket } = await openHalf(running, client)
  if (socket) doors.onParseError(Object.assign(new Error('refused'), { code }), socket)
  expect(doors.unauthenticated.list()).toEqual(counted)
})
