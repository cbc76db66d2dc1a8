import { expect, test } from 'vitest'
import type { RequestTiming } from '../../../gateway/contract/timing.ts'
import { firstRequestSnippets, settingsSnippets } from '../../../renderer/components/client-snippets.ts'
import { parseRoute, routeHash } from '../../../renderer/components/route-hash.ts'
import {
  fieldsOfKind,
  isValidBaseUrl,
  isValidId,
  toNewProvider,
} from '../../../renderer/screens/providers/provider-form.ts'
import { timingPhases } from '../../../renderer/screens/requests/timing-phases.ts'

const timing: RequestTiming = {
  countedMs: 1,
  heldMs: 2,
  upstreamSentMs: 3,
  upstreamHeadersMs: 10,
  firstTokenMs: 20,
  endedMs: 50,
  perOutputTokenMs: 2,
}

test('a route survives its address', () => {
  const route = { screen: 'requests', requestId: 'req_1/ä' } as const
  expect(parseRoute(routeHash(route))).toEqual(route)
  expect(parseRoute('#/budgets')).toEqual({ screen: 'budgets', requestId: null })
  expect(parseRoute('#/tokens')).toEqual({ screen: 'tokens', requestId: null })
  expect(parseRoute('')).toEqual({ screen: 'overview', requestId: null })
  expect(parseRoute('#/nowhere')).toEqual({ screen: 'overview', requestId: null })
  expect(parseRoute('#/requests/%')).toEqual({ screen: 'requests', requestId: null })
})

test('timing becomes stretches that join, without the marks never reached', () => {
  expect(timingPhases(timing).map(({ name, startMs, endMs }) => [name, startMs, endMs])).toEqual([
    ['counting', 0, 1],
    ['holding', 1, 2],
    ['sending', 2, 3],
    ['waiting', 3, 10],
    ['thinking', 10, 20],
    ['streaming', 20, 50],
  ])
  const refused = {
    ...timing,
    heldMs: null,
    upstreamSentMs: null,
    upstreamHeadersMs: null,
    firstTokenMs: null,
  }
  expect(timingPhases(refused).map(({ name }) => name)).toEqual(['counting', 'ending'])
})

test('a provider form starts from its kind, with an id that is free', () => {
  const kind = {
    kind: 'openai',
    name: 'OpenAI',
    defaultBaseUrl: 'https://api.openai.com/v1',
    keyLabel: 'API key',
    keyRequired: true,
    formats: ['openai-chat'],
    keyPageUrl: null,
    installPageUrl: null,
  } as const
  expect(fieldsOfKind(kind, ['openai', 'openai-2']).id).toBe('openai-3')
  expect(toNewProvider({ ...fieldsOfKind(kind, []), key: '' })).toEqual({
    kind: 'openai',
    id: 'openai',
    baseUrl: 'https://api.openai.com/v1',
  })
  expect(['a', 'lab-gpu', '-a', 'A', 'a b', ''].map(isValidId)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  expect(['http://127.0.0.1:8000', 'ftp://a', 'x', ''].map(isValidBaseUrl)).toEqual([
    true,
    false,
    false,
    false,
  ])
})

test('every snippet carries the gateway, the token and, where it sends one, the model', () => {
  const input = { gatewayUrl: 'http://127.0.0.1:4283', token: 'gth_test', model: 'sandbox/echo' }
  for (const { code } of [...firstRequestSnippets(input), ...settingsSnippets(input)]) {
    expect(code).toContain('http://127.0.0.1:4283')
    expect(code).toContain('gth_test')
  }
  for (const { code } of firstRequestSnippets(input)) expect(code).toContain('sandbox/echo')
})
