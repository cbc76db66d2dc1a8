import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { standardTerms } from '../../../gateway/pricing/bill.ts'
import { describePrice, halfPrice } from '../../../gateway/pricing/price.ts'
import { createPriceBook, type PricedProvider } from '../../../gateway/pricing/price-book.ts'
import { tableRelease } from '../../../gateway/pricing/price-table.ts'
import { adapterOf } from '../../../gateway/providers/index.ts'
import type { OverrideRates, PriceOverride } from '../../../gateway/storage/price-overrides.ts'

const now = () => Date.parse('2026-11-23T00:00:00Z')

function provider(kind: string, baseUrl = 'https://unused.example/v1'): PricedProvider {
  const adapter = adapterOf(kind)
  if (!adapter) throw new Error(`There is no kind ${kind}`)
  return { record: { id: 'work', baseUrl }, adapter }
}

function openBook(clock = now, own: readonly PriceOverride[] = []) {
  const find = (providerId: string, model: string) =>
    own.find(override => override.providerId === providerId && override.model === model)
  return createPriceBook({ find }, clock)
}

function installedVersion(): string {
  const manifest = new URL('../../../package.json', import.meta.url)
  const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8'))
  return dependencies['@pydantic/genai-prices']
}

describe('the date of a price', () => {
  test('is the day from which it holds, where the table has dated ones', async () => {
    const at = async (instant: string) =>
      openBook(() => Date.parse(instant)).find(provider('anthropic'), 'claude-sonnet-4-6')
    const before = await at('2026-03-12T23:59:59Z')
    const since = await at('2026-03-13T00:00:00Z')
    expect([before?.dateIso, before?.input.tiers.length]).toEqual([tableRelease.dateIso, 1])
    expect([since?.dateIso, since?.input.tiers.length]).toEqual(['2026-03-13', 0])
  })

  test('may be asked of the past, which leaves the present as it is', async () => {
    const book = openBook()
    const tiers = async (atMs?: number) => {
      const question = atMs === undefined ? {} : { atMs }
      return (await book.find(provider('anthropic'), 'claude-sonnet-4-6', question))?.input.tiers.length
    }
    expect(await tiers()).toBe(0)
    expect(await tiers(Date.parse('2026-03-12T00:00:00Z'))).toBe(1)
    expect(await tiers()).toBe(0)
  })

  test('is that of the table’s release otherwise, which a new version brings anew', async () => {
    expect(tableRelease).toMatchObject({
      version: installedVersion(),
      dateIso: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    })
    const found = await openBook().find(provider('openai'), 'gpt-4o')
    if (!found) throw new Error('gpt-4o has a price')
    expect(describePrice(found)).toBe(`genai-prices ${installedVersion()}, ${tableRelease.dateIso}`)
    expect(describePrice({ ...found, dateIso: undefined })).toBe(`genai-prices ${installedVersion()}`)
  })
})

