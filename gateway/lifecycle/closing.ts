import type { Logger } from 'pino'
import { logSafely } from '../guarded.ts'

/** One thing that has to be closed. */
export interface ClosingStep {
  readonly name: string
  /** How long it is waited for. */
  readonly withinMs: number
  /** `passed` is aborted at its deadline, so that it can give up what it waits for. */
  readonly run: (passed: AbortSignal) => unknown
}

/**
 * One step after the other, each within its own deadline: whatever one of them throws or waits for, the next one comes. Both
 * are told in the log. Never rejects.
 */
export async function closeInOrder(steps: readonly ClosingStep[], log: Pick<Logger, 'error'>): Promise<void> {
  for (const { name, withinMs, run } of steps) {
    const passed = new AbortController()
    const deadline = Promise.withResolvers<'passed'>()
    const timer = setTimeout(() => deadline.resolve('passed'), withinMs)
    try {
      const end = await Promise.race([deadline.promise, start(run, passed.signal)])
      if (end === 'passed') log.error({ step: name, withinMs }, 'a step of closing passed its deadline')
    } catch (error) {
      logSafely(log, error, `a step of closing failed: ${name}`)
    } finally {
      clearTimeout(timer)
      passed.abort()
    }
  }
}

/** Its promise, also where it throws at once. */
async function start(run: ClosingStep['run'], passed: AbortSignal): Promise<unknown> {
  return run(passed)
}
