// Everything that a price is made of is that model's, whichever of its names is asked.
import { describe, expect, test } from 'vitest'
import { nanoUsd } from '../../../gateway/contract/units.ts'
import { standardTerms } from '../../../gateway/pricing/bill.ts'
import { createPriceBook, type PricedProvider } from '../../../gateway/pricing/price-book.ts'
import { adapter } from './bills.ts'

const now = () => Date.parse('2026-11-27T00:00:00Z')
const at = (kind: string, models: readonly string[] = []): PricedProvider => ({
  record: { id: 'work', baseUrl: 'http://127.0.0.1:9/v1' },
  adapter: adapter(kind),
  models,
})
const table = createPriceBook({ find: () => undefined }, now)

test.each(['openai/gpt-4o-search-preview', 'GPT-4o-Search-Preview', 'gpt-4o-search-preview-latest'])(
  'a search has its fee by another name of the model: %s',
  async model => {
    const price = await table.find(at('openai'), model)
    expect(price?.fees).toMatchObject({ request: nanoUsd('0.025') })
  },
)

test.each([
  ['openai', 'openai/gpt-5', { serviceTier: 'priority' }, 2n],
  ['openai', 'gpt-5-latest', { serviceTier: 'priority' }, 2n],
  ['anthropic', 'anthropic/Claude-Opus-4-8', { speed: 'fast' }, 2n],
])('terms have their price by another name of the model: %s, %s', async (kind, model, terms, factor) => {
  const price = await table.find(at(kind), model)
  const multiplier = price?.multiplierOf({ ...standardTerms, ...terms })
  expect(multiplier).toEqual({ numerator: factor, denominator: 1n })
})

test('a model of one’s own is its base model by no name', async () => {
  const price = await table.find(at('openai'), 'ft:gpt-4o-2024-08-06:org::id')
  expect(price).toBeDefined()
  expect(price?.multiplierOf({ ...standardTerms, serviceTier: 'priority' })).toBeUndefined()
})

describe('a price that a person set for a listed model', () => {
  const own = { input: 1n, output: 2n, ...unset() }
  const listed = 'my-model-20251001'
  const book = createPriceBook(
    {
      find: (_, model) =>
        model === listed ? { providerId: 'work', model, rates: own, setAtMs: now() } : undefined,
    },
    now,
  )

  test.each(['my-model', 'my-model-latest', 'openai/my-model'])('is that of %s, and says so', async model => {
    const price = await book.find(at('openai-compatible', [listed]), model, { listed: false })
    expect(price).toMatchObject({
      source: `override (as ${listed})`,
      input: { base: 1n },
      output: { base: 2n },
    })
  })

  test('is its own by its own name, and of no other model', async () => {
    const provider = at('openai-compatible', [listed, 'my-model-mini'])
    expect(await book.find(provider, listed)).toMatchObject({ source: 'override' })
    expect(await book.find(provider, 'my-model-mini')).toBeUndefined()
    expect(await book.find(provider, 'my-model-pro')).toBeUndefined()
  })
})

function unset() {
  const rate: bigint | undefined = undefined
  return { cacheRead: rate, cacheWrite: rate, cacheWriteOneHour: rate, audioInput: rate, audioOutput: rate }
}
