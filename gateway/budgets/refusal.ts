// What a caller is told of a budget that refuses it.
import type { BudgetUnit } from '../contract/budgets.ts'
import { toDecimalUsd } from '../contract/units.ts'
import type { Refusal } from './account.ts'
import type { Rule } from './budget.ts'
import { describeInstant } from './windows.ts'

const nextTrySeconds = 1

export type RefusalDetail = {
  readonly asked: string
  readonly left: string
  readonly limit: string
  /** A sentence. */
  readonly when: string
  readonly unit: BudgetUnit
  readonly limitAmount: string
  readonly leftAmount: string
  /** When the same request would pass; null: by waiting alone, never. */
  readonly fitsAtMs: number | null
  /** Then; where that is never, when the window ends. Header, message and screen all say this instant. */
  readonly resetsAtMs: number
  /** From the wall clock's now until then, rounded up. */
  readonly retryAfterSeconds: number
}

/** `wallMs`: the machine's clock, from which a caller waits. The ledger's own time may be ahead of it, and stands. */
export function describeRefusal(
  { budget, meter, left }: Refusal,
  asked: bigint,
  wallMs: number,
): RefusalDetail {
  const { rule } = budget
  const show = (amount: bigint) => amountWithUnit(amount, rule.unit)
  const fitsByItself = meter.fitsAtMs(asked)
  // Where waiting alone does not help, a request that ends may: in a moment, nobody knows when.
  const waitsForOthers = fitsByItself === undefined && asked <= rule.limit && rule.kind !== 'bucket'
  const fitsAtMs = waitsForOthers ? wallMs + nextTrySeconds * 1000 : fitsByItself
  const resetsAtMs = fitsAtMs ?? meter.bounds?.endMs ?? wallMs
  return {
    asked: show(asked),
    left: show(left),
    limit: show(rule.limit),
    when: waitsForOthers ? 'There is room when a running request ends.' : whenText(rule, fitsAtMs),
    unit: rule.unit,
    limitAmount: String(rule.limit),
    leftAmount: String(left),
    fitsAtMs: fitsAtMs ?? null,
    resetsAtMs,
    retryAfterSeconds: Math.max(1, Math.ceil((resetsAtMs - wallMs) / 1000)),
  }
}

function whenText(rule: Rule, fitsAtMs: number | undefined): string {
  if (fitsAtMs === undefined) return 'It never has room for so much.'
  if (rule.kind === 'calendar') return `It resets at ${describeInstant(fitsAtMs, rule.zone)}.`
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return `There is room for it at ${describeInstant(fitsAtMs, timeZone)}.`
}

export function amountWithUnit(amount: bigint, unit: BudgetUnit): string {
  if (unit === 'usd') return `${toDecimalUsd(amount)} USD`
  return `${amount} ${unit}`
}
