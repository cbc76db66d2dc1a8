import type { NewPrice, PriceView } from '../../../gateway/contract/prices.ts'
import { toDecimalUsd } from '../../../gateway/contract/units.ts'

/** Classes of tokens whose price may be left out, so that the price table's is used. */
export const otherClasses = [
  'cacheRead',
  'cacheWrite',
  'audioInput',
  'audioOutput',
  'cacheWriteOneHour',
] as const

export type TokenClass = 'input' | 'output' | (typeof otherClasses)[number]

/** The price form's fields as they are typed, in dollars per million tokens. */
export interface PriceFields extends Readonly<Record<TokenClass, string>> {
  readonly model: string
  readonly repricesMonth: boolean
}

/** Whether there is a price already, the table's or one that a person set. Where there is none, input and output are needed. */
export function hasPrice(price: PriceView | null): boolean {
  return rateText(price, 'input') !== '' && rateText(price, 'output') !== ''
}

/** The rate that applies now, in dollars per million tokens. Empty if unknown. */
export function rateText(price: PriceView | null, tokenClass: TokenClass): string {
  const rate = price?.[`${tokenClass}NanoUsdPerMillion`]
  return rate == null ? '' : toDecimalUsd(BigInt(rate))
}

/**
 * Fills the form. From a price that a person set, it takes what was set. From the table's price, it takes only the two rates
 * that the form requires.
 */
export function toFields(price: PriceView | null): PriceFields {
  const own = (tokenClass: TokenClass) => price?.own?.[`${tokenClass}UsdPerMillion`] ?? ''
  return {
    model: price?.model ?? '',
    repricesMonth: false,
    input: own('input') || rateText(price, 'input'),
    output: own('output') || rateText(price, 'output'),
    cacheRead: own('cacheRead'),
    cacheWrite: own('cacheWrite'),
    cacheWriteOneHour: own('cacheWriteOneHour'),
    audioInput: own('audioInput'),
    audioOutput: own('audioOutput'),
  }
}

/** Accepts as many digits as the gateway does, down to a nano-dollar. */
export function isRate(text: string): boolean {
  return /^\d{1,9}(\.\d{1,9})?$/.test(text.trim())
}

export function toNewPrice(providerId: string, fields: PriceFields): NewPrice {
  const others = otherClasses.flatMap(tokenClass => {
    const text = fields[tokenClass].trim()
    return text === '' ? [] : [[`${tokenClass}UsdPerMillion`, text] as const]
  })
  return {
    providerId,
    model: fields.model.trim(),
    inputUsdPerMillion: fields.input.trim(),
    outputUsdPerMillion: fields.output.trim(),
    ...Object.fromEntries(others),
  }
}

/** The first instant of the month in the browser's time zone. */
export function startOfMonth(now: Date): number {
  return new Date(now.getFullYear(), now.getMonth(), 1).getTime()
}
