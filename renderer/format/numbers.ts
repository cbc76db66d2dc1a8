export interface NumberFormats {
  count(value: number): string
  /** Ten thousand and more in short form, such as '1.2M'. Smaller numbers in full. */
  compact(value: number): string
  /** With at most three decimals. For the rate at which something refills. */
  rate(value: number): string
  /** '412 ms', '1.24 s', '2 m 05 s'. Less than a tenth of a millisecond is '<0.1 ms'. */
  duration(milliseconds: number): string
  /** A length of time roughly, in its largest unit: '12 sec', '3 hr', '2 days'. */
  span(milliseconds: number): string
  bytes(value: number): string
  /** Formats a value that is in percent: '0.4%', '12.6%', '250.0%'. */
  percent(value: number): string
  /** Formats a value that is in percent with three significant digits, for small ones: '0.996%', '1.72%'. */
  smallPercent(value: number): string
  /** With two decimals. For ratios. */
  decimal(value: number): string
}

const compactFrom = 10_000
const leastMs = 0.1
const spanUnits = [
  ['second', 1000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
] as const
const byteUnits = ['B', 'KiB', 'MiB', 'GiB'] as const

export function createNumberFormats(locale: string | undefined): NumberFormats {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 })
  const twoDigits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 })
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
  const twoDecimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const threeDigits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 })
  const threeDecimals = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 })
  const spanIn = ([unit, unitMs]: (typeof spanUnits)[number]) => ({
    unitMs,
    format: new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 0 }),
  })
  const leastSpan = spanIn(spanUnits[0])
  const spans = spanUnits.map(spanIn)
  const threeDigitPercent = new Intl.NumberFormat(locale, { style: 'percent', maximumSignificantDigits: 3 })
  return {
    rate: value => threeDecimals.format(value),
    count: value => whole.format(value),
    compact: value => (Math.abs(value) < compactFrom ? whole : short).format(value),
    duration(milliseconds) {
      if (milliseconds > 0 && milliseconds < leastMs) return `<${twoDigits.format(leastMs)} ms`
      if (milliseconds < 9.95) return `${twoDigits.format(milliseconds)} ms`
      if (milliseconds < 999.5) return `${whole.format(milliseconds)} ms`
      if (milliseconds < 59_950) return `${threeDigits.format(milliseconds / 1000)} s`
      const seconds = Math.round(milliseconds / 1000)
      return `${whole.format(Math.floor(seconds / 60))} m ${String(seconds % 60).padStart(2, '0')} s`
    },
    span(milliseconds) {
      const { format, unitMs } = spans.findLast(span => span.unitMs <= milliseconds) ?? leastSpan
      return format.format(Math.floor(milliseconds / unitMs))
    },
    percent: value => percent.format(value / 100),
    smallPercent: value => threeDigitPercent.format(value / 100),
    decimal: value => twoDecimals.format(value),
    bytes(value) {
      const step = value < 1024 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log2(value) / 10))
      return `${threeDigits.format(value / 1024 ** step)} ${byteUnits[step] ?? ''}`
    },
  }
}
