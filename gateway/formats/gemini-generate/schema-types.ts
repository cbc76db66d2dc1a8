import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'

const known = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])

/** The types that a schema names, or that what it says implies. Empty if it may be anything. */
export function typesOf(schema: JsonRecord): readonly string[] {
  const named = (Array.isArray(schema.type) ? schema.type : [schema.type])
    .filter(type => typeof type === 'string')
    .map(type => type.toLowerCase())
    .filter(type => known.has(type))
  if (named.length > 0) return [...new Set(named)]
  if (isRecord(schema.properties) || schema.additionalProperties !== undefined) return ['object']
  if (schema.items !== undefined || schema.prefixItems !== undefined) return ['array']
  const values = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : []
  return [...new Set(values.map(typeOf))]
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return isRecord(value) ? 'object' : typeof value
}

/** Takes null out of the types, the values and the variants. */
export function withoutNull(given: JsonRecord): {
  readonly isNullable: boolean
  readonly schema: JsonRecord
} {
  let isNullable = given.nullable === true
  const { nullable: _, ...schema } = given
  const changed: Record<string, unknown> = { ...schema }
  for (const name of ['type', 'enum', 'anyOf', 'oneOf'] as const) {
    const list = schema[name]
    if (!Array.isArray(list)) continue
    const rest = list.filter(each => !isNull(each, name))
    if (rest.length === list.length || rest.length === 0) continue
    changed[name] = rest
    // Values are null only if the type allows it.
    if (name !== 'enum' || schema.type === undefined) isNullable = true
  }
  return { isNullable, schema: changed }
}

function isNull(value: unknown, name: 'type' | 'enum' | 'anyOf' | 'oneOf'): boolean {
  if (name === 'type') return value === 'null'
  if (name === 'enum') return value === null
  return isRecord(value) && (value.type === 'null' || ('const' in value && value.const === null))
}
