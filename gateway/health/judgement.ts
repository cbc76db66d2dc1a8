import { type Breaker, phaseOf } from './breaker.ts'
import type { CoolDownSubject } from './cool-downs.ts'
import type { SubjectHealth } from './health.ts'
import type { ProviderHealth } from './health-records.ts'

export type Judgement = Pick<SubjectHealth, 'state' | 'reason' | 'forMs'>

const well: Judgement = { state: 'closed', reason: '', forMs: undefined }

/** Whether a subject may be asked, by the strongest of what speaks against it. `breaker` is its own. */
export function judge(
  { coolDowns, host }: ProviderHealth,
  subject: CoolDownSubject,
  breaker: Breaker,
  nowMs: number,
): Judgement {
  const coolDown = coolDowns.isEmpty ? undefined : coolDowns.of(subject, nowMs)
  if (coolDown) return judgeCoolDown(coolDown, nowMs)
  if (host.type === 'closed' && breaker.type === 'closed') return well
  const ofHost = judgeBreaker(host, nowMs)
  const own = judgeBreaker(breaker, nowMs)
  // Both have to let it through.
  return weightOf(own) > weightOf(ofHost) ? own : ofHost
}

export function judgeCoolDown(
  { untilMs, reason }: { readonly untilMs: number; readonly reason: string },
  nowMs: number,
): Judgement {
  if (untilMs === Number.POSITIVE_INFINITY) return { state: 'locked', reason, forMs: undefined }
  return { state: 'cooling', reason, forMs: Math.ceil(untilMs - nowMs) }
}

export function judgeBreaker(breaker: Breaker, nowMs: number): Judgement {
  if (breaker.type === 'closed') return well
  const { reason, untilMs } = breaker
  switch (phaseOf(breaker, nowMs)) {
    case 'half-open':
      return { state: 'half-open', reason, forMs: undefined }
    case 'probing':
      // One request tries already, and when it will be over is not known.
      return { state: 'open', reason, forMs: undefined }
    default:
      return { state: 'open', reason, forMs: Math.ceil(untilMs - nowMs) }
  }
}

function weightOf({ state, forMs }: Judgement): number {
  if (state === 'closed') return -2
  return state === 'half-open' ? -1 : (forMs ?? 0)
}
