import type { JsonMember, ScannedObject } from '../../bytes/json-scan.ts'
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import { invalid } from '../../chat/request-facts.ts'

/**
 * The other spelling of a name that servers of the format accept. For example, `generationConfig` may be written
 * `generation_config`: https://protobuf.dev/programming-guides/json/#json-options
 */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

/** The member in either spelling. */
export function memberOf(record: JsonRecord, name: string): unknown {
  return record[name] ?? record[snakeCase(name)]
}

/**
 * The member of a scanned object in either spelling. Undefined if it is missing or null. Throws `request_invalid` if
 * both spellings are there.
 */
export function scannedMember({ members }: ScannedObject, name: string): JsonMember | undefined {
  const found = [members.get(name), members.get(snakeCase(name))].filter(
    member => member !== undefined && member.kind !== 'null',
  )
  const [first, second] = found
  if (second && second !== first) throw invalid(`"${name}" is there twice, in two spellings.`)
  return first
}

/** Adds a copy of each row under the other spelling of its name. */
export function inBothSpellings<Row>(rows: Readonly<Record<string, Row>>): Readonly<Record<string, Row>> {
  const others = Object.entries(rows).map(([name, row]) => [snakeCase(name), row] as const)
  return { ...rows, ...Object.fromEntries(others) }
}

/** A list as servers of the format read it: they take one element without a list around it, as Google's own examples write it. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : isRecord(value) ? [value] : []
}
