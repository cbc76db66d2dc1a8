declare const unit: unique symbol

export type Branded<T, Name extends string> = T & { readonly [unit]: Name }

/** An integer amount of nano-dollars (1e-9 USD). */
export type NanoUsd = Branded<bigint, 'NanoUsd'>
/** The same in decimal digits: '30292500' is 0.0302925 USD. */
export type NanoUsdText = string
export type RequestId = Branded<string, 'RequestId'>
export type ClientId = Branded<string, 'ClientId'>

const nanoPerUsd = 1_000_000_000n

/**
 * The most that one request is held or billed for: 9,007,199.254740991 USD. At all prices that providers name, no request
 * costs so much. The ledger can add up thousands of millions of such amounts.
 */
export const mostNanoUsd = BigInt(Number.MAX_SAFE_INTEGER) as NanoUsd

/**
 * Converts decimal dollars exactly, rounded up to a nano-dollar: '0.0302925' -> 30292500n. Throws RangeError for anything
 * but a plain decimal.
 */
export function nanoUsd(decimalDollars: string): NanoUsd {
  const match = /^(\d*)(?:\.(\d*))?$/.exec(decimalDollars)
  if (!match || decimalDollars === '' || decimalDollars === '.') {
    throw new RangeError(`not a decimal dollar amount: ${decimalDollars.slice(0, 40)}`)
  }
  const [, whole = '', fraction = ''] = match
  const nano = BigInt(whole || '0') * nanoPerUsd + BigInt(fraction.slice(0, 9).padEnd(9, '0'))
  return (/[1-9]/.test(fraction.slice(9)) ? nano + 1n : nano) as NanoUsd
}

/** The exact decimal dollars of an amount, without trailing zeros: 30292500n -> '0.0302925'. */
export function toDecimalUsd(amount: bigint): string {
  const sign = amount < 0n ? '-' : ''
  const absolute = amount < 0n ? -amount : amount
  const fraction = (absolute % nanoPerUsd).toString().padStart(9, '0').replace(/0+$/, '')
  return `${sign}${absolute / nanoPerUsd}${fraction === '' ? '' : `.${fraction}`}`
}

/**
 * The same for people, in English: '$0.0302925', '$5.00', '-$0.10'. Nothing is rounded, so that who asks for what is left,
 * or allows what is needed, is right.
 */
export function toPlainUsd(amount: bigint): string {
  const [whole = '0', fraction = ''] = toDecimalUsd(amount < 0n ? -amount : amount).split('.')
  return `${amount < 0n ? '-' : ''}$${BigInt(whole).toLocaleString('en-US')}.${fraction.padEnd(2, '0')}`
}

/** The input or result of a method that takes or gives nothing. */
export type Empty = Readonly<Record<string, never>>
