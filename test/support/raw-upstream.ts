// A provider that answers every request with the same bytes and hangs up: for what no server library would send.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface RawUpstream extends AsyncDisposable {
  readonly origin: string
  /** From now on. */
  answer(bytes: string | Uint8Array): void
}

export async function startRawUpstream(): Promise<RawUpstream> {
  let answer: string | Uint8Array = ''
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => socket.end(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: bytes => {
      answer = bytes
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
