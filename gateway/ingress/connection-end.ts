import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { guarded } from '../guarded.ts'

export interface ConnectionEnds {
  /** Called when the peer has ended its side of the connection. It may still wait for an answer. */
  readonly onHalfClose: (socket: Socket) => void
}

/**
 * Lets a peer end its side and still get its answer, which Node's server does not allow by default. Node has had this option
 * since its first years, but does not document it: https://github.com/nodejs/node/blob/main/lib/_http_server.js
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
