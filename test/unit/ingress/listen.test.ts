import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { RequestId } from '../../../gateway/contract/units.ts'
import { createParseErrorAnswer } from '../../../gateway/ingress/listen.ts'
import { openRawConnection } from '../../support/chat-clients.ts'

const cleanups: (() => void)[] = []
const counted: string[] = []
afterEach(() => {
  counted.length = 0
  for (const clean of cleanups.splice(0)) clean()
})

async function serve(onRequest: RequestListener, isAnswering: (socket: Socket) => boolean = () => false) {
  const server = createServer(
    { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 },
    onRequest,
  )
  const count = (code: string) => void counted.push(code)
  const onParseError = createParseErrorAnswer(() => 'req_1' as RequestId, isAnswering, count)
  server.on('clientError', onParseError)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return openRawConnection(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

test('headers that trickle in are given up with 408 in plain JSON', async () => {
  const connection = await serve(() => {})
  connection.send('GET / HTTP/1.1\r\nhost: x\r\nx-slow: ')
  const received = (await connection.readAll()).toString()
  expect(received).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nconnection: close\r\n/)
  expect(received).toMatch(/\r\nx-gatehouse-request-id: req_1\r\n/)
  expect(received).toMatch(/\r\n\r\n\{"error":\{"code":"http_timeout","message":"[^"]+"\}\}$/)
})

test('a body that trickles in is given up with 408', async () => {
  const connection = await serve(request => request.resume())
  connection.send('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf')
  expect((await connection.readAll()).toString()).toMatch(/^HTTP\/1\.1 408 /)
})

test('its length is that of its bytes', async () => {
  const connection = await serve(() => {})
  connection.send('nonsense\r\n\r\n')
  const [head = '', body = ''] = (await connection.readAll()).toString().split('\r\n\r\n')
  expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`)
  expect(JSON.parse(body)).toMatchObject({ error: { code: 'http_malformed' } })
  expect(counted).toEqual(['http_malformed'])
})

test('nothing is put into an answer that has begun', async () => {
  const replies: ServerResponse[] = []
  const connection = await serve(
    (_, reply) => {
      replies.push(reply)
      reply.write('begun')
    },
    socket => replies.some(reply => reply.socket === socket && reply.headersSent),
  )
  connection.send('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await connection.readUntil('begun')
  connection.send('nonsense\r\n\r\n')
  expect((await connection.readAll()).toString().match(/HTTP\/1\.1/g)).toHaveLength(1)
})
