// A provider that answers every request with the same bytes and hangs up. It can send what no server library would send.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'

export interface RawUpstream extends AsyncDisposable {
  readonly origin: string
  /** Sets the answer from now on. Several pieces are written one by one, each in its own turn of the event loop. */
  answer(...pieces: readonly (string | Uint8Array)[]): void
}

export async function startRawUpstream(): Promise<RawUpstream> {
  let answer: readonly (string | Uint8Array)[] = []
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.setNoDelay(true)
    socket.once('data', () => void send(socket, answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (...pieces) => {
      answer = pieces
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function send(socket: Socket, pieces: readonly (string | Uint8Array)[]): Promise<void> {
  for (const piece of pieces) {
    await new Promise(resolve => socket.write(piece, resolve))
    await setImmediate()
  }
  socket.end()
}
