import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type PriceTerms, standardTerms } from '../../../gateway/pricing/bill.ts'
import { halfPrice, wholePrice } from '../../../gateway/pricing/price.ts'
import { formatsOf } from '../../../gateway/providers/adapter.ts'
import { checkBaseUrl } from '../../../gateway/providers/base-url.ts'
import { adapterOf, providerAdapters } from '../../../gateway/providers/index.ts'
import { readFixture } from '../../support/fake-upstream.ts'

describe.for(providerAdapters)('$kind', adapter => {
  test('is found by its kind, which is a name of its own', () => {
    expect(adapterOf(adapter.kind)).toBe(adapter)
    expect(
      providerAdapters.filter(({ kind, name }) => kind === adapter.kind || name === adapter.name),
    ).toHaveLength(1)
  })

  test('speaks a format at a path below its base URL', () => {
    expect(formatsOf(adapter).length).toBeGreaterThan(0)
    const { paths, rootPaths = {}, models } = adapter
    expect(Object.keys(paths).filter(format => format in rootPaths)).toEqual([])
    for (const path of [...Object.values(paths), ...Object.values(rootPaths), models.path])
      expect(path).toMatch(/^\/[\w/?=&]+$/)
  })

  test('has a base URL that it would be allowed to be given', () => {
    if (adapter.defaultBaseUrl === undefined) return
    expect(checkBaseUrl(adapter.defaultBaseUrl, [])).toEqual({ url: adapter.defaultBaseUrl, warning: null })
  })

  test('sends the key in one header and nowhere else', () => {
    expect(adapter.signer?.('the-key', 'https://example.com')).toBeUndefined()
    const headers = Object.entries(adapter.credential('the-key'))
    expect(headers).toHaveLength(1)
    expect(headers[0]?.[0]).toMatch(/^(authorization|x-api-key|api-key|x-goog-api-key)$/)
    expect(headers[0]?.[1]).toMatch(/^(Bearer )?the-key$/)
  })

  test.for([
    ['nothing', undefined],
    ['null', null],
    ['text', 'no'],
    ['an array of something else', ['no']],
    ['an error', { error: { message: 'no' } }],
    ['a list that is none', { data: {}, models: {}, publisherModels: {} }],
  ] as const)('takes %s for no model list', ([, page]) => {
    expect(adapter.models.parse(page)).toBeUndefined()
  })

  test('reads past what is no model', () => {
    const good = { id: 'good', name: 'good' }
    const list = [null, 1, 'x', {}, { id: 7, name: 7 }, good, { ...good, type: 'model' }]
    const page = (models: readonly unknown[]) => ({ data: models, models, publisherModels: models })
    expect(adapter.models.parse(page(list))?.ids).toEqual(['good', 'good'])
    expect(adapter.models.parse(page([]))?.ids).toEqual([])
  })

  test('prices by itself or by its address', () => {
    const { id, apiUrl } = {
      id: undefined,
      apiUrl: undefined,
      ...adapter.pricedAs('https://api.example.com/v1'),
    }
    expect([id, apiUrl].filter(each => each !== undefined)).toHaveLength(1)
  })
})

describe('a tier of service', () => {
  const multiplierIn = (kind: string, serviceTier: string) =>
    adapterOf(kind)?.multiplierOf('some-model', { ...standardTerms, serviceTier })

  test('that is batch or flex costs half where that is published', () => {
    expect(multiplierIn('openai', 'batch')).toEqual(halfPrice)
    expect(multiplierIn('openai', 'flex')).toEqual(halfPrice)
    expect(multiplierIn('anthropic', 'batch')).toEqual(halfPrice)
    expect(multiplierIn('openai-compatible', 'flex')).toEqual(wholePrice)
  })

  test.for(providerAdapters)(
    'that is priority, or that nobody knows, has no price at $kind; the standard one has its own',
    ({ kind }) => {
      expect(multiplierIn(kind, 'priority')).toBeUndefined()
      expect(multiplierIn(kind, 'ultra')).toBeUndefined()
      for (const tier of ['default', 'standard', 'auto']) expect(multiplierIn(kind, tier)).toEqual(wholePrice)
    },
  )
})

test.for(providerAdapters)('no terms at $kind cost more than what it says is its dearest', adapter => {
  const dearest = adapter.dearestMultiplier
  const models = ['claude-opus-4-6', 'claude-opus-5', 'gpt-5.5', 'gpt-5', 'gpt-4o-mini', 'o4-mini', 'any']
  const tiers = ['default', 'priority', 'fast', 'flex', 'batch', 'scale']
  for (const model of models)
    for (const serviceTier of tiers)
      for (const speed of ['standard', 'fast'])
        for (const inferenceGeo of ['global', 'us']) {
          const known = adapter.multiplierOf(model, { serviceTier, speed, inferenceGeo }) ?? wholePrice
          expect(known.numerator * dearest.denominator).toBeLessThanOrEqual(
            dearest.numerator * known.denominator,
          )
        }
})

test('where reasoning stands is known of a provider by its address', () => {
  const reasoning = (baseUrl: string) => adapterOf('openai-compatible')?.reporting(baseUrl).reasoning
  expect(reasoning('https://api.x.ai/v1')).toBe('beside')
  expect(reasoning('https://eu-west-1.api.x.ai/v1')).toBe('beside')
  expect(reasoning('https://api.x.ai.example.com/v1')).toBe('as-the-total-says')
  expect(reasoning('http://127.0.0.1:8000/v1')).toBe('as-the-total-says')
})

