import type { JsonRecord } from '../../bytes/json-value.ts'
import { jsonText } from './json-text.ts'
import type { SchemaDialect } from './write-schema.ts'

/** What each dialect takes beside the members that say what a value is made of. */
const keywords: Readonly<Record<SchemaDialect, ReadonlySet<string>>> = {
  openapi: new Set([
    'minItems',
    'maxItems',
    'minLength',
    'maxLength',
    'minProperties',
    'maxProperties',
    'minimum',
    'maximum',
    'pattern',
    'default',
  ]),
  'json-schema': new Set(['minItems', 'maxItems', 'minimum', 'maximum', 'format']),
}

/** Formats that the OpenAPI dialect takes. It refuses others. */
const formats: Readonly<Record<string, readonly string[]>> = {
  string: ['date-time'],
  number: ['float', 'double'],
  integer: ['int32', 'int64'],
}

/** Members that are said elsewhere, or that limit nothing. */
const silent = new Set([
  '$schema',
  '$id',
  '$ref',
  '$defs',
  '$comment',
  '$anchor',
  'definitions',
  'type',
  'title',
  'description',
  'properties',
  'required',
  'items',
  'prefixItems',
  'additionalProperties',
  'anyOf',
  'oneOf',
  'nullable',
  'readOnly',
  'writeOnly',
  'deprecated',
  'propertyOrdering',
])

/** So long may a sentence be about one member. */
const sentenceAtMost = 1000

/** The members of a schema that limit what a value may be: as keywords where the dialect has them, else as sentences. */
export class Limits {
  readonly #kept: Record<string, unknown> = {}
  readonly #sentences: string[] = []

  constructor(dialect: SchemaDialect, type: string, schema: JsonRecord) {
    for (const [name, value] of Object.entries(schema)) {
      if (value === undefined || silent.has(name) || name.startsWith('x-')) continue
      if (!this.#keep(dialect, type, name, value)) this.say(name, value)
    }
  }

  kept(): JsonRecord {
    return this.#kept
  }

  sentences(): readonly string[] {
    return this.#sentences.filter(said => said !== '')
  }

  say(name: string, value: unknown): void {
    this.#sentences.push(
      sentence(name, jsonText(value) ?? 'a JSON Schema that is nested too deep').slice(0, sentenceAtMost),
    )
  }

  #keep(dialect: SchemaDialect, type: string, name: string, value: unknown): boolean {
    if (name === 'enum' || name === 'const')
      return this.#keepValues(dialect, type, name === 'enum' ? value : [value])
    if (name === 'exclusiveMinimum' || name === 'exclusiveMaximum') return this.#keepBound(type, name, value)
    if (name === 'format' && dialect === 'openapi') {
      if (!formats[type]?.includes(String(value))) return false
    } else if (!keywords[dialect].has(name)) return false
    this.#kept[name] = value
    return true
  }

  #keepValues(dialect: SchemaDialect, type: string, values: unknown): boolean {
    if (!Array.isArray(values)) return false
    const areTexts = type === 'string' && values.every(value => typeof value === 'string' && value !== '')
    const isNumeric = type === 'number' || type === 'integer'
    const areNumbers =
      dialect === 'json-schema' && isNumeric && values.every(value => typeof value === 'number')
    if (!areTexts && !areNumbers) return false
    this.#kept.enum = values
    return true
  }

  /** Whole numbers above 3 are those from 4 on. */
  #keepBound(type: string, name: string, value: unknown): boolean {
    if (type !== 'integer' || typeof value !== 'number' || !Number.isSafeInteger(value)) return false
    if (name === 'exclusiveMinimum') this.#kept.minimum = value + 1
    else this.#kept.maximum = value - 1
    return true
  }
}

function sentence(name: string, value: string): string {
  switch (name) {
    case 'const':
      return `It must be ${value}.`
    case 'enum':
      return `It must be one of ${value}.`
    case 'exclusiveMinimum':
      return `It must be more than ${value}.`
    case 'exclusiveMaximum':
      return `It must be less than ${value}.`
    case 'multipleOf':
      return `It must be a multiple of ${value}.`
    case 'minLength':
      return `It must have at least ${value} characters.`
    case 'maxLength':
      return `It must have at most ${value} characters.`
    case 'pattern':
      return `It must match the regular expression ${value}.`
    case 'format':
      return `Its format is ${value}.`
    case 'default':
      return `If it is left out, ${value} is taken.`
    case 'example':
    case 'examples':
      return `Examples: ${value}.`
    case 'uniqueItems':
      return value === 'true' ? 'No two items may be equal.' : ''
    case 'required':
      return `These members are required as well: ${value}.`
    case 'additionalProperties':
      return `Further members may have any name. The JSON Schema of each is ${value}.`
    default:
      return `Its JSON Schema also says "${name}": ${value}.`
  }
}
