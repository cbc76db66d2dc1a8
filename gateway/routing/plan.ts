import type { RouteDefinition, SkipReason, StayView, TargetLimits } from '../contract/routes.ts'
import type { NanoUsd } from '../contract/units.ts'
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
  /** True if the same model follows in another format, in which there is more room for the prompt. */
  readonly hasRoomierFormat?: boolean
  /** Why this model was picked as the route's last resort, without a full stop. Undefined for every other candidate. */
  readonly lastResort?: string | undefined
  /** Where it stands in its route, and why. Undefined for a model that was asked for by its own name. */
  readonly place?: Place | undefined
}

export interface Place {
  /** The group's place in the route. The number of groups for a last resort that no group lists. */
  readonly group: number
  /** For a person. */
  readonly why: string
  /** What the request is expected to cost there. Undefined if that was not asked or is not known. */
  readonly cost: NanoUsd | undefined
}

export interface Skipped {
  readonly target: string
  readonly group: number
  readonly reason: SkipReason
  readonly text: string
}

/** The targets that a request may be answered by, in order, and those that it may not. */
export interface Plan {
  /** Undefined if the request asks for a model by its own name. */
  readonly route: RouteDefinition | undefined
  readonly candidates: readonly Candidate[]
  readonly skipped: readonly Skipped[]
  /** Undefined if the request belongs to no conversation that has a target. */
  readonly stay?: StayView | undefined
}
