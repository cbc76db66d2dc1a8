import type { Logger } from 'pino'
import { logSafely } from '../guarded.ts'

/** One thing that has to be closed. */
export interface ClosingStep {
  readonly name: string
  /** How long this step is waited for. */
  readonly withinMs: number
  /** `passed` is aborted at the step's deadline, so that the step can stop waiting for what it waits for. */
  readonly run: (passed: AbortSignal) => unknown
}

/**
 * Runs one step after the other, each with its own deadline. A step that throws or passes its deadline is logged, and the
 * next one runs all the same. Never rejects.
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

/** An async function, so that what `run` throws synchronously becomes a rejected promise. */
async function start(run: ClosingStep['run'], passed: AbortSignal): Promise<unknown> {
  return run(passed)
}
