import type { RequestTiming } from '../../../gateway/contract/timing.ts'

export type PhaseName = 'counting' | 'holding' | 'sending' | 'waiting' | 'thinking' | 'streaming' | 'ending'

export interface Phase {
  readonly name: PhaseName
  /** Milliseconds from the request's arrival. */
  readonly startMs: number
  readonly endMs: number
}

/** The phases of a request from its arrival to its end, in order. A phase whose end was never reached is left out. */
export function timingPhases(timing: RequestTiming): readonly Phase[] {
  const marks: readonly (readonly [PhaseName, number | null])[] = [
    ['counting', timing.countedMs],
    ['holding', timing.heldMs],
    ['sending', timing.upstreamSentMs],
    ['waiting', timing.upstreamHeadersMs],
    ['thinking', timing.firstTokenMs],
    [timing.firstTokenMs === null ? 'ending' : 'streaming', timing.endedMs],
  ]
  const phases: Phase[] = []
  let startMs = 0
  for (const [name, endMs] of marks) {
    if (endMs === null) continue
    phases.push({ name, startMs, endMs })
    startMs = endMs
  }
  return phases
}
