import type { Logger } from 'pino'
import type { FailoverView } from '../contract/failovers.ts'
import type { HealthReport } from '../contract/health.ts'
import type { RouteStep, RouteTrace } from '../contract/routes.ts'
import type { Health } from './health.ts'

export interface FailoversDeps {
  readonly health: Pick<Health, 'report'>
  readonly now: () => number
  readonly log: Pick<Logger, 'warn' | 'info'>
}

export type Failovers = ReturnType<typeof createFailovers>

interface Outage {
  readonly view: FailoverView
  /** Undefined while it goes on. */
  endedAtMs: number | undefined
}

/** A provider that is out again so soon is still in the same outage, so that a limit per minute is not told every minute. */
const sameOutageMs = 300_000

/**
 * Remembers which outages made requests go to another target. An outage begins with the first request that did while its
 * target was out, and ends when the target may be asked again. What a single fault made go elsewhere is no outage.
 */
export function createFailovers({ health, now, log }: FailoversDeps) {
  /** By the provider's id, which is empty for the network of this machine. At most one for each provider. */
  const outages = new Map<string, Outage>()

  function endWhatIsOver(report: HealthReport): void {
    for (const [id, outage] of outages) {
      const isOver = !isOut(report, outage.view)
      if (isOver && outage.endedAtMs === undefined) {
        outage.endedAtMs = now()
        log.info({ target: outage.view.target }, 'a target that was out may be asked again')
      }
      if (outage.endedAtMs !== undefined && now() - outage.endedAtMs >= sameOutageMs) outages.delete(id)
    }
  }

  function begin(view: FailoverView): void {
    const id = view.providerId ?? ''
    const known = outages.get(id)
    if (known) {
      known.endedAtMs = undefined
      return
    }
    outages.set(id, { view, endedAtMs: undefined })
    const { target, to, route, reason } = view
    log.warn({ target, to, route, reason }, 'another target answers in place of one that is out')
  }

  return {
    /** To be called with the way of each request that went one. */
    note({ route, steps }: RouteTrace): void {
      if (steps.length < 2) return
      const answered = steps.find(({ outcome }) => outcome === 'answered')
      if (!answered) return
      const report = health.report()
      endWhatIsOver(report)
      for (const step of steps) {
        if (step === answered || step.target === answered.target) continue
        const view = viewOf(step, answered, route, now())
        if (isOut(report, view)) begin(view)
      }
    },

    /** Those that go on, the oldest first. */
    list(): readonly FailoverView[] {
      if (outages.size === 0) return []
      endWhatIsOver(health.report())
      return [...outages.values()].filter(({ endedAtMs }) => endedAtMs === undefined).map(({ view }) => view)
    },
  }
}

function viewOf(
  step: RouteStep,
  { target: to }: RouteStep,
  route: string | null,
  atMs: number,
): FailoverView {
  const { target, reason, outcome } = step
  const providerId = outcome === 'offline' ? null : target.slice(0, target.indexOf('/'))
  return { providerId, target, to, route, reason, sinceMs: atMs }
}

/** Half open is still out: one request may try it, and all others go elsewhere. */
function isOut({ offline, subjects }: HealthReport, { providerId, target }: FailoverView): boolean {
  if (providerId === null) return offline
  const model = target.slice(providerId.length + 1)
  return subjects.some(
    subject =>
      subject.providerId === providerId &&
      (subject.model === null || subject.model === model) &&
      subject.state !== 'closed',
  )
}
