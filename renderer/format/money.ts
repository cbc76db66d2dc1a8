import type { NanoUsdText } from '../../gateway/contract/admin.ts'
import { toDecimalUsd } from '../../gateway/contract/units.ts'

const nanoPerUsd = 1_000_000_000n
const nanoDigits = 9
const columnDecimals = 4
const leastInColumn = 100_000n

export interface MoneyFormat {
  /** From one dollar up with two decimals, below with three significant digits. Computed exactly and rounded once. */
  short(amount: NanoUsdText): string
  /**
   * For columns of costs: always four decimals, so that the longer number is the larger one. A smaller amount
   * than that shows is '<$0.0001', and only nothing at all is '$0.0000'.
   */
  column(amount: NanoUsdText): string
  /** All digits that the ledger stores. */
  exact(amount: NanoUsdText): string
  /** All digits without trailing zeros, at least two decimals: for what is needed or left, which may not be rounded. */
  plain(amount: NanoUsdText): string
  /** As `short`, but never more than there is: for what is left. */
  left(amount: NanoUsdText): string
  /** Dollars for the axis of a chart. */
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
    // A decimal string is formatted exactly; a number would be rounded to a double first.
    byFractionDigits[digits]?.format(toDecimalUsd(BigInt(amount)) as Intl.StringNumericLiteral) ?? ''
  const columnDigits = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: columnDecimals,
    maximumFractionDigits: columnDecimals,
  })
  const formatColumn = (amount: bigint): string => {
    const text = (value: bigint) => columnDigits.format(toDecimalUsd(value) as Intl.StringNumericLiteral)
    return amount > 0n && amount < leastInColumn ? `<${text(leastInColumn)}` : text(amount)
  }
  const plain = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: nanoDigits,
  })
  const axis = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    notation: 'compact',
    maximumSignificantDigits: 3,
  })
  return {
    axis: dollars => axis.format(dollars),
    short: amount => format(amount, readableDigits(BigInt(amount))),
    column: amount => formatColumn(BigInt(amount)),
    plain: amount => plain.format(toDecimalUsd(BigInt(amount)) as Intl.StringNumericLiteral),
    left: amount => format(roundedDown(BigInt(amount)), readableDigits(BigInt(amount))),
    exact: amount => format(amount, nanoDigits),
  }
}

/** Cut after the digits that `short` shows. */
function roundedDown(amount: bigint): NanoUsdText {
  const step = 10n ** BigInt(nanoDigits - readableDigits(amount))
  return String(amount - (amount % step))
}

function readableDigits(amount: bigint): number {
  const absolute = amount < 0n ? -amount : amount
  if (absolute === 0n || absolute >= nanoPerUsd) return 2
  const leadingZeros = nanoDigits - absolute.toString().length
  return Math.min(nanoDigits, leadingZeros + 3)
}

/** Only for drawing: a number cannot represent all digits, but nobody sees that in a chart. */
export function toDollars(amount: NanoUsdText): number {
  return Number(toDecimalUsd(BigInt(amount)))
}
