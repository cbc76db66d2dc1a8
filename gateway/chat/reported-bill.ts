// What a provider itself says that an answer costs, whatever its format.
import { isRecord, type JsonRecord } from '../bytes/json-value.ts'
import { nanoUsd } from '../contract/units.ts'
import type { ReportedUsage } from './reported-usage.ts'
import type { MemberPath, UsageReporting } from './usage-reporting.ts'

/** The dearest model that is sold costs less than a tenth of a cent a token; what is done besides tokens costs cents. */
function mostDollars(tokens: number): number {
  return Math.min(1 + tokens / 100, 10_000)
}

/**
 * What the provider itself says that it charges. With a key of one's own at the provider behind it, that one charges as
 * well: https://openrouter.ai/docs/cookbook/administration/usage-accounting
 */
export function billOf(
  usage: JsonRecord,
  { bill }: UsageReporting,
  tokens: number,
): Pick<ReportedUsage, 'billed' | 'doubt'> {
  const stated = bill.find(({ path }) => {
    const value = memberAt(usage, path)
    return value !== undefined && value !== null && !isRecord(value)
  })
  if (!stated) return {}
  const amounts = [memberAt(usage, stated.path)]
  if (usage.is_byok === true) amounts.push(memberAt(usage, ['cost_details', 'upstream_inference_cost']))
  const dollars = amounts.reduce<number>((sum, amount) => sum + numberOf(amount), 0) / stated.perDollar
  if (!(dollars >= 0 && dollars <= mostDollars(tokens)) || amounts.some(amount => numberOf(amount) < 0))
    return { doubt: 'The cost that the provider reports is not believed.' }
  // A float is off by far less than what is cut here, and would otherwise be rounded up by a nano-dollar.
  return { billed: nanoUsd(dollars.toFixed(11)) }
}

/** A number, or a decimal in a text; else not a number. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
}

export function memberAt(usage: JsonRecord, [outer, inner]: MemberPath): unknown {
  const value = usage[outer]
  if (inner === undefined) return value
  return isRecord(value) ? value[inner] : undefined
}
