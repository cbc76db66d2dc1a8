import type { Exchange } from '../exchange.ts'
import { stateOf } from './ending.ts'

/** By then the system of a caller that has left has answered the first probe. */
const secondProbeMs = 20

/**
 * The caller's side of the connection has ended. One that has sent everything and waits for its answer looks like this, and
 * so does one that has left; the difference shows only when something is written, to which the system of one that left
 * says that nobody is there: https://www.rfc-editor.org/rfc/rfc9293#section-3.6.1. The write after that fails, and the
 * connection closes.
 *
 * A stream is probed with its format's own ping. Before the headers, an interim answer that every client skips is the one
 * thing that may be written: https://www.rfc-editor.org/rfc/rfc9110#section-15.2. HTTP/1.0 has none: there, one that has
 * left is found when its answer is written.
 */
export function probeCaller(exchange: Exchange, everyMs: number): void {
  const { caller, reply, request } = exchange
  const probe = exchange.scope.guard(() => {
    const state = stateOf(reply)
    if (state === 'open' && !exchange.error && !reply.writableNeedDrain) reply.write(caller.ping)
    if (state === 'unsent' && request.httpVersionMinor > 0) reply.writeContinue()
  })
  probe()
  const second = setTimeout(probe, secondProbeMs)
  const others = setInterval(probe, everyMs)
  reply.once(
    'close',
    exchange.scope.guard(() => {
      clearTimeout(second)
      clearInterval(others)
    }),
  )
}
