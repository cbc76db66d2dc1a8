import { type ConcludeDeps, settleForSure } from '../answer/conclude.ts'
import { GatewayError } from '../errors.ts'
import type { RunningExchanges } from '../running-exchanges.ts'

/** What `drain` takes beyond its time, at most. */
export const drainMarginMs = 2000

/** Long enough to be told and to be hung up on. */
const tellMs = 1000
const lookEveryMs = 20

/**
 * Waits for what runs until its callers have their last byte; what is left after that is told, settled and cut. In a `hurry`
 * nothing is waited for.
 */
export async function drain(gateway: ConcludeDeps, timeoutMs: number, hurry: AbortSignal): Promise<void> {
  const { log, running } = gateway
  if (await isEmptyWithin(running, timeoutMs, hurry)) return
  const reason = hurry.aborted ? 'internal' : 'shutting_down'
  log.error({ requests: running.size, drainTimeoutMs: timeoutMs, reason }, 'closing cuts requests that run')
  running.cancel(new GatewayError(reason))
  await isEmptyWithin(running, tellMs)
  // Whatever hangs in them: the ledger must not be closed over an open hold.
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
