import { expect, test } from 'vitest'
import { type Provider, sandboxProvider } from '../../../gateway/catalog/provider-registry.ts'
import { listModels } from '../../../gateway/ingress/models.ts'
import { adapterOf } from '../../../gateway/providers/index.ts'
import { chooseTarget } from '../../../gateway/routing/choose-target.ts'

function provider(id: string, models: readonly string[]): Provider {
  const adapter = adapterOf('openai-compatible')
  if (!adapter) throw new Error('There is no such kind')
  const record = {
    id,
    kind: adapter.kind,
    baseUrl: '',
    addedAtMs: 0,
    modelsFetchedAtMs: 0,
    modelsError: null,
  }
  const endpoints = { 'openai-chat': { origin: '', path: '' } }
  return { record, adapter, models, listed: new Set(models), endpoints }
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
