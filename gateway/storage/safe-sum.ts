// SQLite's sum() of integers throws as soon as it passes 2^63. Summed in two halves of 32 bits, it cannot: not with the
// largest integers, and not with four billion rows. https://www.sqlite.org/lang_aggfunc.html#sumunc

/** Two columns of an aggregate query, `<name>_high` and `<name>_low`; with no rows both are 0. */
export function sumInHalves(expression: string, name: string): string {
  return `coalesce(sum((${expression}) >> 32), 0) AS ${name}_high, coalesce(sum((${expression}) & 0xffffffff), 0) AS ${name}_low`
}

/** What the two halves are together; `>>` keeps the sign, so this is exact for negative amounts too. */
export function joinHalves(high: bigint, low: bigint): bigint {
  return (high << 32n) + low
}
