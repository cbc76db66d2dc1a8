// What the choice of a route's targets depends on. All of it is handed in, so that the choice is pure.
import type { ModelCapabilities } from '../chat/capabilities.ts'
import type { RequestNeed } from '../contract/routes.ts'
import type { NanoUsd } from '../contract/units.ts'
import type { WireFormat } from '../formats/index.ts'
import type { Health } from '../health/health.ts'
import type { Catalog, Target } from './choose-target.ts'
import type { Candidate } from './plan.ts'

/** The request, as far as its route depends on it. */
export interface RouteQuestion {
  /** The caller's format. */
  readonly format: WireFormat
  /** An estimate from the length of the request, unless something in the route depends on the number. */
  readonly inputTokens: number
  readonly maxOutputTokens: number | undefined
  readonly needs: readonly RequestNeed[]
}

/** Who asks, and when. */
export interface Surroundings {
  readonly clientName: string | undefined
  readonly project: string | undefined
  /** Local time: minutes since midnight. */
  readonly minuteOfDay: number
  /** The least that a budget over the request has left, in percent of its limit. Undefined if there is none. */
  readonly budgetLeftPercent: () => number | undefined
  /** Names are in small letters. */
  readonly headers: NodeJS.Dict<string | string[]>
}

/** The target of a conversation's last answer. */
export interface Pin {
  /** As `provider/model`. */
  readonly target: string
  /** How many input tokens of the last request the provider's prompt cache holds. */
  readonly cachedTokens: number
}

export interface Lookups {
  readonly catalog: Catalog
  readonly health: Pick<Health, 'of'>
  /** True while this machine has no network. */
  readonly isOffline: boolean
  /** Why the provider cannot be asked for want of a key. Undefined if it can. */
  readonly keyProblemOf: (providerId: string) => string | undefined
  /** Undefined if nothing is known of the model. */
  readonly capabilitiesOf: (target: Target) => ModelCapabilities | undefined
  /** The most input and output tokens together. Undefined if that is not known. */
  readonly contextTokensOf: (target: Target) => number | undefined
  /** What the request is expected to cost, if so many of its input tokens are read from the prompt cache. */
  readonly costOf: (target: Target, cachedTokens: number) => NanoUsd | undefined
  readonly outputTokensOf: (target: Target) => number
  /** The conversation's target. Undefined if it has none, or if the route is not sticky. */
  readonly pin: Pin | undefined
  /** A model on this machine that fits the request. Undefined if there is none. */
  readonly lastResort: () => Candidate | undefined
  /** From 0 to 1, anew with each call. */
  readonly random: () => number
}

export function nameOf({ provider, model }: Target): string {
  return `${provider.record.id}/${model}`
}
