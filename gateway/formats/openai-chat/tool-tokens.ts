// Writes functions in the form in which models are shown them, which is TypeScript instead of the JSON that was sent.
// The form is not published. It was derived from billed counts: https://hmarr.com/blog/counting-openai-tokens/
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'

/** The whole text for functions that are written like `tools[].function` or `functions[]`. */
export function renderFunctions(functions: readonly unknown[]): string {
  const rendered = functions.flatMap(each => [...renderFunction(each), ''])
  return ['namespace functions {', '', ...rendered, '} // namespace functions'].join('\n')
}

function renderFunction(value: unknown): readonly string[] {
  if (!isRecord(value) || typeof value.name !== 'string') return [jsonOf(value)]
  const { name, description, parameters = {} } = value
  const comment = commentOf(description)
  if (!isRecord(parameters) || !isObjectSchema(parameters))
    return [...comment, `type ${name} = (_: ${renderType(parameters, 0)}) => any;`]
  const properties = renderProperties(parameters, 0)
  if (properties.length === 0) return [...comment, `type ${name} = () => any;`, ...definitionsOf(parameters)]
  return [...comment, `type ${name} = (_: {`, ...properties, '}) => any;', ...definitionsOf(parameters)]
}

function commentOf(description: unknown): readonly string[] {
  return typeof description === 'string' && description !== '' ? [`// ${description}`] : []
}

/** The form has no place for the definitions that `$ref` refers to, but they are not free either. */
function definitionsOf({ $defs, definitions }: JsonRecord): readonly string[] {
  return [$defs, definitions].filter(each => each !== undefined).map(jsonOf)
}

function isObjectSchema({ type, properties, anyOf, oneOf, allOf, $ref }: JsonRecord): boolean {
  if ([anyOf, oneOf, allOf, $ref].some(each => each !== undefined)) return false
  return (type === undefined || type === 'object') && (properties === undefined || isRecord(properties))
}

function renderProperties({ properties, required }: JsonRecord, indent: number): readonly string[] {
  const isRequired = new Set<unknown>(Array.isArray(required) ? required : [])
  return Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, schema]) => {
    const comment = isRecord(schema) ? commentOf(schema.description) : []
    const line = `${name}${isRequired.has(name) ? '' : '?'}: ${renderType(schema, indent)},`
    return [...comment, line].map(each => ' '.repeat(indent) + each)
  })
}

type RenderType = (schema: JsonRecord, indent: number) => string

const byType: Readonly<Record<string, RenderType>> = {
  string: () => 'string',
  number: () => 'number',
  integer: () => 'number',
  boolean: () => 'boolean',
  null: () => 'null',
  array: ({ items }, indent) => (items === undefined ? 'any[]' : `${renderType(items, indent)}[]`),
  object: renderObject,
}

/**
 * A schema is written according to the first of these members that it has. A schema without any of them is written as
 * JSON.
 */
const byMember: readonly (readonly [
  string,
  (value: unknown, schema: JsonRecord, indent: number) => string,
])[] = [
  ['enum', values => unionOf(values, jsonOf)],
  ['const', jsonOf],
  ['anyOf', (schemas, _, indent) => unionOf(schemas, each => renderType(each, indent))],
  ['oneOf', (schemas, _, indent) => unionOf(schemas, each => renderType(each, indent))],
  [
    'type',
    (type, schema, indent) =>
      unionOf(Array.isArray(type) ? type : [type], each => renderNamed(each, schema, indent)),
  ],
  ['properties', (_properties, schema, indent) => renderObject(schema, indent)],
]

function renderType(schema: unknown, indent: number): string {
  if (!isRecord(schema)) return jsonOf(schema)
  const found = byMember.find(([member]) => schema[member] !== undefined)
  return found ? found[1](schema[found[0]], schema, indent) : jsonOf(schema)
}

function renderNamed(type: unknown, schema: JsonRecord, indent: number): string {
  const render = typeof type === 'string' && Object.hasOwn(byType, type) ? byType[type] : undefined
  return render ? render(schema, indent) : jsonOf(schema)
}

function renderObject(schema: JsonRecord, indent: number): string {
  const properties = renderProperties(schema, indent + 2)
  if (properties.length > 0) return ['{', ...properties, '}'].join('\n')
  return isRecord(schema.additionalProperties) ? jsonOf(schema) : 'object'
}

function unionOf(values: unknown, render: (value: unknown) => string): string {
  return Array.isArray(values) && values.length > 0 ? values.map(render).join(' | ') : jsonOf(values)
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value) ?? ''
}
