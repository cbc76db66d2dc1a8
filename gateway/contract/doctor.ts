// The self-test of routes: what would become of a request if a provider failed, tried out without any real provider.
import type { RouteStep } from './routes.ts'
import type { NanoUsdText } from './units.ts'

/** What happens to the target that is asked first. */
export const doctorFaults = [
  'none',
  'unavailable',
  'rate-limited',
  'refused',
  'stalled',
  'broken-before',
  'broken-after',
] as const

export type DoctorFault = (typeof doctorFaults)[number]

export interface DoctorQuestion {
  /** The name of a route. If it is not given, the gateway's surroundings are looked at instead. */
  readonly route?: string
}

export interface DoctorReport {
  readonly atMs: number
  /** Empty if a route is asked for. */
  readonly surroundings: readonly DoctorCheck[]
  /** Null if no route is asked for. */
  readonly route: RouteCheckup | null
}

export interface DoctorCheck {
  /** What was looked at: the gateway, the vault, the clock, the disk, or a provider by its id. */
  readonly about: string
  readonly state: 'good' | 'warning' | 'bad'
  /** A sentence for a person. */
  readonly text: string
}

export interface RouteCheckup {
  readonly name: string
  /** Sentences about what keeps targets from standing in for each other. */
  readonly missing: readonly string[]
  /** One for each fault. */
  readonly trials: readonly FaultTrial[]
}

export interface FaultTrial {
  readonly fault: DoctorFault
  /**
   * The target that failed, as `provider/model`. Null if none did, because the fault is `none`, no target was asked, or the
   * sandbox answered, which is no server.
   */
  readonly failed: string | null
  /** `broken-off`: the caller got the beginning of an answer, and was told that the rest is missing. */
  readonly outcome: 'answered' | 'broken-off' | 'refused'
  /** As `provider/model`. Null if there was no answer, or not a whole one. */
  readonly answeredBy: string | null
  /** Until the end of the answer. Simulated providers answer at once, and a stall is given up early. */
  readonly afterMs: number
  /** How long a real stall is waited for. Null for all other faults. */
  readonly realWaitMs: number | null
  /** At the prices of the real models, for a request of a few words. Null if it is not known. */
  readonly costNanoUsd: NanoUsdText | null
  /** What the caller sees, as a sentence. */
  readonly seen: string
  readonly steps: readonly RouteStep[]
}
