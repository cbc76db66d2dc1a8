import type { TokenCounts } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import type { PriceTerms, ToolUses } from '../pricing/bill.ts'

/** What a whole answer, or a stream up to now, reports about its cost. */
export interface ReportedUsage {
  /** The tokens reported so far. Undefined before the first report. */
  readonly tokens: TokenCounts | undefined
  /** The number of all tokens, if nothing says which of them are input. Undefined if it is not reported or not needed. */
  readonly total?: number | undefined
  /** False if more was to come, or not everything is reported. */
  readonly complete: boolean
  /** The terms under which the request was answered. */
  readonly terms: PriceTerms
  readonly uses: ToolUses
  /** See `Bill`. */
  readonly steps?: readonly TokenCounts[] | undefined
  readonly billed?: NanoUsd | undefined
  /** Says in a short sentence why the report is not believed as it is. Undefined if it is believed. */
  readonly doubt?: string | undefined
}
