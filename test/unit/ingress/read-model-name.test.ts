import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readModelName } from '../../../gateway/ingress/read-model-name.ts'

const server = createServer()

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

/** A request of which this much of the body has been sent; nobody answers it. */
async function received(body: string, declaredBytes = body.length): Promise<[IncomingMessage, Socket]> {
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  const arriving = once(server, 'request')
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${declaredBytes}\r\n\r\n${body}`)
  const [request] = await arriving
  return [request, socket]
}

const failure = (code: string) => expect.objectContaining({ code })

test('the name is read, and all of the body with it', async () => {
  const [request] = await received('{"verbose":true,"model":"llama3.2"}')
  expect(await readModelName(request)).toBe('llama3.2')
  expect(request.readableEnded).toBe(true)
})

test.each(['{"model":7}', '{}', '[]', '{"model":""}', 'llama3.2'])('%s names none', async body => {
  const [request] = await received(body)
  await expect(readModelName(request)).rejects.toEqual(failure('request_invalid'))
})

test('a body that is long is not read to its end', async () => {
  const [request, socket] = await received(`{"model":"${'x'.repeat(70_000)}"}`)
  await expect(readModelName(request)).rejects.toEqual(failure('body_too_large'))
  expect(socket.destroyed).toBe(false) // its caller can still be told
})

test('a body that does not come is not waited for', async () => {
  const [request, socket] = await received('{"model":', 100)
  await expect(readModelName(request, 1)).rejects.toEqual(failure('http_timeout'))
  expect(socket.destroyed).toBe(false)
})

test('a caller that leaves is gone', async () => {
  const [request, socket] = await received('{"model":', 100)
  const reading = readModelName(request)
  socket.destroy()
  await expect(reading).rejects.toEqual(failure('client_gone'))
})
