// What was spent in a period, and by whom. The units are those of admin.ts.
import type { SpendSummary } from './requests.ts'
import type { NanoUsdText } from './units.ts'

/** The last 24 hours, the last 7 or 30 days with today, and the calendar month. */
export const spendRanges = ['24h', '7d', '30d', 'month'] as const
export type SpendRange = (typeof spendRanges)[number]

export const spendDimensions = ['provider', 'model', 'client', 'team', 'person', 'project'] as const
export type SpendDimension = (typeof spendDimensions)[number]

/**
 * Why requests failed, in groups that need different cures: a budget refused or ended it, its model has no price, nobody
 * knows its model, the gateway refused it for another reason, its provider failed, its answer broke off, or the caller left.
 */
export const failureKinds = [
  'budget',
  'no-price',
  'unknown-model',
  'refused',
  'provider',
  'broken-off',
  'left',
] as const
export type FailureKind = (typeof failureKinds)[number]

export interface SpendQuestion {
  /** An IANA name. Days, hours and months are those of this zone. */
  readonly zone: string
  readonly range: SpendRange
  readonly by: SpendDimension
}

/** Counts what the overview counts: requests for answers of real providers. */
export interface Spend extends SpendQuestion {
  /** The bounds [fromMs, toMs) of the range. */
  readonly fromMs: number
  readonly toMs: number
  readonly summary: SpendSummary
  /** Only kinds that occurred, the most frequent first. Together they are the summary's failed requests. */
  readonly failures: readonly FailureCount[]
  /** The dearest first, at most six. */
  readonly groups: readonly SpendGroup[]
  /** All that are not among `groups`. */
  readonly othersNanoUsd: NanoUsdText
  /** One for each hour of the last 24, or for each day of a longer range. The oldest first, and none is left out. */
  readonly points: readonly SpendPoint[]
}

export interface FailureCount {
  readonly kind: FailureKind
  readonly requests: number
  /** The gateway's own codes that these requests ended with, sorted. Where a provider's error was passed on there is none. */
  readonly errorCodes: readonly string[]
}

export interface SpendGroup {
  /** A provider's id, `provider/model`, a client's id, or a name. Null if the requests have none, as of a team. */
  readonly id: string | null
  readonly costNanoUsd: NanoUsdText
}

export interface SpendPoint {
  readonly startMs: number
  readonly requests: number
  readonly costNanoUsd: NanoUsdText
  /** What each of `groups` cost, in their order. The rest of `costNanoUsd` is the others'. */
  readonly groupNanoUsd: readonly NanoUsdText[]
}
