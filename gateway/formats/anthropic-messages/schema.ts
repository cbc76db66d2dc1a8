// The JSON Schema that the provider takes: https://platform.claude.com/docs/en/build-with-claude/structured-outputs
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'

const deepest = 40

const stringFormats: ReadonlySet<unknown> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
])

/** What the provider takes as it is. `anyOf` and the like are read further below. */
const plain: ReadonlySet<string> = new Set(['type', 'enum', 'const', 'title', 'required', '$ref'])

/** Names the dialect, or nothing. It limits no value. */
const silent: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  'additionalProperties',
  'description',
])

/**
 * A schema for strict output. Objects allow nothing but their properties. Keywords that the provider refuses, such as limits
 * of length, go into the description, where the model can read them.
 */
export function strictSchema(schema: unknown, depth = 0): JsonRecord {
  if (!isRecord(schema) || depth > deepest) return {}
  const strict: Record<string, unknown> = {}
  const lost: Record<string, unknown> = {}
  const within = (value: unknown) => strictSchema(value, depth + 1)
  for (const [name, value] of Object.entries(schema)) {
    if (name === '$ref') strict.$ref = textOf(value).replace(/^#\/definitions\//, '#/$defs/')
    else if (plain.has(name)) strict[name] = value
    else if (silent.has(name)) continue
    else if (name === 'properties' && isRecord(value)) strict.properties = mapValues(value, within)
    else if ((name === '$defs' || name === 'definitions') && isRecord(value)) {
      strict.$defs = { ...(isRecord(strict.$defs) ? strict.$defs : {}), ...mapValues(value, within) }
    } else if (name === 'items' && isRecord(value)) strict.items = within(value)
    else if ((name === 'anyOf' || name === 'oneOf') && Array.isArray(value)) strict.anyOf = value.map(within)
    else if (name === 'allOf' && Array.isArray(value)) strict.allOf = value.map(within)
    else if (name === 'format' && stringFormats.has(value)) strict.format = value
    else if (name === 'minItems' && (value === 0 || value === 1)) strict.minItems = value
    else lost[name] = value
  }
  if (mayBeObject(schema)) {
    strict.properties ??= {}
    strict.additionalProperties = false
  }
  const description = describe(textOf(schema.description), lost)
  return description === '' ? strict : { ...strict, description }
}

function mayBeObject({ type, properties }: JsonRecord): boolean {
  return type === 'object' || isRecord(properties) || (Array.isArray(type) && type.includes('object'))
}

function describe(description: string, lost: JsonRecord): string {
  const limits = Object.entries(lost).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  return [description, limits.length === 0 ? '' : `{${limits.join(', ')}}`].filter(Boolean).join('\n\n')
}

function mapValues(record: JsonRecord, map: (value: unknown) => unknown): JsonRecord {
  // A property may be called `__proto__`, so the object is made from entries.
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}

/** Whether anything but the descriptions changed, so that it has to be said. */
export function losesMeaning(schema: unknown, depth = 0): boolean {
  if (!isRecord(schema)) return false
  if (depth > deepest) return true
  const { additionalProperties } = schema
  if (isRecord(additionalProperties) || additionalProperties === true) return true
  return Object.entries(schema).some(([name, value]) => {
    if (name === 'properties' || name === '$defs' || name === 'definitions') {
      return isRecord(value) && Object.values(value).some(each => losesMeaning(each, depth + 1))
    }
    if (name === 'items') return losesMeaning(value, depth + 1) || !isRecord(value)
    if (name === 'anyOf' || name === 'allOf' || name === 'oneOf') {
      return Array.isArray(value) && value.some(each => losesMeaning(each, depth + 1))
    }
    if (name === 'format') return !stringFormats.has(value)
    if (name === 'minItems') return value !== 0 && value !== 1
    return !plain.has(name) && !silent.has(name)
  })
}

/** Whether the root is an object, as the input of a tool must be. */
export function isObjectSchema(schema: unknown): schema is JsonRecord {
  return (
    isRecord(schema) &&
    (schema.type === 'object' || (schema.type === undefined && isRecord(schema.properties)))
  )
}

/**
 * A tool's schema as the provider takes it: its root is an object, and alternatives at the root are not allowed. Everything
 * else stays as it is.
 */
export function inputSchema(parameters: unknown): {
  readonly schema: JsonRecord
  readonly isChanged: boolean
} {
  if (!isRecord(parameters)) return { schema: { type: 'object', properties: {} }, isChanged: false }
  const { anyOf, oneOf, allOf, ...rest } = parameters
  const alternatives = [anyOf, oneOf, allOf].flatMap(list => (Array.isArray(list) ? list : []))
  if (alternatives.length === 0) {
    const isChanged = rest.type !== undefined && rest.type !== 'object'
    return { schema: { ...rest, type: 'object', properties: rest.properties ?? {} }, isChanged }
  }
  const properties = alternatives
    .filter(isRecord)
    .flatMap(each => (isRecord(each.properties) ? Object.entries(each.properties) : []))
  const lost = Object.fromEntries(
    Object.entries({ anyOf, oneOf, allOf }).filter(([, value]) => value !== undefined),
  )
  const own = isRecord(rest.properties) ? Object.entries(rest.properties) : []
  const schema = {
    ...rest,
    type: 'object',
    properties: Object.fromEntries([...properties, ...own]),
    description: describe(textOf(rest.description), lost),
  }
  return { schema, isChanged: true }
}
