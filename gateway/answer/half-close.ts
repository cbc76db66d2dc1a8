import type { Exchange } from '../exchange.ts'
import { stateOf } from './ending.ts'

/** After this time, the system of a caller that has left has answered the first probe. */
const secondProbeMs = 20

/**
 * To be called when the caller has ended its side of the connection. A caller that has sent everything and waits for its
 * answer may do that, and a caller that has left does it too. They differ only when something is written: the system of a
 * caller that has left answers with a reset (https://www.rfc-editor.org/rfc/rfc9293#section-3.6.1). The write after that
 * fails, and the connection closes.
 *
 * A stream is probed with its format's own ping. Before the headers are sent, only an interim answer may be written, which
 * every client skips: https://www.rfc-editor.org/rfc/rfc9110#section-15.2. HTTP/1.0 has no interim answers, so there a
 * caller that has left is noticed only when its answer is written.
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
