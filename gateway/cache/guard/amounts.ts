/** A decimal number in one form: `1,000.50` and `1000.5` are the same. What does not fit a float exactly stays as it is. */
export function decimal(text: string): string {
  const digits = text.replaceAll(',', '').replace(/^\+/, '')
  if (/^-?0\d/.test(digits)) return digits
  const [whole = '', fraction = ''] = digits.split('.')
  const trimmed = fraction.replace(/0+$/, '')
  return trimmed === '' ? whole : `${whole}.${trimmed}`
}

/** A number times a factor, to twelve digits, so that the factor's own rounding does not show. */
export function amountOf(digits: string, factor: number): string {
  const plain = decimal(digits)
  if (factor === 1) return plain
  const product = Number(plain) * factor
  return Number.isFinite(product) ? String(Number(product.toPrecision(12))) : `${plain}*${factor}`
}
