// Checks the price table's data, which is in its publisher's form, and reduces it to what prices are computed from.
// https://github.com/pydantic/genai-prices/blob/main/prices/new_data/v2/data.schema.json
import { setImmediate as nextTurn } from 'node:timers/promises'
import Type, { type Static, type TSchema } from 'typebox'
import { Check, Errors } from 'typebox/value'
import { isTameRegex } from './tame-regex.ts'

/** Decides which model names a row is about. */
export type NameRule =
  | { readonly equals: string }
  | { readonly starts_with: string }
  | { readonly ends_with: string }
  | { readonly contains: string }
  | { readonly regex: string }
  | { readonly or: readonly NameRule[] }
  | { readonly and: readonly NameRule[] }

/** Dollars per million tokens, or per another unit that the rate's key names. */
export type TableRate = number | { readonly base: number; readonly tiers: readonly TableTier[] }

/** Its price applies to every token of a request whose input is larger than `start` tokens. */
export interface TableTier {
  readonly start: number
  readonly price: number
}

export type TableRates = Readonly<Record<string, TableRate | undefined>>

export type PriceConstraint =
  | { readonly start_date: string }
  | { readonly start_time: string; readonly end_time: string }

export interface ConditionalRates {
  readonly constraint: PriceConstraint | undefined
  readonly rates: TableRates
}

export interface TableModel {
  readonly id: string
  readonly match: NameRule
  /** The last entry whose constraint is fulfilled is the price. If none is fulfilled, the first entry is. */
  readonly prices: readonly ConditionalRates[]
}

export interface TableMaker {
  readonly id: string
  /** A regular expression that matches the beginning of this maker's API addresses. */
  readonly apiPattern: string
  readonly models: readonly TableModel[]
  /** The ids of other makers whose models this one also sells, at those makers' prices. */
  readonly fallbacks: readonly string[]
}

export type TableData = readonly TableMaker[]

/** Says what is wrong with the data, in words for a person. */
export class TableDataError extends Error {
  override readonly name = 'TableDataError'
}

const id = Type.String({ pattern: '^\\S{1,200}$' })
const dollars = Type.Number({ minimum: 0, maximum: 1_000_000 })
const day = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' })
const time = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)$',
})
const strict = { additionalProperties: false } as const
const tier = Type.Object({ start: Type.Integer({ minimum: 0 }), price: dollars }, strict)
const rate = Type.Union([
  dollars,
  Type.Object({ base: dollars, tiers: Type.Array(tier, { minItems: 1, maxItems: 16 }) }, strict),
])
const rates = Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }), rate, strict)
const constraint = Type.Union([
  Type.Object({ type: Type.Optional(Type.Literal('start_date')), start_date: day }, strict),
  Type.Object(
    { type: Type.Optional(Type.Literal('time_of_date')), start_time: time, end_time: time },
    strict,
  ),
])
const conditional = Type.Object({ constraint: Type.Optional(constraint), prices: rates }, strict)
const model = Type.Object({
  id,
  match: Type.Unknown(),
  prices: Type.Union([rates, Type.Array(conditional, { minItems: 1, maxItems: 64 })]),
})
const shell = Type.Object({
  id,
  api_pattern: Type.String({ minLength: 1, maxLength: 500 }),
  models: Type.Array(Type.Unknown(), { maxItems: 10_000 }),
  fallback_model_providers: Type.Optional(Type.Array(id, { maxItems: 100 })),
})
const makers = Type.Array(shell, { minItems: 1, maxItems: 1000 })

/** The table in the form in which it is published. */
export type PublishedTable = readonly (Omit<Static<typeof shell>, 'models'> & {
  readonly models: readonly Static<typeof model>[]
})[]

const modelsAtOnce = 40 // takes a few milliseconds; requests are served between two such groups

/** Checks data from outside the program, a part at a time. Rejects with TableDataError. */
export async function readTableData(value: unknown): Promise<TableData> {
  if (!Check(makers, value)) throw wrong('The data', makers, value)
  for (const { id, models } of value) {
    for (const [index, row] of models.entries()) {
      if (index % modelsAtOnce === 0) await nextTurn()
      if (!Check(model, row)) throw wrong(`${id}, model ${index}:`, model, row)
    }
  }
  return toTableData(value as PublishedTable)
}

function wrong(what: string, schema: TSchema, value: unknown): TableDataError {
  const [first] = Errors(schema, value)
  return new TableDataError(`${what}${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}`)
}

/**
 * Converts data that was checked before. Leaves out fields that have nothing to do with prices, such as descriptions. Throws
 * TableDataError if a rule is of a form that is not accepted.
 */
export function toTableData(published: PublishedTable): TableData {
  refuseTwins(published.map(({ id }) => id))
  return published.map(given => {
    if (!isTameRegex(given.api_pattern)) throw new TableDataError(`${given.id}: its api_pattern is not taken`)
    refuseTwins(given.models.map(({ id }) => `${given.id}/${id}`))
    return {
      id: given.id,
      apiPattern: given.api_pattern,
      fallbacks: given.fallback_model_providers ?? [],
      models: given.models.map(({ id, match, prices }) => ({
        id,
        match: toRule(match, `${given.id}/${id}`, 0),
        prices: toConditional(prices),
      })),
    }
  })
}

function toConditional(prices: Static<typeof model>['prices']): readonly ConditionalRates[] {
  if (!Array.isArray(prices)) return [{ constraint: undefined, rates: prices }]
  return prices.map(({ constraint, prices }) => ({ constraint, rates: prices }))
}

const textRules = ['equals', 'starts_with', 'ends_with', 'contains', 'regex'] as const
const nestedAtMost = 4

function toRule(value: unknown, of: string, depth: number): NameRule {
  const [entry, another] = typeof value === 'object' && value !== null ? Object.entries(value) : []
  if (!entry || another || depth > nestedAtMost) throw new TableDataError(`${of}: its match is not taken`)
  const [kind, operand] = entry as [string, unknown]
  if ((kind === 'or' || kind === 'and') && Array.isArray(operand) && operand.length > 0) {
    const rules = operand.map(rule => toRule(rule, of, depth + 1))
    return kind === 'or' ? { or: rules } : { and: rules }
  }
  const textKind = textRules.find(name => name === kind)
  const isText = typeof operand === 'string' && operand !== '' && operand.length <= 300
  if (!textKind || !isText || (textKind === 'regex' && !isTameRegex(operand))) {
    throw new TableDataError(`${of}: its match is not taken`)
  }
  return { [textKind]: operand } as unknown as NameRule
}

/** With two entries of one name, their order would decide which price applies. */
function refuseTwins(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) throw new TableDataError(`${name} is there twice`)
    seen.add(name)
  }
}
