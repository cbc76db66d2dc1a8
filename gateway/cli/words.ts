// Amounts and times as text for a person. Amounts are not rounded, so that what is printed can be added up.
import type { NanoUsdText } from '../contract/admin.ts'
import type { BudgetUnit } from '../contract/budgets.ts'
import { toDecimalUsd } from '../contract/units.ts'

/** '0.0302925 USD', or 'unknown' if the model has no price. */
export function moneyText(amount: NanoUsdText | null): string {
  return amount === null ? 'unknown' : `${toDecimalUsd(BigInt(amount))} USD`
}

/** An amount in the unit of the budget that it belongs to. */
export function amountText(amount: string, unit: BudgetUnit): string {
  return unit === 'usd' ? moneyText(amount) : `${amount} ${unit}`
}

/** '2026-11-23 14:05:09' in `zone`, or in this machine's time zone if none is given. */
export function timeText(atMs: number | null, zone?: string): string {
  if (atMs === null) return '-'
  // The Swedish locale writes dates as ISO 8601 does.
  return new Date(atMs).toLocaleString('sv-SE', zone === undefined ? {} : { timeZone: zone })
}

export function countText(count: number | null): string {
  return count === null ? '-' : String(count)
}

export function durationText(ms: number | null): string {
  if (ms === null) return '-'
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB'] as const

/** '4.58 GiB', as in the window. */
export function sizeText(bytes: number | null): string {
  if (bytes === null) return '-'
  const step = bytes < 1024 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${Number((bytes / 1024 ** step).toPrecision(3))} ${byteUnits[step]}`
}
