import { expect, test } from 'vitest'
import type { ProviderKindView } from '../../../gateway/contract/providers.ts'
import { formatsOf } from '../../../gateway/providers/adapter.ts'
import { providerAdapters } from '../../../gateway/providers/index.ts'
import {
  erasedKeys,
  fieldsOfKind,
  groupOf,
  isSameDraft,
  kindGroups,
  needsKeyAgain,
  toProviderDraft,
} from '../../../renderer/screens/providers/provider-form.ts'

const kinds: readonly ProviderKindView[] = providerAdapters.map(adapter => ({
  kind: adapter.kind,
  name: adapter.name,
  defaultBaseUrl: adapter.defaultBaseUrl ?? null,
  keyLabel: adapter.keyLabel,
  keyRequired: adapter.keyRequired,
  formats: formatsOf(adapter),
  keyPageUrl: adapter.keyPageUrl ?? null,
  installPageUrl: null,
}))
const inGroup = (group: string) => kinds.filter(each => groupOf(each) === group).map(({ kind }) => kind)

test('kinds are grouped by where their servers are, and each is in one group', () => {
  expect(inGroup('hosted')).toEqual(expect.arrayContaining(['openai', 'anthropic', 'openrouter', 'zai']))
  expect(inGroup('local')).toEqual(expect.arrayContaining(['lm-studio', 'llama-cpp', 'vllm']))
  expect(inGroup('other')).toContain('openai-compatible')
  expect(kindGroups.flatMap(inGroup)).toHaveLength(kinds.length)
})

test('a kind is chosen with its address and an id that is free', () => {
  const vllm = kinds.find(({ kind }) => kind === 'vllm')
  expect(vllm && fieldsOfKind(vllm, ['vllm', 'vllm-2'])).toEqual({
    kind: 'vllm',
    id: 'vllm-3',
    baseUrl: 'http://localhost:8000/v1',
    key: '',
  })
})

test('an edit asks for the key again where the server or the kind is another', () => {
  const stored = { kind: 'openai', baseUrl: 'https://api.openai.com/v1' }
  const again = (kind: string, baseUrl: string) => needsKeyAgain(stored, { kind, baseUrl })
  expect(again('openai', 'https://api.openai.com/v2')).toBe(false)
  expect(again('openai', 'https://api.openai.com:444/v1')).toBe(true)
  expect(again('openai', 'http://api.openai.com/v1')).toBe(true)
  expect(again('openai', 'https://api.openai.com.example/v1')).toBe(true)
  expect(again('azure-openai', stored.baseUrl)).toBe(true)
  expect(again('openai', 'no address')).toBe(false)
})

test('an edit names the keys that it erases', () => {
  const key = { quotaGroup: null, state: 'stored', reason: null, addedAtMs: 0 } as const
  const keys = [
    { ...key, name: 'default' },
    { ...key, name: 'second' },
  ]
  const stored = { kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:8080/v1', keys }
  const erased = (baseUrl: string) => erasedKeys(stored, { kind: stored.kind, baseUrl })
  expect(erased('http://127.0.0.1:8080/v2')).toEqual([])
  expect(erased('http://127.0.0.1:8081/v1')).toEqual(['default', 'second'])
})

test('a test is of what the form has, with the stored keys only in an edit', () => {
  const fields = { kind: 'openai', id: 'main', baseUrl: 'https://api.openai.com/v1', key: '' }
  const { kind, baseUrl } = fields
  expect(toProviderDraft(fields, true)).toEqual({ id: 'main', kind, baseUrl })
  expect(toProviderDraft({ ...fields, key: 'sk-new' }, false)).toEqual({ kind, baseUrl, key: 'sk-new' })
  expect(isSameDraft(toProviderDraft(fields, true), toProviderDraft({ ...fields }, true))).toBe(true)
  for (const other of [{ key: 'sk' }, { baseUrl: 'https://other.example' }, { kind: 'mistral' }])
    expect(isSameDraft(toProviderDraft(fields, true), toProviderDraft({ ...fields, ...other }, true))).toBe(
      false,
    )
})
