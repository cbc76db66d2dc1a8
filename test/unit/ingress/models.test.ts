import { expect, test } from 'vitest'
import { type Provider, sandboxProvider } from '../../../gateway/catalog/provider-registry.ts'
import { listModels } from '../../../gateway/ingress/models.ts'
import { formatsOf } from '../../../gateway/providers/adapter.ts'
import { adapterOf } from '../../../gateway/providers/index.ts'
import { chooseTarget } from '../../../gateway/routing/choose-target.ts'

function provider(id: string, models: readonly string[], kind = 'openai-compatible'): Provider {
  const adapter = adapterOf(kind)
  if (!adapter) throw new Error('There is no such kind')
  const record = {
    id,
    kind: adapter.kind,
    baseUrl: '',
    addedAtMs: 0,
    modelsFetchedAtMs: 0,
    modelsError: null,
  }
  const endpoints = Object.fromEntries(formatsOf(adapter).map(format => [format, { origin: '', path: '' }]))
  return { record, adapter, keys: [], models, listed: new Set(models), endpoints }
}

test('every name that is listed is answered by the provider that listed it', () => {
  const catalog = {
    providers: [
      provider('meta', ['small', 'shared']),
      provider('router', ['meta/small', 'shared', 'other/large']),
      sandboxProvider,
    ],
    switchedOff: [],
  }
  const { data } = listModels(catalog, 'openai-chat') as { data: readonly { id: string; owned_by: string }[] }
  expect(data.map(({ id }) => id)).toEqual([
    'small',
    'meta/shared',
    'router/meta/small',
    'router/shared',
    'other/large',
    'sandbox/echo',
  ])
  for (const { id, owned_by } of data) {
    expect([id, chooseTarget(id, 'openai-chat', catalog).provider.record.id]).toEqual([id, owned_by])
  }
})

test('a model is described by the formats in which its provider serves this very model', () => {
  const models = ['claude-sonnet-4-5', 'gemini-2.5-flash']
  const catalog = { providers: [provider('cloud', models, 'vertex-ai')], switchedOff: [] }
  const { data } = listModels(catalog, 'openai-chat') as { data: readonly object[] }
  expect(data).toMatchObject([
    {
      id: 'claude-sonnet-4-5',
      gatehouse: { formats: ['anthropic-messages'], capabilities: { audio: false, prompt_caching: true } },
    },
    {
      id: 'gemini-2.5-flash',
      gatehouse: {
        formats: expect.not.arrayContaining(['anthropic-messages']),
        capabilities: { prompt_caching: false },
      },
    },
  ])
})
