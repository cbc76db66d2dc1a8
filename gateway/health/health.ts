// What is known of how the providers do. Requests tell it what happened to their attempts; plans and moves ask it.
import type { Fault } from '../attempts/fault.ts'
import type { HealthReport, HealthState } from '../contract/health.ts'
import type { Candidate } from '../routing/plan.ts'

/** The parts of a candidate by which faults are kept apart. */
export type HealthSubject = Pick<Candidate, 'target' | 'keyId' | 'quotaGroup' | 'isLocal'>

export type { HealthState }

export interface SubjectHealth {
  readonly state: HealthState
  /** Why it is not closed. Empty if it is. */
  readonly reason: string
  /** How long until it may be asked again. Undefined if it may be asked now, or not before something changes. */
  readonly forMs: number | undefined
  /** Requests that run there at the moment. */
  readonly running: number
  /** Undefined if fewer than three answers of the last half hour are known. */
  readonly speed: RecentSpeed | undefined
}

/** Of successful answers of the last half hour. */
export interface RecentSpeed {
  readonly answers: number
  readonly firstTokenMs: number
  readonly firstTokenP95Ms: number
  readonly msPerOutputToken: number | undefined
}

export interface MeasuredAnswer {
  /** From sending the request. Undefined if the answer came as a whole. */
  readonly firstTokenMs: number | undefined
  readonly outputTokens: number | undefined
  /** From sending the request to the end of the answer. */
  readonly durationMs: number
}

export interface Health {
  of(subject: HealthSubject): SubjectHealth
  /**
   * An attempt begins. If the subject is half open, it is the one that tries it. Who tries is known by the object, so all
   * calls of an attempt are to pass the same one, which no other request passes.
   */
  begun(subject: HealthSubject): void
  /** The attempt is over, however it ended. To be called once for each `begun`. */
  ended(subject: HealthSubject): void
  failed(subject: HealthSubject, fault: Fault): void
  answered(subject: HealthSubject, measured: MeasuredAnswer): void
  /**
   * False if the provider has had so many faults lately that asking again would make it worse. One request in ten seconds may
   * be sent again even then, so it is to be asked only where a yes is made use of.
   */
  mayRetry(providerId: string): boolean
  /** False also while the provider limits or refuses requests. A yes is counted: there are five in a hundred calls at most. */
  mayHedge(subject: HealthSubject): boolean
  /** True if a failure to connect means that this machine has no network. */
  isOffline(error: unknown): boolean
  /** True while this machine has no network. */
  readonly offline: boolean
  report(): HealthReport
  /** Forgets everything about a provider, because a person says that it is well again, or because it was removed. */
  reset(providerId: string): void
  /** Forgets what was held against a key of the provider. `keyId` is undefined for the key of a provider that has only one. */
  keyChanged(providerId: string, keyId?: string): void
  /** Writes what is to survive. To be called before the database is closed. */
  close(): void
}
