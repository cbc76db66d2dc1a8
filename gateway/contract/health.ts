// How the providers do at the moment, for a person.

/**
 * `closed`: it may be asked. `half-open`: one request may try it. `open`: it failed too often. `cooling`: it asked for a
 * pause. `locked`: its key was refused, which a restart does not change. A new key ends it, a person who says to try again,
 * or an answer, because a request for a model by its own name is sent all the same.
 */
export type HealthState = 'closed' | 'half-open' | 'open' | 'cooling' | 'locked'

export interface HealthReport {
  readonly atMs: number
  /** True if this machine has no network. */
  readonly offline: boolean
  /** What was asked in this run, and what is not to be asked at the moment. */
  readonly subjects: readonly SubjectHealthView[]
  /** What changed lately, newest first. At most a hundred, of this run. */
  readonly events: readonly HealthEvent[]
}

/** A model at a provider with one of its keys. */
export interface SubjectHealthView {
  readonly providerId: string
  /** The name of the key, or of its quota group. Null if the provider has one key, or if this is about all its keys. */
  readonly keyId: string | null
  /** Null if this is about all models. */
  readonly model: string | null
  readonly state: HealthState
  /** Why it is not closed. Empty if it is. */
  readonly reason: string
  /** Null if it may be asked now, or not before something changes. */
  readonly untilMs: number | null
  readonly running: number
  /** Since the last answer. */
  readonly failuresInARow: number
  readonly lastFailure: LastFailure | null
  /** Null if fewer than three streams of the last half hour are known. */
  readonly speed: SpeedView | null
}

export interface LastFailure {
  readonly atMs: number
  /** A kind of fault, such as `server-error`. */
  readonly kind: string
  readonly reason: string
}

export interface SpeedView {
  readonly answers: number
  readonly firstTokenMs: number
  readonly firstTokenP95Ms: number
  readonly msPerOutputToken: number | null
}

export interface HealthEvent {
  readonly atMs: number
  readonly type: 'opened' | 'closed' | 'cooled' | 'locked' | 'offline' | 'back-online' | 'reset'
  /** Null for what is about the whole machine. */
  readonly providerId: string | null
  readonly keyId: string | null
  readonly model: string | null
  readonly reason: string
}
