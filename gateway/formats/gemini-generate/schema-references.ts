import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'

const levelsAtMost = 32
/** A schema that refers to itself would be endless. */
const sameReferenceAtMost = 2
/** References that stand side by side can make a small schema huge. */
const schemasAtMost = 5000

/** Opens schemas one within another. */
export class SchemaResolver {
  readonly #root: unknown
  /** True if something was left out, because it was too deep or is nowhere. */
  isCut = false
  /** The references that led to the schema that is open now. */
  readonly #trail: string[] = []
  /** For each schema that is open: how long the trail was before it. */
  readonly #levels: number[] = []
  #opened = 0

  constructor(root: unknown) {
    this.#root = root
  }

  /** As many schemas were opened as may be. */
  get isSpent(): boolean {
    return this.#opened >= schemasAtMost
  }

  /** The schema without references, and with all parts of an `allOf` in one. Undefined if it is nested too deep. */
  open(schema: unknown): JsonRecord | undefined {
    if (this.#levels.length >= levelsAtMost || this.#opened++ >= schemasAtMost) {
      this.isCut = true
      return undefined
    }
    this.#levels.push(this.#trail.length)
    return this.#resolve(isRecord(schema) ? schema : {}, 0) ?? plainObject({})
  }

  /** To be called after what `open` gave is written. */
  close(): void {
    this.#trail.length = this.#levels.pop() ?? 0
  }

  #resolve(schema: JsonRecord, levels: number): JsonRecord | undefined {
    if (levels > levelsAtMost) return undefined
    const { $ref, allOf, ...own } = schema
    const parts: JsonRecord[] = []
    if (typeof $ref === 'string') {
      const resolved = this.#follow($ref, levels)
      if (!resolved) {
        this.isCut = true
        return plainObject(own)
      }
      parts.push(resolved)
    }
    for (const part of Array.isArray(allOf) ? allOf : []) {
      const resolved = isRecord(part) ? this.#resolve(part, levels + 1) : undefined
      if (resolved) parts.push(resolved)
    }
    return parts.length === 0 ? own : mergeAll([...parts, own])
  }

  #follow(reference: string, levels: number): JsonRecord | undefined {
    if (this.#trail.filter(each => each === reference).length >= sameReferenceAtMost) return undefined
    this.#trail.push(reference)
    const target = this.#find(reference)
    return target && this.#resolve(target, levels + 1)
  }

  /** https://www.rfc-editor.org/rfc/rfc6901, within the schema itself. */
  #find(reference: string): JsonRecord | undefined {
    if (!reference.startsWith('#')) return undefined
    let found: unknown = this.#root
    for (const step of reference.slice(1).split('/').slice(1)) {
      const name = decoded(step).replace(/~1/g, '/').replace(/~0/g, '~')
      if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
      found = (found as JsonRecord)[name]
    }
    return isRecord(found) ? found : undefined
  }
}

function plainObject({ description }: JsonRecord): JsonRecord {
  return { type: 'object', ...(typeof description === 'string' ? { description } : {}) }
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

/** One schema for values that are of all of them. Where two say the same member, the later one counts. */
export function mergeAll(schemas: readonly unknown[]): JsonRecord {
  const merged = new Map<string, unknown>()
  const properties = new Map<string, unknown>()
  const required: unknown[] = []
  for (const schema of schemas.filter(isRecord)) {
    for (const [name, value] of Object.entries(schema)) {
      if (name === 'required' && Array.isArray(value)) for (const each of value) required.push(each)
      else if (name === 'properties' && isRecord(value))
        for (const [member, its] of Object.entries(value)) properties.set(member, its)
      else if (value !== undefined) merged.set(name, value)
    }
  }
  if (properties.size > 0 || schemas.some(schema => isRecord(schema) && isRecord(schema.properties)))
    merged.set('properties', Object.fromEntries(properties))
  if (required.length > 0) merged.set('required', required)
  return Object.fromEntries(merged)
}
