// What the cost of one request is computed from. It may come from the request, the provider's answer, or a ledger entry.
import type { TokenCounts } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'

/** What changes every rate, in the provider's own words: what the request asked for, or what the answer says was applied. */
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
 * What is billed by use and not by token: tools that run at the provider, and the request itself. `other` stands for uses
 * that the provider counts but whose price is not known here, `other-model` for a run of a model that was not asked for.
 * These two never have a fee, so the cost of a request with one of them is unknown.
 */
export const feeKinds = ['request', 'web-search', 'file-search', 'other', 'other-model'] as const
export type FeeKind = (typeof feeKinds)[number]

/** How often each tool was used. The request itself is left out: it always counts once. */
export type ToolUses = Readonly<Partial<Record<Exclude<FeeKind, 'request'>, number>>>

export const noUses: ToolUses = {}

/** What one request's cost is computed from. */
export interface Bill {
  /** All tokens of the request. */
  readonly tokens: TokenCounts
  /** Set if the provider ran the model several times for one request: each run is priced by the length of its own input. */
  readonly steps?: readonly TokenCounts[] | undefined
  readonly terms: PriceTerms
  readonly uses: ToolUses
  /** The amount that the provider itself says it charges. If it is set, it is the cost, and no price is used. */
  readonly billed?: NanoUsd | undefined
}

/** Makes a bill that has only tokens, and no uses of tools. */
export function plainBill(tokens: TokenCounts, terms: PriceTerms = standardTerms): Bill {
  return { tokens, terms, uses: noUses }
}
