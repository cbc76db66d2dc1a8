import { type ConcludeDeps, settleForSure } from '../answer/conclude.ts'
import { GatewayError } from '../errors.ts'
import type { RunningExchanges } from '../running-exchanges.ts'

/** How long `drain` may take longer than its `timeoutMs`. */
export const drainMarginMs = 2000

/** Time for requests that are cut to send their error to the caller and to close the connection. */
const tellMs = 1000
const lookEveryMs = 20

/**
 * Waits until the callers of running requests have their last byte, at most `timeoutMs`. Requests that still run then are
 * cut: their callers get an error, and they are settled. If `hurry` is aborted, nothing is waited for.
 */
export async function drain(gateway: ConcludeDeps, timeoutMs: number, hurry: AbortSignal): Promise<void> {
  const { log, running } = gateway
  if (await isEmptyWithin(running, timeoutMs, hurry)) return
  const reason = hurry.aborted ? 'internal' : 'shutting_down'
  log.error({ requests: running.size, drainTimeoutMs: timeoutMs, reason }, 'closing cuts requests that run')
  running.cancel(new GatewayError(reason))
  await isEmptyWithin(running, tellMs)
  // Requests that hang even now are settled here, because the ledger must not be closed while a hold is open.
  for (const exchange of running.list()) settleForSure(exchange, gateway)
}

function isEmptyWithin(running: RunningExchanges, timeoutMs: number, hurry?: AbortSignal): Promise<boolean> {
  return new Promise(resolve => {
    const finish = () => {
      clearInterval(look)
      clearTimeout(deadline)
      resolve(running.size === 0)
    }
    const look = setInterval(() => {
      if (running.size === 0) finish()
    }, lookEveryMs)
    const deadline = setTimeout(finish, timeoutMs)
    if (running.size === 0 || hurry?.aborted) finish()
    else hurry?.addEventListener('abort', finish, { once: true })
  })
}
