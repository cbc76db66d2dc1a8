import Type, { type TSchema, type TUnion } from 'typebox'
import { Errors } from 'typebox/value'
import { isRecord } from '../bytes/json-value.ts'

type Mistake = ReturnType<typeof Errors>[number]

/**
 * What is wrong with an input that its schema refuses: 'rule.kind must be one of calendar, rolling.' Names the field, never
 * its value, which may be a key.
 */
export function describeMistake(schema: TSchema, input: unknown, field = ''): string {
  if (Type.IsUnion(schema)) return describeInUnion(schema, input, field)
  const [first] = Errors(schema, input)
  const [, name = '', ...deeper] = first?.instancePath.split('/') ?? []
  const inner =
    Type.IsObject(schema) && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
  if (inner && isRecord(input)) return describeMistake(inner, input[name], join(field, name))
  return `${join(field, name, ...deeper) || 'The input'} ${first ? describe(first) : 'is not valid'}.`
}

/** The validator tells what each member of a union misses; only one of them was meant. */
function describeInUnion({ anyOf }: TUnion, input: unknown, field: string): string {
  const kinds = anyOf.flatMap(kindsOf)
  if (kinds.length > 0) {
    const kind = isRecord(input) ? input.kind : undefined
    const meant = anyOf.find(member => kindsOf(member).some(each => each === kind))
    return meant
      ? describeMistake(meant, input, field)
      : `${join(field, 'kind')} must be one of ${kinds.join(', ')}.`
  }
  const meant = anyOf.find(member => Errors(member, input)[0]?.keyword !== 'type')
  if (meant) return describeMistake(meant, input, field)
  return `${field} must be ${anyOf.map(typeOf).join(' or ')}.`
}

/** The values of `kind` that a member of a union is for; none: it is not told apart by its kind. */
function kindsOf(member: TSchema): readonly unknown[] {
  const kind = Type.IsObject(member) ? member.properties.kind : undefined
  if (Type.IsLiteral(kind)) return [kind.const]
  return Type.IsEnum(kind) ? kind.enum : []
}

function typeOf(schema: TSchema): string {
  return 'type' in schema ? String(schema.type) : 'something else'
}

function describe(mistake: Mistake): string {
  switch (mistake.keyword) {
    case 'enum':
      return `must be one of ${mistake.params.allowedValues.join(', ')}`
    case 'const':
      return `must be ${mistake.params.allowedValue}`
    case 'boolean':
      return 'is not known here'
    default:
      return mistake.message
  }
}

function join(...names: readonly string[]): string {
  return names.filter(name => name !== '').join('.')
}
