import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { guarded } from '../guarded.ts'

export interface ConnectionEnds {
  /** The peer has ended its side, and may still wait for an answer. */
  readonly onHalfClose: (socket: Socket) => void
}

/**
 * Lets a peer end its side and still have its answer, which Node's server refuses by default. The option has been in Node since
 * its first years, and is in no documentation: https://github.com/nodejs/node/blob/main/lib/_http_server.js
 */
export function allowHalfClose(server: Server, { onHalfClose }: ConnectionEnds): void {
  Object.assign(server, { httpAllowHalfOpen: true })
  const connected = (socket: Socket) => {
    const cut = () => void socket.destroy()
    socket.once(
      'end',
      guarded(cut, () => onHalfClose(socket)),
    )
  }
  server.on(
    'connection',
    guarded(() => {}, connected),
  )
}
