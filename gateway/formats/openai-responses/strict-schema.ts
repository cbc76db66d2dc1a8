import { isRecord } from '../../bytes/json-value.ts'

const levelsAtMost = 32

/**
 * Whether a schema can be kept to strictly: every object of it has no other properties than those it lists, and requires all of
 * them. https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function isStrictSchema(schema: unknown): boolean {
  return isRecord(schema) && schema.type === 'object' && isStrict(schema, levelsAtMost)
}

function isStrict(schema: unknown, levels: number): boolean {
  if (levels === 0) return false
  if (Array.isArray(schema)) return schema.every(one => isStrict(one, levels - 1))
  if (!isRecord(schema)) return true
  const { properties, items, anyOf, $defs, oneOf, allOf } = schema
  if (oneOf !== undefined || allOf !== undefined) return false
  const isObject = schema.type === 'object' || properties !== undefined
  if (isObject && !isClosed(schema)) return false
  return [properties, $defs]
    .filter(isRecord)
    .flatMap(named => Object.values(named))
    .concat(items, anyOf)
    .every(one => isStrict(one, levels - 1))
}

function isClosed({
  properties,
  required,
  additionalProperties,
}: Readonly<Record<string, unknown>>): boolean {
  if (additionalProperties !== false) return false
  const named = isRecord(properties) ? Object.keys(properties) : []
  const all = new Set(Array.isArray(required) ? required : [])
  return named.every(name => all.has(name))
}
