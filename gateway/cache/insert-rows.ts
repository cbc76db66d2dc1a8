import type { CacheEntries, GoneEntry } from '../storage/cache-entries.ts'
import type { SealedRow } from './sealed-row.ts'

export interface InsertDeps {
  readonly entries: Pick<CacheEntries, 'insert' | 'removeByKey'>
  /** All or nothing. */
  readonly transaction: <Result>(run: () => Result) => Result
}

/** Called for each row that is in the file, in order. `replaced`: the entry that had its key. */
export type OnInserted = (row: SealedRow, replaced: readonly GoneEntry[]) => void

/**
 * In one commit, which takes hardly longer for many than for one. If that fails, each for itself: throws what the first that
 * could not be written threw, after it tried all of them.
 */
export function insertRows(rows: readonly SealedRow[], deps: InsertDeps, onInserted: OnInserted): void {
  const together = attempt(() => insertTogether(rows, deps))
  if (together.replaced) {
    for (const [at, row] of rows.entries()) onInserted(row, together.replaced[at] ?? [])
    return
  }
  const failures = rows.length > 1 ? [] : [together.error]
  if (rows.length > 1)
    for (const row of rows) {
      const alone = attempt(() => insertTogether([row], deps))
      if (alone.replaced) onInserted(row, alone.replaced[0] ?? [])
      else failures.push(alone.error)
    }
  if (failures.length > 0) throw failures[0]
}

type Replaced = readonly (readonly GoneEntry[])[]

function attempt(insert: () => Replaced): { readonly replaced?: Replaced; readonly error?: unknown } {
  try {
    return { replaced: insert() }
  } catch (error) {
    return { error }
  }
}

function insertTogether(rows: readonly SealedRow[], { entries, transaction }: InsertDeps): Replaced {
  return transaction(() =>
    rows.map(({ plainVector: _plain, ...row }) => {
      const same = entries.removeByKey(row.exactKey)
      entries.insert(row)
      return same
    }),
  )
}
