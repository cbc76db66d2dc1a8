import { describe, expect, test } from 'vitest'
import type { Provider } from '../../../gateway/catalog/provider-registry.ts'
import { localAddresses } from '../../../gateway/local/local-addresses.ts'
import { localPlaces, urlAt } from '../../../gateway/local/local-places.ts'
import { adapterOf } from '../../../gateway/providers/index.ts'

const urls = (environment: NodeJS.ProcessEnv) => localAddresses(environment).map(({ baseUrl }) => baseUrl)

describe('servers are looked for', () => {
  test('at the usual ports of the kinds', () => {
    expect(localAddresses({})).toEqual([
      { kind: 'ollama', baseUrl: 'http://127.0.0.1:11434', contextTokens: undefined },
      { kind: 'lm-studio', baseUrl: 'http://localhost:1234/v1', contextTokens: undefined },
      { kind: 'llama-cpp', baseUrl: 'http://localhost:8080/v1', contextTokens: undefined },
      { kind: 'vllm', baseUrl: 'http://localhost:8000/v1', contextTokens: undefined },
    ])
  })

  test.each([
    ['0.0.0.0:11500', 'http://127.0.0.1:11500'],
    ['192.168.1.20', 'http://192.168.1.20:11434'],
    [' ', 'http://127.0.0.1:11434'],
    ['ftp://nonsense', 'http://127.0.0.1:11434'],
  ])('where OLLAMA_HOST %j says: %s', (OLLAMA_HOST, baseUrl) => {
    expect(urls({ OLLAMA_HOST })[0]).toBe(baseUrl)
  })

  test('not on the internet, although OLLAMA_HOST names it', () => {
    expect(urls({ OLLAMA_HOST: 'https://ollama.com' })).not.toContain('https://ollama.com:443')
    expect(urls({ OLLAMA_HOST: 'https://ollama.com' })).toHaveLength(3)
  })

  test('where GATEHOUSE_LOCAL_SERVERS says instead', () => {
    const own =
      'ollama=http://127.0.0.1:1/, vllm=http://127.0.0.1:2/v1,nobody=http://127.0.0.1:3,ollama,openai=http://127.0.0.1:4'
    expect(localAddresses({ GATEHOUSE_LOCAL_SERVERS: own, OLLAMA_CONTEXT_LENGTH: '8192' })).toEqual([
      { kind: 'ollama', baseUrl: 'http://127.0.0.1:1', contextTokens: 8192 },
      { kind: 'vllm', baseUrl: 'http://127.0.0.1:2/v1', contextTokens: undefined },
    ])
    expect(urls({ GATEHOUSE_LOCAL_SERVERS: 'ollama=http://example.com,vllm=nonsense' })).toEqual([])
  })

  test('nowhere when it is off', () => {
    expect(localAddresses({ GATEHOUSE_LOCAL_SERVERS: 'off' })).toEqual([])
  })
})

function provider(kind: string, baseUrl: string): Provider {
  const adapter = adapterOf(kind)
  if (!adapter) throw new Error(`${kind} is no kind`)
  const record = { id: kind, kind, baseUrl, addedAtMs: 0, modelsFetchedAtMs: null, modelsError: null }
  return { record, adapter, keys: [], models: [], listed: new Set(), endpoints: {} }
}

describe('a place is', () => {
  const addresses = localAddresses({})
  const placesOf = (providers: readonly Provider[], ownPorts: readonly number[] = []) =>
    localPlaces(addresses, providers, ownPorts).map(({ adapter, baseUrl, provider: at }) => [
      adapter.kind,
      baseUrl,
      at?.record.id,
    ])

  test('every address where a server is looked for, once, whatever this machine is called', () => {
    expect(placesOf([provider('ollama', 'http://localhost:11434')])).toEqual([
      ['ollama', 'http://localhost:11434', 'ollama'],
      ['lm-studio', 'http://localhost:1234/v1', undefined],
      ['llama-cpp', 'http://localhost:8080/v1', undefined],
      ['vllm', 'http://localhost:8000/v1', undefined],
    ])
  })

  test('every provider of such a kind in one’s own network, and none on the internet or of another kind', () => {
    const providers = [
      provider('ollama', 'http://192.168.1.20:11434'),
      provider('ollama', 'https://ollama.com'),
      provider('openai', 'https://api.openai.com/v1'),
    ]
    expect(placesOf(providers).filter(([, , id]) => id !== undefined)).toEqual([
      ['ollama', 'http://192.168.1.20:11434', 'ollama'],
    ])
  })

  test('of the provider there, also of another kind', () => {
    expect(placesOf([provider('openai-compatible', 'http://127.0.0.1:11434/v1')])[0]).toEqual([
      'ollama',
      'http://127.0.0.1:11434',
      'openai-compatible',
    ])
  })

  test('never the gateway itself', () => {
    expect(placesOf([], [11_434, 8080]).map(([kind]) => kind)).toEqual(['lm-studio', 'vllm'])
  })
})

test.each([
  ['http://127.0.0.1:11434', 'http://127.0.0.1:11434/api/tags'],
  ['http://localhost:1234/v1', 'http://localhost:1234/api/tags'],
  ['https://box.lan/ollama', 'https://box.lan/ollama/api/tags'],
  ['https://box.lan/vllm/v1/', 'https://box.lan/vllm/api/tags'],
])('a path at %s is from the root of the server', (baseUrl, url) => {
  expect(urlAt(baseUrl, '/api/tags').href).toBe(url)
})
