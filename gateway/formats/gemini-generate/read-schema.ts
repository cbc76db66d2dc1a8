// Reads the format's own schemas, which are a subset of OpenAPI 3.0, as JSON Schema: https://ai.google.dev/api/caching#Schema
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import { camelCase } from './read-members.ts'

/** No server takes deeper ones. */
const levelsAtMost = 64

/** Numbers that the format writes as text, since they have 64 bits. */
const counts = /^(?:min|max)(?:Items|Length|Properties)$/

export function readGeminiSchema(schema: unknown, levels = levelsAtMost): JsonRecord {
  if (!isRecord(schema) || levels === 0) return {}
  const { nullable, propertyOrdering, ...members } = camelMembers(schema)
  const read: [string, unknown][] = []
  for (const [name, value] of Object.entries(members)) {
    const entry = readMember(name, value, levels, propertyOrdering)
    if (entry) read.push(entry)
  }
  const result = Object.fromEntries(read)
  return nullable === true ? orNull(result) : result
}

function camelMembers(schema: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [camelCase(name), value]))
}

function readMember(
  name: string,
  value: unknown,
  levels: number,
  ordering: unknown,
): [string, unknown] | undefined {
  if (value === null || value === undefined) return undefined
  switch (name) {
    case 'type':
      return value === 'TYPE_UNSPECIFIED' ? undefined : ['type', String(value).toLowerCase()]
    case 'format':
      return value === 'enum' ? undefined : [name, value]
    case 'items':
      return [name, readGeminiSchema(value, levels - 1)]
    case 'anyOf':
      return [name, Array.isArray(value) ? value.map(each => readGeminiSchema(each, levels - 1)) : []]
    case 'properties':
      return [name, readProperties(value, levels, ordering)]
    case 'example':
      return ['examples', [value]]
    default:
      return [name, counts.test(name) && typeof value === 'string' ? Number(value) : value]
  }
}

/** In the order in which the model is to write them. */
function readProperties(properties: unknown, levels: number, ordering: unknown): JsonRecord {
  if (!isRecord(properties)) return {}
  const order = Array.isArray(ordering) ? ordering : []
  const place = new Map(order.map((name, index) => [name, index]))
  const placeOf = ([name]: [string, unknown]) => place.get(name) ?? order.length
  const entries = Object.entries(properties).sort((one, other) => placeOf(one) - placeOf(other))
  return Object.fromEntries(entries.map(([name, value]) => [name, readGeminiSchema(value, levels - 1)]))
}

function orNull(schema: JsonRecord): JsonRecord {
  const { type, enum: values, anyOf } = schema
  return {
    ...schema,
    ...(typeof type === 'string' ? { type: [type, 'null'] } : {}),
    ...(Array.isArray(values) ? { enum: [...values, null] } : {}),
    ...(Array.isArray(anyOf) ? { anyOf: [...anyOf, { type: 'null' }] } : {}),
  }
}
