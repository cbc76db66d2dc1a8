import { describe, expect, test } from 'vitest'
import { CancelScope } from '../../../gateway/cancel-scope.ts'
import type { Provider } from '../../../gateway/catalog/provider-registry.ts'
import { createLocalLookups } from '../../../gateway/local/local-lookups.ts'
import type { LocalServer } from '../../../gateway/local/local-servers.ts'
import { adapterOf } from '../../../gateway/providers/index.ts'
import { namedModel } from '../../../gateway/providers/local-kind.ts'

function provider(kind: string, baseUrl: string): Provider {
  const adapter = adapterOf(kind)
  if (!adapter) throw new Error(`${kind} is no kind`)
  const record = { id: kind, kind, baseUrl, addedAtMs: 0, modelsFetchedAtMs: null, modelsError: null }
  return { record, adapter, keys: [], models: [], listed: new Set(), endpoints: {} }
}

function server(of: Provider, slots?: number): LocalServer {
  const { adapter, record } = of
  if (!adapter.local) throw new Error(`${adapter.kind} is not of this machine`)
  const place = {
    adapter,
    local: adapter.local,
    baseUrl: record.baseUrl,
    contextTokens: undefined,
    provider: of,
  }
  const models = [{ ...namedModel('llama3.2:latest'), contextTokens: 131_072 }]
  return { place, reading: { version: undefined, slots, models }, isStranger: false, problem: undefined }
}

const ollama = provider('ollama', 'http://127.0.0.1:11434')
const llamaCpp = provider('llama-cpp', 'http://127.0.0.1:8080/v1')
const lmStudio = provider('lm-studio', 'http://127.0.0.1:1234/v1')
const config = { localContextTokens: 32_768, localSlots: 0 }

const lookups = (servers: readonly LocalServer[], own = config) =>
  createLocalLookups(
    {
      seen: servers,
      providerAt: ({ provider: of }) => of,
      serverOf: ({ record }) => servers.find(({ place }) => place.baseUrl === record.baseUrl),
    },
    () => own,
  )

describe('the places at a server', () => {
  test.each([
    ['one for ollama and for lm-studio', ollama, undefined, 0, 1],
    ['as many as llama-cpp says', llamaCpp, 4, 0, 4],
    ['as many as a person says', ollama, undefined, 3, 3],
    ['as many as a person says, whatever the server says', llamaCpp, 4, 2, 2],
  ])('are %s', async (_, of, said, told, count) => {
    const { slotsAt } = lookups([server(of, said)], { ...config, localSlots: told })
    const slots = slotsAt({ provider: of, model: 'a' })
    const scope = new CancelScope(() => {})
    const given = Array.from({ length: count }, () => slots?.take('a', scope))
    expect((await Promise.all(given)).map(each => each?.type)).toEqual(given.map(() => 'slot'))
    expect(slots?.isFreeFor('a')).toBe(false)
  })

  test('are the same for every request, and for every provider at the server', () => {
    const { slotsAt } = lookups([server(ollama)])
    const at = (of: Provider) => slotsAt({ provider: of, model: 'a' })
    expect(at(provider('ollama', 'http://localhost:11434'))).toBe(at(ollama))
    expect(at(lmStudio)).not.toBe(at(ollama))
  })

  test('are none where the server is nobody’s own', () => {
    const { slotsAt } = lookups([])
    expect(slotsAt({ provider: provider('openai', 'https://api.openai.com/v1'), model: 'a' })).toBeUndefined()
    expect(slotsAt({ provider: provider('ollama', 'https://ollama.com'), model: 'a' })).toBeUndefined()
    expect(slotsAt({ provider: ollama, model: 'gpt-oss:120b-cloud' })).toBeUndefined()
  })
})

test('a model is found by its name with and without a tag', () => {
  const { contextTokensFor } = lookups([server(ollama)])
  expect(contextTokensFor({ provider: ollama, model: 'llama3.2' })).toBe(32_768)
  expect(contextTokensFor({ provider: ollama, model: 'llama3.2:latest' })).toBe(32_768)
  expect(contextTokensFor({ provider: ollama, model: 'other' })).toBeUndefined()
  expect(contextTokensFor({ provider: lmStudio, model: 'llama3.2' })).toBeUndefined()
})

test('a server that cannot be told the context is not told it', () => {
  const { contextTokensFor } = lookups([server(lmStudio)])
  expect(contextTokensFor({ provider: lmStudio, model: 'llama3.2:latest' })).toBeUndefined()
})

test('the candidates for a last resort are servers that run and are providers', () => {
  const gone = { ...server(lmStudio), reading: undefined }
  const { place, ...rest } = server(llamaCpp)
  const shown = { place: { ...place, provider: undefined }, ...rest }
  const { localCandidates } = lookups([server(ollama), gone, shown])
  const models = [expect.objectContaining({ name: 'llama3.2:latest' })]
  expect(localCandidates(() => true)).toEqual([
    { providerId: 'ollama', models, context: { serverTokens: 4096, askedTokens: 32_768 } },
  ])
  expect(localCandidates(() => false)).toEqual([
    { providerId: 'ollama', models, context: { serverTokens: 4096, askedTokens: undefined } },
  ])
})