describe('the price book', () => {
  test('gives the rates of the table as exact integers, with their tiers and their source', async () => {
    const found = await openBook().find(provider('anthropic'), 'claude-sonnet-4-5')
    expect(found?.source).toBe(`genai-prices ${installedVersion()}`)
    expect(found?.input).toEqual({ base: 3_000_000_000n, tiers: [{ above: 200_000, rate: 6_000_000_000n }] })
    expect(found?.cacheRead.base).toBe(300_000_000n)
    expect(found?.cacheWrite.base).toBe(3_750_000_000n)
    expect(found?.cacheWriteOneHour.base).toBe(6_000_000_000n)
  })

  test('gives audio a rate of its own where the table has one, and none where it has not', async () => {
    const book = openBook()
    const spoken = await book.find(provider('openai'), 'gpt-audio')
    expect(spoken).toMatchObject({
      input: { base: 2_500_000_000n },
      audioInput: { base: 32_000_000_000n },
      audioOutput: { base: 64_000_000_000n },
    })
    const written = await book.find(provider('openai'), 'gpt-4o')
    expect(written).toMatchObject({ audioInput: undefined, audioOutput: undefined })
  })

  test('bills reasoning as output unless the table tells them apart', async () => {
    const book = openBook()
    const usual = await book.find(provider('openai'), 'gpt-5')
    expect(usual?.reasoning).toEqual(usual?.output)
    const router = provider('openai-compatible', 'https://openrouter.ai/api/v1')
    expect(await book.find(router, 'perplexity/sonar-deep-research')).toMatchObject({
      output: { base: 8_000_000_000n },
      reasoning: { base: 3_000_000_000n },
    })
  })

  test('knows what the provider’s tiers of service cost', async () => {
    const book = openBook()
    const multiplierIn = async (kind: string, model: string, serviceTier: string) =>
      (await book.find(provider(kind), model))?.multiplierOf({ ...standardTerms, serviceTier })
    expect(await multiplierIn('openai', 'gpt-4o', 'flex')).toEqual(halfPrice)
    expect(await multiplierIn('openai', 'gpt-5', 'priority')).toEqual({ numerator: 2n, denominator: 1n })
    expect(await multiplierIn('anthropic', 'claude-sonnet-4-5', 'batch')).toEqual(halfPrice)
    expect(await multiplierIn('anthropic', 'claude-sonnet-4-5', 'priority')).toBeUndefined()
  })

  test('knows a compatible provider by its address', async () => {
    const deepseek = provider('openai-compatible', 'https://api.deepseek.com/v1')
    expect(await openBook().find(deepseek, 'deepseek-chat')).toBeDefined()
  })

  test.each([
    ['openai', 'https://api.openai.com/v1', 'a-model-nobody-has-heard-of'],
    ['openai-compatible', 'http://127.0.0.1:11434/v1', 'gpt-4o'],
  ])('says unknown, never nothing: %s at %s, %s', async (kind, baseUrl, model) => {
    expect(await openBook().find(provider(kind, baseUrl), model)).toBeUndefined()
  })
})

describe('a price of one’s own', () => {
  const own = (rates: Partial<OverrideRates>, model = 'gpt-audio'): PriceOverride => ({
    providerId: 'work',
    model,
    rates: {
      input: 1n,
      cacheRead: undefined,
      cacheWrite: undefined,
      cacheWriteOneHour: undefined,
      audioInput: undefined,
      output: 2n,
      audioOutput: undefined,
      ...rates,
    },
    setAtMs: Date.parse('2026-11-01T23:59:59Z'),
  })
  const flat = (base: bigint) => ({ base, tiers: [] })

  test('comes before the table, with the date of its setting', async () => {
    const found = await openBook(now, [own({ cacheRead: 0n, audioInput: 7n })]).find(
      provider('openai'),
      'gpt-audio',
    )
    if (!found) throw new Error('gpt-audio has a price')
    expect(describePrice(found)).toBe('override, 2026-11-01')
    expect(found).toMatchObject({
      input: flat(1n),
      cacheRead: flat(0n),
      audioInput: flat(7n),
      output: flat(2n),
    })
    expect(found.multiplierOf({ ...standardTerms, serviceTier: 'flex' })).toEqual(halfPrice)
  })

  test('takes what it leaves out from the table, and what that leaves out from its own kind', async () => {
    const found = await openBook(now, [own({ cacheWrite: 5n })]).find(provider('openai'), 'gpt-audio')
    expect(found).toMatchObject({
      cacheRead: flat(1n),
      cacheWrite: flat(5n),
      cacheWriteOneHour: flat(5n),
      audioInput: flat(32_000_000_000n),
      audioOutput: flat(64_000_000_000n),
      reasoning: flat(2n),
    })
  })

  test('holds for a model that no table knows and that no provider lists, and for no other', async () => {
    const book = openBook(now, [own({}, 'house-model'), own({}, 'gpt-4o')])
    expect(await book.find(provider('openai'), 'house-model')).toMatchObject({
      input: flat(1n),
      cacheRead: flat(1n),
      audioInput: undefined,
    })
    expect(await book.find(provider('openai'), 'gpt-4o', { listed: false })).toMatchObject({
      cacheRead: flat(1n),
    })
    expect(await book.find(provider('openai'), 'gpt-5', { listed: false })).toBeUndefined()
    const { adapter } = provider('openai')
    const another = { record: { id: 'home', baseUrl: 'https://unused.example/v1' }, adapter }
    expect(await book.find(another, 'house-model')).toBeUndefined()
  })
})
