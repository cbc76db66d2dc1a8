import { isRecord } from '../../bytes/json-value.ts'

const levelsAtMost = 64

/**
 * Whether a schema keeps to what strict mode demands: every object lists all its properties as required and forbids others.
 * Anything else is refused: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export function isStrictSchema(schema: unknown, levels = levelsAtMost): boolean {
  if (levels === 0) return false
  if (Array.isArray(schema)) return schema.every(each => isStrictSchema(each, levels - 1))
  if (!isRecord(schema)) return true
  const { properties, required, additionalProperties, type, items } = schema
  const isObject =
    type === 'object' || (Array.isArray(type) && type.includes('object')) || isRecord(properties)
  if (isObject && additionalProperties !== false) return false
  const members = isRecord(properties) ? properties : {}
  const names: readonly unknown[] = Array.isArray(required) ? required : []
  if (!Object.keys(members).every(name => names.includes(name))) return false
  const definitions = [schema.$defs, schema.definitions].filter(isRecord).flatMap(each => Object.values(each))
  const within = [...Object.values(members), ...definitions, items, schema.anyOf, schema.allOf, schema.oneOf]
  return within.every(each => isStrictSchema(each, levels - 1))
}