describe('the terms that a request may be served under', () => {
  const served = (kind: string, asked: Partial<PriceTerms>) => {
    const terms = adapterOf(kind)?.servedTerms({ ...standardTerms, ...asked }) ?? []
    return terms.map(({ serviceTier, inferenceGeo }) => serviceTier ?? inferenceGeo)
  }

  // https://platform.openai.com/docs/api-reference/chat/create#chat-create-service_tier
  test('may be priority where the project decides, and the standard ones where it does not', () => {
    expect(served('openai', {})).toEqual([undefined, 'priority'])
    expect(served('openai', { serviceTier: 'auto' })).toEqual(['auto', 'priority'])
    expect(served('openai', { serviceTier: 'flex' })).toEqual(['flex', undefined])
  })

  // https://platform.claude.com/docs/en/manage-claude/data-residency
  test('may be a place where the workspace decides', () => {
    expect(served('anthropic', {})).toEqual([undefined, 'us'])
    expect(served('anthropic', { inferenceGeo: 'global' })).toEqual(['global'])
  })

  test.for(providerAdapters)(
    'are none where a tier is not known at $kind, and those asked for where it is',
    ({ kind }) => {
      expect(served(kind, { serviceTier: 'ultra' })).toEqual([])
      expect(served(kind, { serviceTier: 'auto' })[0]).toBe('auto')
    },
  )
})

test('the recorded model lists are read', () => {
  const parsed = (kind: string, name: 'openai-models' | 'anthropic-models') =>
    adapterOf(kind)?.models.parse(JSON.parse(readFixture(name).body.toString()))
  expect(parsed('openai', 'openai-models')?.ids).toContain('gpt-4o-mini')
  expect(parsed('openai-compatible', 'openai-models')).toMatchObject({ nextQuery: undefined })
  expect(parsed('anthropic', 'anthropic-models')).toMatchObject({
    ids: expect.arrayContaining(['claude-sonnet-5-5']),
    nextQuery: undefined,
  })
})

test('a list of several pages names the next by the last of this one', () => {
  const next = (page: object) => adapterOf('anthropic')?.models.parse({ data: [], ...page })?.nextQuery
  expect(next({ has_more: true, last_id: 'a b&c' })).toBe('&after_id=a%20b%26c')
  expect(next({ has_more: false, last_id: 'a' })).toBeUndefined()
  expect(next({ has_more: true, last_id: null })).toBeUndefined()
  expect(next({ has_more: 'yes', last_id: 'a' })).toBeUndefined()
})

test('the README names every kind, in the group where the window has it', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  const [, section = ''] = /<!-- kinds\b.*?-->(.*?)<!-- \/kinds -->/s.exec(readme) ?? []
  const named = (where: string) =>
    [...(new RegExp(`^\\| ${where} \\| (.+) \\|$`, 'm').exec(section)?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(
      ([, kind]) => kind,
    )
  const urlOf = (kind: string | undefined) => adapterOf(kind ?? '')?.defaultBaseUrl
  const all = ['hosted', 'in your account at a cloud', 'on this machine', 'anywhere'].flatMap(named)
  expect(all.toSorted(), 'add the kind to the table in the README').toEqual(
    providerAdapters.map(({ kind }) => kind).toSorted(),
  )
  for (const kind of named('hosted')) expect(urlOf(kind)).toMatch(/^https:/)
  for (const kind of named('on this machine')) expect(urlOf(kind)).toMatch(/^http:/)
  // Resources have addresses of their own, and regions too.
  for (const kind of [...named('in your account at a cloud'), ...named('anywhere')])
    expect(urlOf(kind)).toBeUndefined()
})

test('a key goes to the part of Gemini that speaks chat completions as that takes it', () => {
  // https://ai.google.dev/gemini-api/docs/openai
  expect(adapterOf('gemini')?.credential('the-key', 'openai-chat')).toEqual({
    authorization: 'Bearer the-key',
  })
  for (const format of ['gemini-generate', 'gemini-generate-array', undefined] as const)
    expect(adapterOf('gemini')?.credential('the-key', format)).toEqual({ 'x-goog-api-key': 'the-key' })
})

test('Gemini lists models without what stands before their names, page by page', () => {
  const page = {
    models: [{ name: 'models/gemini-2.5-flash' }, { name: 'tunedModels/x' }],
    nextPageToken: 'a b&c',
  }
  expect(adapterOf('gemini')?.models.parse(page)).toEqual({
    ids: ['gemini-2.5-flash', 'tunedModels/x'],
    nextQuery: '&pageToken=a%20b%26c',
  })
  const recorded = JSON.parse(readFixture('gemini-models').body.toString())
  expect(adapterOf('gemini')?.models.parse(recorded)).toMatchObject({
    ids: expect.arrayContaining(['gemini-2.5-flash']),
    nextQuery: undefined,
  })
})

test('a search of Gemini’s costs by the generation of the model', () => {
  const feeOf = (model: string) => adapterOf('gemini')?.feesOf?.(model)
  expect(feeOf('gemini-2.5-pro')).toEqual({ 'web-search': 35_000_000n })
  expect(feeOf('gemini-3-pro-preview')).toEqual({ 'web-search': 14_000_000n })
  expect(feeOf('gemini-20-pro')).toEqual({ 'web-search': 14_000_000n })
  expect(feeOf('gemma-3-27b-it')).toEqual({})
})

test('no kind is found by another name', () => {
  for (const kind of ['', 'OpenAI', 'sandbox', '__proto__', 'constructor'])
    expect(adapterOf(kind)).toBeUndefined()
})
