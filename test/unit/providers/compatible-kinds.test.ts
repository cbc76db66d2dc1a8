// What is known of each kind of provider in the compatible family: lists of models and reports of usage in the shapes of
// its own pages, and what such an answer costs at the table's prices.
import { describe, expect, test } from 'vitest'
import { readOpenAiAnswer } from '../../../gateway/formats/openai-chat/answer.ts'
import { standardTerms } from '../../../gateway/pricing/bill.ts'
import { wholePrice } from '../../../gateway/pricing/price.ts'
import { formatsOf } from '../../../gateway/providers/adapter.ts'
import { checkBaseUrl } from '../../../gateway/providers/base-url.ts'
import { providerAdapters } from '../../../gateway/providers/index.ts'
import { adapter, costOf, priceOf } from '../pricing/bills.ts'
import { embedding, exampleKinds, examples, local, priced, unpriced } from './examples.ts'

const kinds = Object.entries(examples).map(([kind, each]) => ({ kind, ...each }))

test('each of them has its example here', () => {
  const others = ['openai', 'anthropic', 'openai-compatible', 'azure-openai', 'amazon-bedrock']
  const family = providerAdapters.filter(
    ({ kind, paths }) => !others.includes(kind) && paths['openai-chat'] === '/chat/completions',
  )
  expect(
    family.map(({ kind }) => kind).toSorted(),
    'add an answer from its pages, with what it costs, to test/unit/providers/examples.ts',
  ).toEqual(exampleKinds.toSorted())
})

describe.each(kinds)('$kind', ({ kind, model, usage, cost, speaksMessages }) => {
  const { defaultBaseUrl, keyRequired, keyPageUrl, keyLabel, credential, ...described } = adapter(kind)
  const isLocal = kind in local

  test('has its address: with https, or on this machine, where no key is asked for', () => {
    expect(checkBaseUrl(defaultBaseUrl ?? '', [])).toEqual({ url: defaultBaseUrl, warning: null })
    expect(defaultBaseUrl).toMatch(isLocal ? /^http:\/\/localhost:\d+\/v1$/ : /^https:\/\//)
    expect(keyRequired).toBe(!isLocal)
    expect(keyLabel).not.toBe('')
    if (isLocal) expect(keyPageUrl).toBeUndefined()
    else expect(keyPageUrl).toMatch(/^https:\/\//)
    expect(credential('key')).toEqual({ authorization: 'Bearer key' })
  })

  test('speaks chat completions, and messages and embeddings where its pages say so', () => {
    const messages = speaksMessages ? ['anthropic-messages'] : []
    const embeddings = embedding.has(kind) ? ['openai-embeddings'] : []
    expect(formatsOf(adapter(kind))).toEqual(['openai-chat', ...messages, ...embeddings])
  })

  test('settles an answer to the nano-dollar', async () => {
    const { usage: read } = readOpenAiAnswer({ usage }, described.reporting(defaultBaseUrl ?? ''))
    expect(read.complete).toBe(true)
    expect(await costOf(await priceOf(kind, model), read)).toBe(cost)
  })

  test('finds a price for a model that it is known for, or has none for any', async () => {
    expect((await priceOf(kind, model)) === undefined).toBe(kind in unpriced)
  })

  test('has the standard price where a tier is said to cost no more, and no other', () => {
    const at = (terms: object) => described.multiplierOf(model, { ...standardTerms, ...terms })
    for (const serviceTier of [undefined, 'auto', 'default', 'on_demand', 'flex'])
      expect(at({ serviceTier })).toEqual(wholePrice)
    for (const serviceTier of ['priority', 'performance', 'ultra'])
      expect(at({ serviceTier })).toBeUndefined()
    expect(at({ speed: 'fast' })).toBeUndefined()
    expect(at({ inferenceGeo: 'us' })).toBeUndefined()
  })
})

test('a server of one’s own costs nothing by the token at home, and an unknown amount elsewhere', () => {
  for (const kind of Object.keys(local)) {
    const isFree = (baseUrl: string) => adapter(kind).isFree?.('any', baseUrl)
    for (const host of ['localhost:8000', '127.0.0.1:8000', '[::1]:8000', '192.168.1.7', 'gpu.local'])
      expect(isFree(`http://${host}/v1`)).toBe(true)
    for (const host of ['example.com', '8.8.8.8', 'localhost.example.com'])
      expect(isFree(`https://${host}/v1`)).toBe(false)
  }
  for (const kind of Object.keys({ ...priced, ...unpriced })) expect(adapter(kind).isFree).toBeUndefined()
})

describe('lists of models', () => {
  const parse = (kind: string, page: unknown) => adapter(kind).models.parse(page)

  test.each(kinds.filter(({ kind }) => kind !== 'cohere'))('$kind: a list of ids', ({ kind, model }) => {
    const page = { object: 'list', data: [{ id: model, object: 'model', created: 1, owned_by: kind }] }
    expect(parse(kind, page)).toEqual({ ids: [model], nextQuery: undefined })
  })

  // https://docs.together.ai/reference/models
  test('together: a plain array', () => {
    const page = [{ id: 'a/b', object: 'model', type: 'chat' }, { id: 'c/d' }]
    expect(parse('together', page)).toEqual({ ids: ['a/b', 'c/d'], nextQuery: undefined })
    expect(parse('groq', page)).toBeUndefined()
  })

  // https://docs.cohere.com/reference/list-models
  test('cohere: names, in pages', () => {
    const models = [{ name: 'command-a-03-2025', endpoints: ['chat'] }]
    expect(parse('cohere', { models, next_page_token: 'a b' })).toEqual({
      ids: ['command-a-03-2025'],
      nextQuery: '&page_token=a%20b',
    })
    for (const next_page_token of [undefined, null, ''])
      expect(parse('cohere', { models, next_page_token })?.nextQuery).toBeUndefined()
  })
})
