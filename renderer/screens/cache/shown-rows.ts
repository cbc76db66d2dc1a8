/** How many rows of a list are shown at first. */
export const firstRows = 25
const rowsAtMost = 500

/** How many rows to ask for next. Undefined if all are shown, or as many as may be asked for. */
export function moreRows(listed: number | undefined, limit: number): number | undefined {
  if (listed === undefined || listed < limit || limit >= rowsAtMost) return undefined
  return Math.min(rowsAtMost, limit * 2)
}
