import type { TokenCounts } from '../contract/chat.ts'
import type { NanoUsd } from '../contract/units.ts'
import type { PriceTerms, ToolUses } from '../pricing/bill.ts'

/** What a whole answer or a stream so far says about its cost. */
export interface ReportedUsage {
  /** As far as reported; undefined before the first report. */
  readonly tokens: TokenCounts | undefined
  /** All tokens together, where nothing says which of them went in; undefined: not reported, or not needed. */
  readonly total?: number | undefined
  /** False: more was to come, or not all of it is reported. */
  readonly complete: boolean
  /** Those under which it was answered. */
  readonly terms: PriceTerms
  readonly uses: ToolUses
  /** See `Bill`. */
  readonly steps?: readonly TokenCounts[] | undefined
  readonly billed?: NanoUsd | undefined
  /** Why the report is not believed as it stands, in a short sentence; undefined: it is. */
  readonly doubt?: string | undefined
}
