import { describe, expect, test } from 'vitest'
import { noTokens } from '../../../gateway/contract/chat.ts'
import { standardTerms } from '../../../gateway/pricing/bill.ts'
import { describePrice } from '../../../gateway/pricing/price.ts'
import { createPriceBook, type PricedProvider } from '../../../gateway/pricing/price-book.ts'
import { adapterOf } from '../../../gateway/providers/index.ts'
import type { PriceOverride } from '../../../gateway/storage/price-overrides.ts'
import { costOf } from './bills.ts'

const own: PriceOverride = {
  providerId: 'local',
  model: 'power:8b',
  rates: {
    input: 1_000_000_000n,
    output: 2_000_000_000n,
    cacheRead: undefined,
    cacheWrite: undefined,
    cacheWriteOneHour: undefined,
    audioInput: undefined,
    audioOutput: undefined,
  },
  setAtMs: Date.parse('2026-11-27T00:00:00Z'),
}

function priceOf(model: string, { kind = 'ollama', baseUrl = 'http://127.0.0.1:11434', listed = true } = {}) {
  const adapter = adapterOf(kind)
  if (!adapter) throw new Error(`There is no kind ${kind}`)
  const provider: PricedProvider = { record: { id: 'local', baseUrl }, adapter }
  const find = (_: string, asked: string) => (asked === own.model ? own : undefined)
  return createPriceBook({ find }, () => Date.parse('2026-11-27T00:00:00Z')).find(provider, model, { listed })
}

const usage = {
  tokens: { ...noTokens, input: 1000, cacheRead: 10, audioInput: 10, output: 1000 },
  complete: true,
  terms: standardTerms,
  uses: {},
}

describe('what runs on a machine of one’s own', () => {
  test.each(['llama3.2', 'llama3.2:latest', 'hf.co/someone/model:Q4_K_M', 'gpt-4o'])(
    'costs nothing, exactly: %s',
    async model => {
      for (const listed of [true, false]) {
        const price = await priceOf(model, { listed })
        expect(await costOf(price, usage)).toBe('0 exact')
        expect(price && describePrice(price)).toBe('no charge: runs on a machine of your own')
      }
    },
  )

  test('is as free elsewhere in the network', async () => {
    const price = await priceOf('llama3.2', { baseUrl: 'http://192.168.1.7:11434' })
    expect(await costOf(price, usage)).toBe('0 exact')
  })

  test('costs what a person says that it does', async () => {
    const price = await priceOf(own.model)
    expect(price?.source).toBe('override')
    expect([price?.input.base, price?.cacheRead.base, price?.output.base]).toEqual([
      1_000_000_000n,
      1_000_000_000n,
      2_000_000_000n,
    ])
  })
})

test.each([
  ['power:latest', 'power', 'override (as power)'],
  ['power', 'power:latest', 'override (as power:latest)'],
])('a price that was set for another name of it holds: %s by %s', async (asked, set, source) => {
  const adapter = adapterOf('ollama')
  if (!adapter) throw new Error('There is such a kind')
  const find = (_: string, model: string) => (model === set ? { ...own, model: set } : undefined)
  const book = createPriceBook({ find }, () => own.setAtMs)
  const provider = { record: { id: 'local', baseUrl: 'http://127.0.0.1:11434' }, adapter }
  const price = await book.find(provider, asked)
  expect([price?.source, price?.output.base]).toEqual([source, 2_000_000_000n])
  expect((await book.find(provider, 'power:8b'))?.output.base).toBe(0n)
})

describe('what such a server passes on has no known price', () => {
  test.each([
    ['gpt-oss:120b-cloud', undefined],
    ['glm-4.6:cloud', undefined],
    ['gpt-oss:120b', 'https://ollama.com'],
    ['gpt-oss:120b', 'https://ollama.com/v1'],
  ])('%s at %s', async (model, baseUrl) => {
    expect(await priceOf(model, baseUrl === undefined ? {} : { baseUrl })).toBeUndefined()
  })
})

test('a server of another kind is not free for its address', async () => {
  expect(await priceOf('llama3.2', { kind: 'openai-compatible' })).toBeUndefined()
})
