// Writes JSON Schema for models that take a part of it. What they cannot be told as a keyword is told them as a sentence in
// the description. References are replaced by what they refer to.
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import { Limits } from './schema-limits.ts'
import { mergeAll, SchemaResolver } from './schema-references.ts'
import { typesOf, withoutNull } from './schema-types.ts'

/** `openapi`: https://ai.google.dev/api/caching#Schema. `json-schema`: what models from 2.5 on take of JSON Schema. */
export type SchemaDialect = 'openapi' | 'json-schema'

export interface WrittenSchema {
  readonly schema: JsonRecord
  /** Something is now said in a description. */
  readonly isReworded: boolean
}

export function writeSchema(schema: unknown, dialect: SchemaDialect): WrittenSchema {
  const references = new SchemaResolver(schema)
  const writer = new SchemaWriter(dialect, references)
  const written = writer.write(schema)
  return { schema: written, isReworded: writer.isReworded || references.isCut }
}

class SchemaWriter {
  isReworded = false
  readonly #dialect: SchemaDialect
  readonly #references: SchemaResolver

  constructor(dialect: SchemaDialect, references: SchemaResolver) {
    this.#dialect = dialect
    this.#references = references
  }

  write(schema: unknown): JsonRecord {
    const opened = this.#references.open(schema)
    if (!opened) return this.#unknown('Its shape is too deep to be given.')
    const written = this.#writeOpened(opened)
    this.#references.close()
    return written
  }

  #writeOpened(given: JsonRecord): JsonRecord {
    const { isNullable, schema } = withoutNull(given)
    const variants = schema.anyOf ?? schema.oneOf
    if (Array.isArray(variants) && variants.length > 0) return this.#variants(schema, variants, isNullable)
    const types = typesOf(schema)
    const [type] = types
    if (type === undefined) return this.#ofAnyType(schema, isNullable)
    if (types.length > 1) {
      const each = types.map(one => ({ ...schema, type: one, description: undefined }))
      return this.#variants({ description: schema.description, title: schema.title }, each, isNullable)
    }
    return this.#ofType(type, schema, isNullable)
  }

  #ofType(type: string, schema: JsonRecord, isNullable: boolean): JsonRecord {
    const limits = new Limits(this.#dialect, type, schema)
    const within = this.#within(type, schema, limits)
    const written = { ...this.#type(type, isNullable), ...within, ...limits.kept() }
    return this.#described(written, schema, limits)
  }

  /** What an object or an array holds. */
  #within(type: string, schema: JsonRecord, limits: Limits): JsonRecord {
    if (type === 'array') return this.#items(schema, limits)
    if (type !== 'object' || !isRecord(schema.properties)) {
      return type === 'object' ? this.#others(schema, limits) : {}
    }
    const names = Object.keys(schema.properties)
    if (names.length === 0) return this.#others(schema, limits)
    const entries = Object.entries(schema.properties).map(([name, value]) => [name, this.write(value)])
    const required = Array.isArray(schema.required) ? schema.required : []
    const isKnown = (name: unknown) => Object.hasOwn(schema.properties as JsonRecord, String(name))
    const known = required.filter(isKnown)
    const missing = required.filter(name => !isKnown(name))
    if (missing.length > 0) limits.say('required', missing)
    return {
      properties: Object.fromEntries(entries),
      ...(known.length > 0 ? { required: [...new Set(known)] } : {}),
      ...this.#others(schema, limits),
    }
  }

  /** Members that are not listed. That there are none goes without saying where nothing can be said. */
  #others({ additionalProperties: others }: JsonRecord, limits: Limits): JsonRecord {
    if (others === undefined || others === true) return {}
    if (this.#dialect === 'json-schema')
      return { additionalProperties: isRecord(others) ? this.write(others) : false }
    if (isRecord(others)) limits.say('additionalProperties', others)
    return {}
  }

  #items(schema: JsonRecord, limits: Limits): JsonRecord {
    const { items, prefixItems } = schema
    const tuple = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : undefined
    if (!tuple) return { items: this.write(items ?? {}) }
    if (this.#dialect === 'json-schema') return { prefixItems: tuple.map(each => this.write(each)) }
    limits.say('prefixItems', tuple)
    return { items: this.write({ anyOf: tuple }) }
  }

  /** Beside variants nothing may stand that is not in each of them. */
  #variants(schema: JsonRecord, variants: readonly unknown[], isNullable: boolean): JsonRecord {
    const { anyOf: _, oneOf: __, title, description, default: ___, ...shared } = schema
    const isBare = Object.keys(shared).length === 0
    const isAsItIs = () => isBare || this.#references.isSpent
    const written = variants.map(variant => this.write(isAsItIs() ? variant : mergeAll([shared, variant])))
    const [only, another] = written
    if (only && !another && !isNullable) return { ...only, ...textsOf({ title, description }) }
    const nullable = this.#dialect === 'openapi' && isNullable ? { nullable: true } : {}
    const none = this.#dialect === 'json-schema' && isNullable ? [{ type: 'null' }] : []
    if (only && !another && this.#dialect === 'openapi')
      return { ...only, ...nullable, ...textsOf({ title, description }) }
    return { anyOf: [...written, ...none], ...nullable, ...textsOf({ title, description }) }
  }

  #ofAnyType(schema: JsonRecord, isNullable: boolean): JsonRecord {
    const limits = new Limits(this.#dialect, '', schema)
    if (this.#dialect === 'json-schema') return this.#described(limits.kept(), schema, limits)
    const written = {
      anyOf: [
        { type: 'STRING' },
        { type: 'NUMBER' },
        { type: 'BOOLEAN' },
        { type: 'OBJECT' },
        { type: 'ARRAY', items: { type: 'STRING' } },
      ],
      ...(isNullable ? { nullable: true } : {}),
    }
    return this.#described(written, schema, limits)
  }

  #type(type: string, isNullable: boolean): JsonRecord {
    if (this.#dialect === 'json-schema') return { type: isNullable ? [type, 'null'] : type }
    return { type: type.toUpperCase(), ...(isNullable ? { nullable: true } : {}) }
  }

  #unknown(description: string): JsonRecord {
    this.isReworded = true
    return { ...this.#type('object', false), description }
  }

  #described(written: JsonRecord, { title, description }: JsonRecord, limits: Limits): JsonRecord {
    const sentences = limits.sentences()
    if (sentences.length > 0) this.isReworded = true
    const told = [typeof description === 'string' ? description : '', ...sentences].filter(
      text => text !== '',
    )
    return { ...written, ...textsOf({ title, description: told.join('\n') }) }
  }
}

function textsOf(texts: { readonly title: unknown; readonly description: unknown }): JsonRecord {
  return Object.fromEntries(
    Object.entries(texts).filter(([, text]) => typeof text === 'string' && text !== ''),
  )
}
