import type { NanoUsdText } from '../../gateway/contract/admin.ts'
import { toDecimalUsd } from '../../gateway/contract/units.ts'

const nanoPerUsd = 1_000_000_000n
const nanoDigits = 9

export interface MoneyFormat {
  /** Two decimals from a dollar up, three significant digits below it; exact decimals, rounded once. */
  short(amount: NanoUsdText): string
  /** Every digit that the ledger holds. */
  exact(amount: NanoUsdText): string
  /** Dollars beside a chart's axis. */
  axis(dollars: number): string
}

export function createMoneyFormat(locale: string | undefined): MoneyFormat {
  const byFractionDigits = Array.from(
    { length: nanoDigits + 1 },
    (_, digits) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: 'USD',
        minimumFractionDigits: Math.min(2, digits),
        maximumFractionDigits: digits,
      }),
  )
  const format = (amount: NanoUsdText, digits: number): string =>
    // A decimal string is formatted digit by digit; a number would be rounded to a double first.
    byFractionDigits[digits]?.format(toDecimalUsd(BigInt(amount)) as Intl.StringNumericLiteral) ?? ''
  const axis = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    notation: 'compact',
    maximumSignificantDigits: 3,
  })
  return {
    axis: dollars => axis.format(dollars),
    short: amount => format(amount, readableDigits(BigInt(amount))),
    exact: amount => format(amount, nanoDigits),
  }
}

function readableDigits(amount: bigint): number {
  const absolute = amount < 0n ? -amount : amount
  if (absolute === 0n || absolute >= nanoPerUsd) return 2
  const leadingZeros = nanoDigits - absolute.toString().length
  return Math.min(nanoDigits, leadingZeros + 3)
}

/** For drawing only: a chart's bar may lose what a double cannot hold. */
export function toDollars(amount: NanoUsdText): number {
  return Number(toDecimalUsd(BigInt(amount)))
}
