// A row as SQLite returns it. Integers are bigint.

export interface StoredRow {
  readonly [column: string]: string | bigint | number | null
}

export function textOrNull(value: StoredRow[string] | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

export function numberOrNull(value: StoredRow[string] | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}
