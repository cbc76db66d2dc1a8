import type { RouteDefinition, SkipReason, TargetLimits } from '../contract/routes.ts'
import type { Target } from './choose-target.ts'

/** A target that may be asked, with one of its provider's keys. */
export interface Candidate {
  readonly target: Target
  /** Undefined if the provider is asked without a key. */
  readonly keyId: string | undefined
  /** Keys of one account share its limits. */
  readonly quotaGroup: string | undefined
  readonly limits: TargetLimits | undefined
  /** The most input and output tokens together. Undefined if that is not known. */
  readonly contextTokens: number | undefined
  /** True for a model on this machine. */
  readonly isLocal: boolean
}

export interface Skipped {
  readonly target: string
  readonly reason: SkipReason
  readonly text: string
}

/** The targets that a request may be answered by, in order, and those that it may not. */
export interface Plan {
  /** Undefined if the request asks for a model by its own name. */
  readonly route: RouteDefinition | undefined
  readonly candidates: readonly Candidate[]
  readonly skipped: readonly Skipped[]
}
