// What the cost of one request is computed from, whoever says it: the request, the provider's answer, or an entry.
import type { TokenCounts } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'

/** What changes every rate, in the provider's own words: as it was asked for, or as it was served. */
export interface PriceTerms {
  /** 'default', 'flex', 'priority', 'batch' */
  readonly serviceTier: string | undefined
  /** 'standard', 'fast' */
  readonly speed: string | undefined
  /** Where the model ran: 'global', 'us' */
  readonly inferenceGeo: string | undefined
}

export const termNames = [
  'serviceTier',
  'speed',
  'inferenceGeo',
] as const satisfies readonly (keyof PriceTerms)[]

export const standardTerms: PriceTerms = { serviceTier: undefined, speed: undefined, inferenceGeo: undefined }

/**
 * What is billed by use and not by token: tools that run at the provider, and the request itself. `other` is what a
 * provider counts and nobody here knows the price of, `other-model` a run of a model that was not asked for: they never
 * have a fee, so that the cost is unknown.
 */
export const feeKinds = ['request', 'web-search', 'file-search', 'other', 'other-model'] as const
export type FeeKind = (typeof feeKinds)[number]

/** How often each was used. A request is always one. */
export type ToolUses = Readonly<Partial<Record<Exclude<FeeKind, 'request'>, number>>>

export const noUses: ToolUses = {}

/** What one request's cost is computed from. */
export interface Bill {
  /** Everything together. */
  readonly tokens: TokenCounts
  /** Where the provider ran the model several times for one request: each run is priced by its own length. */
  readonly steps?: readonly TokenCounts[] | undefined
  readonly terms: PriceTerms
  readonly uses: ToolUses
  /** The amount that the provider itself says it charges: it is the bill, whatever the price. */
  readonly billed?: NanoUsd | undefined
}

/** A bill of tokens alone. */
export function plainBill(tokens: TokenCounts, terms: PriceTerms = standardTerms): Bill {
  return { tokens, terms, uses: noUses }
}
