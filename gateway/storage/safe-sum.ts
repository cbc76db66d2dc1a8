// SQLite's sum() of integers throws when it exceeds 2^63. So numbers are summed in two halves of 32 bits. These sums cannot
// get so large, not even for four billion rows of the largest integers. https://www.sqlite.org/lang_aggfunc.html#sumunc

/** Two columns of an aggregate query, `<name>_high` and `<name>_low`. Both are 0 if there are no rows. */
export function sumInHalves(expression: string, name: string): string {
  return `coalesce(sum((${expression}) >> 32), 0) AS ${name}_high, coalesce(sum((${expression}) & 0xffffffff), 0) AS ${name}_low`
}

/** Puts the two halves together. `>>` keeps the sign, so the result is exact for negative amounts too. */
export function joinHalves(high: bigint, low: bigint): bigint {
  return (high << 32n) + low
}
