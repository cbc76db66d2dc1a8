import { describe, expect, test } from 'vitest'
import { type Provider, sandboxProvider } from '../../../gateway/catalog/provider-registry.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import { adapterOf } from '../../../gateway/providers/index.ts'
import { type Catalog, chooseTarget } from '../../../gateway/routing/choose-target.ts'

function provider(id: string, kind: string, models?: readonly string[]): Provider {
  const adapter = adapterOf(kind)
  if (!adapter) throw new Error(`No adapter ${kind}`)
  const origin = 'http://127.0.0.1:1'
  return {
    record: {
      id,
      kind,
      baseUrl: origin,
      addedAtMs: 0,
      modelsFetchedAtMs: models ? 0 : null,
      modelsError: null,
    },
    adapter,
    keys: [],
    models: models ?? [],
    listed: new Set(models),
    endpoints: Object.fromEntries(
      Object.entries(adapter.paths).map(([format, path]) => [format, { origin, path }]),
    ),
  }
}

const openAi = provider('openai', 'openai', ['gpt-4o', 'o3'])
const anthropic = provider('anthropic', 'anthropic', ['claude-sonnet-5-5'])
const router = provider('router', 'openai-compatible', ['openai/gpt-4o', 'meta/llama-4', 'o3', 'a/b/c'])
const local = provider('local', 'openai-compatible')

function catalogOf(providers: readonly Provider[], sandbox: boolean): Catalog {
  return sandbox
    ? { providers: [...providers, sandboxProvider], switchedOff: [] }
    : { providers, switchedOff: [sandboxProvider] }
}

function choose(
  model: string,
  providers: readonly Provider[],
  sandbox = false,
  format = 'openai-chat' as const,
) {
  const { provider: chosen, ...rest } = chooseTarget(model, format, catalogOf(providers, sandbox))
  expect(rest.format).toBe(format)
  return { providerId: chosen.record.id, model: rest.model, priced: rest.priced }
}

function refusal(...args: Parameters<typeof choose>): string {
  try {
    choose(...args)
  } catch (error) {
    if (error instanceof GatewayError) return `${error.code}: ${error.message}`
  }
  throw new Error('Not refused')
}

describe('provider/model', () => {
  test.each([
    ['openai/gpt-4o', 'openai', 'gpt-4o'],
    ['openai/unlisted', 'openai', 'unlisted'],
    ['router/openai/gpt-4o', 'router', 'openai/gpt-4o'],
    ['router/meta/llama-4', 'router', 'meta/llama-4'],
    ['router//odd', 'router', '/odd'],
    ['local/any', 'local', 'any'],
  ])('%s goes to %s as %s', (asked, providerId, model) => {
    expect(choose(asked, [openAi, router, local])).toEqual({ providerId, model, priced: true })
  })

  test('counts only if such a provider is set up: else the slash is part of the name', () => {
    const target = { providerId: 'router', model: 'meta/llama-4', priced: true }
    expect(choose('meta/llama-4', [openAi, router])).toEqual(target)
    expect(choose('a/b/c', [openAi, router])).toEqual({ ...target, model: 'a/b/c' })
    expect(choose('openai/gpt-4o', [router])).toEqual({ ...target, model: 'openai/gpt-4o' })
  })

  test('needs both halves', () => {
    expect(refusal('openai/', [openAi, router])).toMatch(/^model_unknown/)
    expect(refusal('/gpt-4o', [openAi, router])).toMatch(/^model_unknown/)
  })

  test('at a provider of another format is asked in that', () => {
    for (const asked of ['anthropic/claude-sonnet-5-5', 'claude-sonnet-5-5']) {
      const { format, provider: chosen } = chooseTarget(
        asked,
        'openai-chat',
        catalogOf([openAi, anthropic], false),
      )
      expect([chosen.record.id, format]).toEqual(['anthropic', 'anthropic-messages'])
    }
  })

  test('that lists a name goes before one that would have to be translated', () => {
    const both = provider('both', 'anthropic', ['gpt-4o'])
    expect(choose('gpt-4o', [both, openAi])).toMatchObject({ providerId: 'openai' })
    expect(refusal('gpt-4o', [openAi, provider('router', 'openai-compatible', ['gpt-4o'])])).toMatch(
      /^model_ambiguous/,
    )
  })
})

