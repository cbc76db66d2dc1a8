import { calcPrice } from '@pydantic/genai-prices'
import { beforeAll, describe, expect, test } from 'vitest'
import { findModel } from '../../../gateway/pricing/find-model.ts'
import { baseNameOf, namesToTry } from '../../../gateway/pricing/model-names.ts'
import { isAbout } from '../../../gateway/pricing/name-rules.ts'
import { describePrice } from '../../../gateway/pricing/price.ts'
import { createPriceBook, type PricedProvider } from '../../../gateway/pricing/price-book.ts'
import { openPriceTable, tableRelease } from '../../../gateway/pricing/price-table.ts'
import type { NameRule, TableData } from '../../../gateway/pricing/table-data.ts'
import { adapterOf } from '../../../gateway/providers/index.ts'

const now = Date.parse('2026-11-23T12:00:00Z')
const table = `genai-prices ${tableRelease.version}`
let data: TableData
beforeAll(async () => {
  data = await openPriceTable().data()
})

function provider(
  kind: string,
  models?: readonly string[],
  baseUrl = 'https://unused.example',
): PricedProvider {
  const adapter = adapterOf(kind)
  if (!adapter) throw new Error(`There is no kind ${kind}`)
  return { record: { id: 'work', baseUrl }, adapter, ...(models ? { models } : {}) }
}

async function priceOf(of: PricedProvider, model: string, listed?: boolean) {
  const book = createPriceBook({ find: () => undefined }, () => now)
  return book.find(of, model, listed === undefined ? {} : { listed })
}

function rowOf(makerId: string, name: string): string | undefined {
  return findModel(data, { id: makerId }, name)?.model.id
}

/** The whole names that rules state, as against parts of names. */
function namesIn(rule: NameRule): readonly string[] {
  if ('or' in rule) return rule.or.flatMap(namesIn)
  return 'equals' in rule ? [rule.equals] : []
}

