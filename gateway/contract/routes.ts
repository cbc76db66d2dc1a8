// Routes: names of the user's own, each of which stands for an ordered choice of models. This is also the form in which a
// route is kept in a file and shared.
import type { CacheMode } from './answer-cache.ts'

export const strategies = [
  /** In the order in which the targets are listed. */
  'priority',
  /** At random, each as often as its weight says. The others follow in a random order. */
  'weighted',
  /** The one that this very request would cost the least at. One whose price is unknown comes last. */
  'lowest-cost',
  /** The one that has been the fastest lately. */
  'lowest-latency',
  /** The one with the fewest requests running. */
  'least-busy',
  /** Models on this machine first. */
  'local-first',
] as const

export type Strategy = (typeof strategies)[number]

/** What a request may need of a model. */
export const requestNeeds = ['tools', 'vision', 'json-schema', 'reasoning'] as const

export type RequestNeed = (typeof requestNeeds)[number]

/** When the gateway goes on to another target, or starts one beside it. Undefined: the gateway's own limits. */
export interface TargetLimits {
  /** Until the provider's answer begins with its headers. */
  readonly headersMs?: number | undefined
  /** Until the first content. */
  readonly firstTokenMs?: number | undefined
  /** The least output tokens per second, judged over the first `probeWindowMs` of the answer, which is held back for that. */
  readonly tokensPerSecond?: number | undefined
  readonly probeWindowMs?: number | undefined
}

export interface RouteTarget {
  /** As `provider/model`. */
  readonly target: string
  /** For the strategy `weighted`. 1 if it is not given. */
  readonly weight?: number | undefined
  readonly limits?: TargetLimits | undefined
}

/** All that are given must hold. */
export interface RouteConditions {
  readonly inputTokensAtLeast?: number | undefined
  readonly inputTokensAtMost?: number | undefined
  /** The request needs all of these. */
  readonly needs?: readonly RequestNeed[] | undefined
  /** Names of clients, one of which asks. */
  readonly clients?: readonly string[] | undefined
  /** Project tags, one of which the request carries. */
  readonly projects?: readonly string[] | undefined
  /** Local times of day as `HH:MM`. `from` is within, `to` is not. `to` before `from` goes over midnight. */
  readonly between?: { readonly from: string; readonly to: string } | undefined
  /** A budget over the request has less than this left, in percent of its limit. */
  readonly budgetLeftBelowPercent?: number | undefined
  /** The request carries the header, with this value if one is given. */
  readonly header?: { readonly name: string; readonly value?: string | undefined } | undefined
}

export interface RouteGroup {
  readonly strategy: Strategy
  readonly targets: readonly RouteTarget[]
  readonly when?: RouteConditions | undefined
}

export interface RouteDefinition {
  /** What clients ask for in place of a model. */
  readonly name: string
  /** Tried one after another. */
  readonly groups: readonly RouteGroup[]
  /** For targets without limits of their own. */
  readonly limits?: TargetLimits | undefined
  /** Starts the next target beside one that is late. `afterMs`: undefined for a delay that is learned. */
  readonly hedge?: { readonly afterMs?: number | undefined } | undefined
  /** Whether a conversation stays with its target while the provider's prompt cache is warm. True if it is not given. */
  readonly sticky?: boolean | undefined
  /** What happens when a provider refuses the content: the caller is told (the default), or the next target is asked. */
  readonly onRefusal?: 'tell' | 'next' | undefined
  /**
   * Whether another target goes on with a streaming answer that broke off, where that is safe: plain text, no tools. False if
   * it is not given.
   */
  readonly continueBroken?: boolean | undefined
  /** Whether a model on this machine that fits is asked after all targets failed. False if it is not given. */
  readonly localLastResort?: boolean | undefined
}

export interface RouteView extends RouteDefinition {
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** A route that was just set. */
export interface SetRouteView extends RouteView {
  /** Sentences about targets that no provider serves as far as is known. */
  readonly warnings: readonly string[]
}

/** Why a target was not asked. */
export const skipReasons = [
  'condition',
  'unknown',
  'capability',
  'context',
  'format',
  'lossy',
  'budget',
  'key',
  'cooling',
  'open',
  'offline',
  'busy',
] as const

export type SkipReason = (typeof skipReasons)[number]

/** One target of a plan, for a person to read. */
export interface PlannedTargetView {
  readonly target: string
  readonly group: number
  /** Why it stands where it does. */
  readonly why: string
  readonly estimatedCostNanoUsd: string | null
  readonly skipped?: { readonly reason: SkipReason; readonly text: string } | undefined
}

export interface ExplainView {
  /** The name that was asked for. */
  readonly asked: string
  /** Null if the name is no route but a model. */
  readonly route: string | null
  readonly inputTokens: number
  readonly needs: readonly RequestNeed[]
  readonly targets: readonly PlannedTargetView[]
  /** What leaving the conversation's present target costs, because its prompt cache is lost. Null if there is none. */
  readonly sticky: StayView | null
  /** Why no target can be asked. Null if there is one. */
  readonly noRoute: string | null
  readonly cache: CacheExplanation
}

/** Whether a stored answer would be given. */
export interface CacheExplanation {
  /** What the token, or else the setting, allows. */
  readonly mode: CacheMode
  /** Null if there is no request to tell it by. */
  readonly eligible: boolean | null
  /** For a person. */
  readonly reason: string
  /** What would be given now. Null if that is not looked for. Whether there is the same question in other words never is. */
  readonly wouldBe: 'exact' | 'miss' | null
}

/** What becomes of a conversation that has a target already. */
export interface StayView {
  /** The target that answered last. */
  readonly target: string
  readonly stays: boolean
  /** For a person. */
  readonly why: string
  /** Null if a price is not known. */
  readonly leavingCostsNanoUsd: string | null
}

/** What is to be explained without a request. */
export interface ExplainQuestion {
  /** A route, or a model as a client would ask for it. */
  readonly name: string
  readonly inputTokens?: number | undefined
  readonly needs?: readonly RequestNeed[] | undefined
  /** The name of a client. */
  readonly client?: string | undefined
  readonly project?: string | undefined
}

/** How a request came to its answer, as the log keeps it. */
export interface RouteTrace {
  /** The route's name. Null if the request asked for a model by its own name. */
  readonly route: string | null
  /** In the order in which they were decided on. */
  readonly steps: readonly RouteStep[]
  /** Undefined if the request belongs to no conversation that has a target. */
  readonly stay?: StayView | undefined
}

export interface RouteStep {
  /** As `provider/model`. */
  readonly target: string
  /** The name of the key that was used, if the provider has several. */
  readonly key?: string | undefined
  /** `answered`, `continued`, a kind of fault, or a reason for which the target was skipped. */
  readonly outcome: string
  /** For a person. Empty for the target that answered, unless it was the last resort: why it was picked. */
  readonly reason: string
  /** Milliseconds from the request's arrival. Null for a target that was left out of the plan. */
  readonly atMs: number | null
}
