// Reads members of requests strictly: what is there must have the type that the format says.
import { isRecord, type JsonRecord, plainNumber } from '../../bytes/json-value.ts'
import { invalid } from '../../chat/request-facts.ts'
import { listOf } from './members.ts'

/**
 * The members that are not null, each under its camelCase name whichever way it was written. Throws where one is there in
 * both spellings.
 */
export function readMembers(value: unknown, path: string): Map<string, unknown> {
  if (!isRecord(value)) throw invalid(`"${path}" must be an object.`)
  const members = new Map<string, unknown>()
  for (const [name, member] of Object.entries(value)) {
    if (member === null || member === undefined) continue
    const camel = camelCase(name)
    if (members.has(camel)) throw invalid(`"${joined(path, camel)}" is there twice, in two spellings.`)
    members.set(camel, member)
  }
  return members
}

export function camelCase(name: string): string {
  return name.includes('_') ? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) : name
}

export function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** Takes members one by one, so that those are left which nothing reads. */
export class Members {
  readonly path: string
  readonly #members: Map<string, unknown>

  constructor(value: unknown, path: string) {
    this.path = path
    this.#members = readMembers(value, path)
  }

  take(name: string): unknown {
    const value = this.#members.get(name)
    this.#members.delete(name)
    return value
  }

  text(name: string): string | undefined {
    return this.#typed(name, 'a string', value => typeof value === 'string') as string | undefined
  }

  /** Also one whose own digits were kept when it was parsed. */
  number(name: string): number | undefined {
    const value = this.#members.get(name)
    if (value !== undefined) this.#members.set(name, plainNumber(value))
    return this.#typed(name, 'a number', Number.isFinite) as number | undefined
  }

  flag(name: string): boolean | undefined {
    return this.#typed(name, 'true or false', value => typeof value === 'boolean') as boolean | undefined
  }

  /** One element may stand without a list around it, see `listOf`. */
  list(name: string): readonly unknown[] | undefined {
    const value = this.#typed(name, 'an array', given => Array.isArray(given) || isRecord(given))
    return value === undefined ? undefined : listOf(value)
  }

  record(name: string): JsonRecord | undefined {
    return this.#typed(name, 'an object', isRecord) as JsonRecord | undefined
  }

  /** The members of an object within. Undefined if it is not there. */
  within(name: string): Members | undefined {
    const value = this.take(name)
    return value === undefined ? undefined : new Members(value, joined(this.path, name))
  }

  /** The paths of what was not taken. */
  left(): readonly string[] {
    if (this.#members.size === 0) return []
    return [...this.#members.keys()].map(name => joined(this.path, name))
  }

  #typed(name: string, kind: string, isOf: (value: unknown) => boolean): unknown {
    const value = this.take(name)
    if (value === undefined || isOf(value)) return value
    throw invalid(`"${joined(this.path, name)}" must be ${kind}.`)
  }
}
