// What the two formats with a strict mode take there: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
import { isRecord, type JsonRecord } from '../bytes/json-value.ts'
import type { Receipt } from '../chat/receipt.ts'

const levelsAtMost = 64

/** The official client refuses the same ones: `lib/transform` of https://github.com/openai/openai-node. */
const refused: readonly string[] = [
  '$anchor',
  '$dynamicAnchor',
  '$dynamicRef',
  '$recursiveAnchor',
  '$recursiveRef',
  'allOf',
  'contains',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  'else',
  'if',
  'maxContains',
  'maxProperties',
  'minContains',
  'minProperties',
  'not',
  'oneOf',
  'patternProperties',
  'prefixItems',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
  'uniqueItems',
]

/** Each value says what it is by one of these. */
const sayings: readonly string[] = ['type', '$ref', 'anyOf', 'enum', 'const']

/**
 * Whether strict mode takes the schema: its root is an object and no choice of several, every object lists all its properties
 * as required and forbids others, and no keyword is used that the mode does not have.
 */
export function isStrictSchema(schema: unknown): boolean {
  return (
    isRecord(schema) &&
    schema.type === 'object' &&
    schema.anyOf === undefined &&
    isStrict(schema, levelsAtMost)
  )
}

/** The wish for strict mode, as far as the schema allows it. The mode refuses schemas that other formats take. */
export function strictAsTaken(
  strict: boolean | undefined,
  schema: unknown,
  path: string,
  receipt: Receipt,
): boolean | undefined {
  if (strict !== true || isStrictSchema(schema)) return strict
  receipt.change(path, 'The schema has members that strict mode refuses, such as optional or free ones.')
  return false
}

function isStrict(schema: unknown, levels: number): boolean {
  if (levels === 0 || !isRecord(schema)) return false
  if (refused.some(keyword => schema[keyword] !== undefined)) return false
  if (!sayings.some(keyword => schema[keyword] !== undefined)) return false
  // A reference says everything, and nothing may stand beside it.
  if (schema.$ref !== undefined) return Object.keys(schema).length === 1
  if (hasType(schema, 'object') && !isClosed(schema)) return false
  if (hasType(schema, 'array') && !isRecord(schema.items)) return false
  return schemasIn(schema).every(each => isStrict(each, levels - 1))
}

function hasType({ type, properties }: JsonRecord, name: string): boolean {
  if (name === 'object' && properties !== undefined) return true
  return type === name || (Array.isArray(type) && type.includes(name))
}

function isClosed({ properties, required, additionalProperties }: JsonRecord): boolean {
  if (additionalProperties !== false) return false
  const names = isRecord(properties) ? Object.keys(properties) : []
  const demanded: ReadonlySet<unknown> = new Set(Array.isArray(required) ? required : [])
  return names.every(name => demanded.has(name))
}

function schemasIn({ properties, items, anyOf, $defs, definitions }: JsonRecord): readonly unknown[] {
  const named = [properties, $defs, definitions].filter(isRecord).flatMap(each => Object.values(each))
  const choices: readonly unknown[] = anyOf === undefined ? [] : Array.isArray(anyOf) ? anyOf : [anyOf]
  return [...named, ...choices, ...(items === undefined ? [] : [items])]
}