describe('a bare name', () => {
  test('goes to the one provider that lists it', () => {
    expect(choose('gpt-4o', [anthropic, openAi, local])).toEqual({
      providerId: 'openai',
      model: 'gpt-4o',
      priced: true,
    })
  })

  test('that several list is refused, and they are named', () => {
    expect(refusal('o3', [openAi, router])).toMatch(/^model_ambiguous: .*openai\/o3 or router\/o3\.$/)
  })

  test('that nobody lists goes to the only provider of the format, without a price', () => {
    const target = { providerId: 'openai', model: 'gpt-99', priced: false }
    expect(choose('gpt-99', [openAi, anthropic])).toEqual(target)
  })

  test('has its price at an only provider that never told what it has', () => {
    expect(choose('gpt-4o', [local])).toEqual({ providerId: 'local', model: 'gpt-4o', priced: true })
  })

  test('that nobody lists is refused where several providers could be meant, with the near ones named', () => {
    const said = refusal('gpt-4p', [openAi, router])
    expect(said).toMatch(/^model_unknown: .*"gpt-4p"\. Near it: openai\/gpt-4o, router\/openai\/gpt-4o, /)
  })

  test('is refused where no provider is set up at all', () => {
    expect(refusal('gpt-4o', [])).toContain('No models are known yet: set up a provider.')
  })
})

describe('a model that goes by several names', () => {
  const tagged = provider('tagged', 'ollama', ['llama3.2:latest', 'qwen3:8b', 'phi'])

  test.each([
    ['llama3.2', 'llama3.2:latest'],
    ['llama3.2:latest', 'llama3.2:latest'],
    ['phi:latest', 'phi'],
    ['tagged/llama3.2', 'llama3.2:latest'],
    ['tagged/phi:latest', 'phi'],
    ['tagged/llama3.2:1b', 'llama3.2:1b'],
  ])('%s is asked for as it is listed: %s', (asked, model) => {
    expect(choose(asked, [tagged, openAi])).toEqual({ providerId: 'tagged', model, priced: true })
  })

  test('is not one that lacks its tag, nor before a provider that lists the very name', () => {
    expect(choose('qwen3', [tagged])).toEqual({ providerId: 'tagged', model: 'qwen3', priced: false })
    const exact = provider('exact', 'openai-compatible', ['llama3.2'])
    expect(choose('llama3.2', [tagged, exact]).providerId).toBe('exact')
  })
})

describe('the sandbox', () => {
  test('is asked by either name, in either format', () => {
    for (const format of ['openai-chat', 'anthropic-messages'] as const) {
      for (const name of ['sandbox/echo', 'echo']) {
        const chosen = chooseTarget(name, format, catalogOf([openAi, anthropic], true))
        expect(chosen).toEqual({ provider: sandboxProvider, model: 'echo', format, priced: true })
      }
    }
  })

  test('stands back by its bare name where a provider lists the same', () => {
    const echoing = provider('echoing', 'openai-compatible', ['echo'])
    expect(choose('echo', [echoing], true).providerId).toBe('echoing')
    expect(choose('sandbox/echo', [echoing], true).providerId).toBe('sandbox')
  })

  test('is not what a name that nobody lists is sent to', () => {
    expect(refusal('gpt-4o', [], true)).toMatch(/^model_unknown/)
    expect(choose('gpt-4o', [local], true).providerId).toBe('local')
  })

  test('has one model: another is not passed on to a provider that costs money', () => {
    expect(refusal('sandbox/gpt-4o', [openAi], true)).toMatch(/^model_unknown: .*sandbox\/echo/)
  })

  test('is not there when it is off', () => {
    expect(refusal('sandbox/echo', [openAi], false)).toMatch(/^model_unknown/)
    expect(refusal('sandbox/echo', [openAi, router], false)).not.toContain('sandbox/echo.')
  })
})

test('a name that two providers list goes to the one that speaks the format, whichever comes first', () => {
  const listing = [provider('chats', 'groq', ['vectors']), provider('open', 'openai', ['vectors'])]
  for (const providers of [listing, listing.toReversed()]) {
    const { provider: chosen } = chooseTarget('vectors', 'openai-embeddings', catalogOf(providers, false))
    expect(chosen.record.id).toBe('open')
  }
})

test('a request for vectors goes to who can be asked for them, and never becomes a chat', () => {
  const chats = provider('chats', 'groq', ['vectors'])
  const open = provider('open', 'openai', ['vectors'])
  const choice = (...providers: readonly Provider[]) =>
    chooseTarget('vectors', 'ollama-embed', catalogOf(providers, false))
  expect(choice(chats, open)).toMatchObject({ provider: open, format: 'openai-embeddings' })
  for (const model of ['vectors', 'chats/vectors'])
    expect(() => chooseTarget(model, 'gemini-embed', catalogOf([chats], false))).toThrow(
      expect.objectContaining({ code: 'format_unsupported' }),
    )
})