describe('another name of a listed model', () => {
  test('is priced as that model, says so in its source, and is not taken for unlisted', async () => {
    const anthropic = provider('anthropic', ['claude-haiku-4-5-20251001', 'claude-opus-4-5-20251101'])
    const found = await priceOf(anthropic, 'claude-haiku-4-5', false)
    expect(found?.input.base).toBe(1_000_000_000n)
    expect(found && describePrice(found)).toBe(
      `${table} (as claude-haiku-4-5-20251001), ${tableRelease.dateIso}`,
    )
  })

  test.each([
    ['anthropic', ['claude-haiku-4-5-20251001'], 'claude-haiku-4-5-latest', 'claude-haiku-4-5-20251001'],
    ['anthropic', ['claude-haiku-4-5-20251001'], 'anthropic/claude-haiku-4-5', 'claude-haiku-4-5-20251001'],
    ['anthropic', ['claude-sonnet-4-5'], 'claude-sonnet-4-5@20250929', 'claude-sonnet-4-5'],
    ['anthropic', ['claude-sonnet-4-5'], 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
    ['openai', ['gpt-4o', 'gpt-4o-mini'], 'gpt-4o-2024-11-20', 'gpt-4o'],
    ['openai', ['gpt-4o', 'gpt-4o-mini'], 'gpt-4o-2031-02-03', 'gpt-4o'],
    ['openai', ['gpt-4o-2024-08-06', 'gpt-4o-2024-11-20'], 'gpt-4o', 'gpt-4o-2024-11-20'],
  ])('%s that lists %j: %s is %s', async (kind, models, asked, as) => {
    const found = await priceOf(provider(kind, models), asked, false)
    expect(found?.source).toBe(`${table} (as ${as})`)
    const listed = await priceOf(provider(kind, models), as)
    expect(found?.input).toEqual(listed?.input)
    expect(found?.output).toEqual(listed?.output)
  })

  test('keeps the price of its own row, where the table has one for just that name', async () => {
    const found = await priceOf(provider('openai', ['gpt-4o']), 'gpt-4o-2024-05-13', false)
    expect(found).toMatchObject({ source: table, input: { base: 5_000_000_000n } })
  })

  test('is not said of a name that is listed itself', async () => {
    const openAi = provider('openai', ['gpt-4o', 'gpt-4o-2024-11-20'])
    expect((await priceOf(openAi, 'gpt-4o-2024-11-20'))?.source).toBe(table)
  })

  test.each(['gpt-5', 'gpt-4o-mini', 'gpt-4o-audio-preview', 'gpt-4o-search-preview', 'ft:gpt-4o:o::gpt-4o'])(
    'is not %s, where gpt-4o alone is listed',
    async asked => {
      expect(await priceOf(provider('openai', ['gpt-4o']), asked, false)).toBeUndefined()
    },
  )

  test.each([
    ['models/gemini-2.5-flash', 300_000_000n, 'gemini-2.5-flash'],
    ['publishers/google/models/gemini-2.5-flash', 300_000_000n, 'gemini-2.5-flash'],
    ['google/gemini-2.5-flash', 300_000_000n, 'gemini-2.5-flash'],
  ])('may be the one that the list itself has: %s', async (listed, input, as) => {
    const google = provider(
      'openai-compatible',
      [listed],
      'https://generativelanguage.googleapis.com/v1beta/openai',
    )
    expect(await priceOf(google, listed)).toMatchObject({
      input: { base: input },
      source: `${table} (as ${as})`,
    })
  })
})

describe('a model of one’s own', () => {
  // https://platform.openai.com/docs/pricing, "Fine-tuning": what is asked of it costs more than of its base model.
  test.each([
    ['ft:gpt-4o-mini-2024-07-18:org::id', 300_000_000n, 1_200_000_000n],
    ['ft:gpt-4o-2024-08-06:org:mine:id', 3_750_000_000n, 15_000_000_000n],
    ['ft:gpt-3.5-turbo-0125:org::id', 3_000_000_000n, 6_000_000_000n],
    ['ft:gpt-3.5-turbo:org::id', 3_000_000_000n, 6_000_000_000n],
    ['gpt-4o-mini-2024-07-18.ft-0e208cf33a6a466994aff31a08aba678', 300_000_000n, 1_200_000_000n],
  ])('costs what its family’s do: %s', async (model, input, output) => {
    const found = await priceOf(provider('openai'), model)
    expect([found?.input.base, found?.output.base]).toEqual([input, output])
  })

  test.each([
    'ft:gpt-4.1-2025-04-14:org::id',
    'ft:gpt-4-0613:org::id', // the table has it at the price of gpt-4 itself
    'ft:gpt-4o-audio-preview-2024-12-17:org::id',
    'ft:o4-mini-2025-04-16:org::id',
    'ft:gpt-5:org:gpt-4o:id',
    'ft:gpt-6:moderation:org:id',
    'gpt-35-turbo.ft-0e208cf33a6a466994aff31a08aba678',
  ])('is unknown where its family’s is, never its base model’s: %s', async model => {
    expect(await priceOf(provider('openai'), model)).toBeUndefined()
  })
})

describe('a name that only begins as another', () => {
  test.each([
    ['anthropic', 'claude-sonnet-5-5'],
    ['anthropic', 'claude-haiku-4-5-fast'],
    ['anthropic', 'claude-opus-4-80'],
    ['openai', 'gpt-5-nano-audio'],
    ['openai', 'gpt-4o-realtime-mini'],
    ['openai', 'gpt-5-search-api'],
    ['openai', 'gpt-3.5-turbo-instruct-pro'],
    ['google', 'gemini-1.5-flash-8b'],
    ['google', 'gemini-2.5-pro-computer-use'],
    ['google', 'gemini-3.5-flash-lite-image'],
    ['google', 'my-claude-3-opus'],
    ['openrouter', 'openai/gpt-4o:free'],
    ['openrouter', 'anthropic/claude-sonnet-4.5:thinking'],
  ])('is no name of that model: %s, %s', (makerId, name) => {
    expect(rowOf(makerId, name)).toBeUndefined()
  })

  test('is none either with any word of another model behind any name of the table', () => {
    const words = [
      '-mini',
      '-nano',
      '-pro',
      '-audio',
      '-search',
      '-realtime',
      '-lite',
      '-fast',
      '-image',
      '.5',
      '-5',
    ]
    const taken: string[] = []
    for (const { id, models } of data) {
      const stated = new Set(models.flatMap(model => namesIn(model.match)).map(name => name.toLowerCase()))
      for (const model of models) {
        for (const name of namesIn(model.match).map(text => text.toLowerCase())) {
          for (const longer of words.map(word => name + word)) {
            const found = findModel(data, { id }, longer)
            if (found && !isStated(found.model.id, longer, stated))
              taken.push(`${id}: ${longer} as ${found.model.id}`)
          }
        }
      }
    }
    expect(taken).toEqual([])
  })

  /** By itself or by its own family's name: 'gpt-4.1-mini' is stated, and 'gemini-2.5-pro' is the id of a row. */
  function isStated(rowId: string, name: string, stated: ReadonlySet<string>): boolean {
    if (namesToTry(name).some(text => stated.has(text) || text === rowId.toLowerCase())) return true
    return data.some(({ models }) => models.some(row => row.id === rowId && beginsIn(row.match, name)))
  }

  /** The rule's own text holds the word, as 'gpt-4o-mini-audio' does, or it allows for it. */
  function beginsIn(rule: NameRule, name: string): boolean {
    if ('or' in rule) return rule.or.some(one => beginsIn(one, name))
    if ('and' in rule) return rule.and.some(one => beginsIn(one, name))
    if ('regex' in rule) return new RegExp(rule.regex).test(name)
    return Object.values(rule).some(text => name.endsWith(String(text).toLowerCase()))
  }
})

describe('every name of the table', () => {
  test('finds the row that the package finds', () => {
    const at = { timestamp: new Date(now) }
    const other: string[] = []
    for (const { id, models } of data) {
      for (const name of models.flatMap(model => namesIn(model.match))) {
        const theirs = packageRow(name, id, at)
        const ours = findModel(data, { id }, name)
        if (theirs !== undefined && ours?.model.id !== theirs)
          other.push(`${id}: ${name} is ${ours?.model.id}`)
      }
    }
    expect(other).toEqual([])
  })

  test('with a day, -latest or a prefix is the same model, or has a row of its own', () => {
    const dressed = (name: string) => [
      `${name}-20270131`,
      `${name}-2027-01-31`,
      `${name}@20270131`,
      `${name}-latest`,
      `models/${name}`,
    ]
    const other: string[] = []
    for (const { id, models } of data) {
      for (const name of models.flatMap(model => namesIn(model.match))) {
        if (baseNameOf(name) !== name.toLowerCase()) continue
        const own = findModel(data, { id }, name)?.model
        for (const alias of dressed(name)) {
          const found = findModel(data, { id }, alias)?.model
          const hasOwnRow = found && isAbout(found, alias.toLowerCase())
          if (found !== own && !hasOwnRow)
            other.push(`${id}: ${alias} is ${found?.id}, ${name} is ${own?.id}`)
        }
      }
    }
    expect(other).toEqual([])
  })

  function packageRow(
    name: string,
    providerId: string,
    at: { readonly timestamp: Date },
  ): string | undefined {
    try {
      return calcPrice({ input_tokens: 0, output_tokens: 0 }, name, { providerId, ...at })?.model.id
    } catch {
      return undefined // a row whose other units the package demands
    }
  }
})
