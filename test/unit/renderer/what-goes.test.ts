import { expect, test } from 'vitest'
import type { PriceView } from '../../../gateway/contract/prices.ts'
import type { ProviderView } from '../../../gateway/contract/providers.ts'
import type { RouteView } from '../../../gateway/contract/routes.ts'
import { whatGoesWith } from '../../../renderer/screens/providers/what-goes.ts'
import { budget, budgetOf } from './budget-view.ts'

const key = { name: 'default', quotaGroup: null, state: 'stored', reason: null, addedAtMs: 0 } as const
const provider: ProviderView = {
  id: 'work',
  kind: 'openai',
  name: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  formats: [],
  key: 'stored',
  keyReason: null,
  keys: [key, { ...key, name: 'second' }],
  sandbox: false,
  isFound: false,
  models: [],
  modelsFetchedAtMs: null,
  modelsError: null,
  addedAtMs: 0,
  warning: null,
}

const routeTo = (name: string, target: string): RouteView => ({
  name,
  groups: [{ strategy: 'priority', targets: [{ target }] }],
  createdAtMs: 0,
  updatedAtMs: 0,
})

const priceOf = (providerId: string, isOwn: boolean): PriceView => ({
  providerId,
  model: 'm',
  inputNanoUsdPerMillion: '1',
  cacheReadNanoUsdPerMillion: null,
  cacheWriteNanoUsdPerMillion: null,
  cacheWriteOneHourNanoUsdPerMillion: null,
  audioInputNanoUsdPerMillion: null,
  outputNanoUsdPerMillion: '1',
  audioOutputNanoUsdPerMillion: null,
  longContextAboveTokens: null,
  source: null,
  dateIso: null,
  own: isOwn ? { providerId, model: 'm', inputUsdPerMillion: '1', outputUsdPerMillion: '1' } : null,
})

test('keys, own prices, routes and budgets of the provider are named, and those of others are not', () => {
  const routes = [routeTo('smart', 'work/m'), routeTo('other', 'workshop/m')]
  const budgets = [
    budget,
    budgetOf('b', { kind: 'provider', id: 'work' }),
    budgetOf('c', { kind: 'model', id: 'work/m' }),
    budgetOf('d', { kind: 'model', id: 'm' }),
  ]
  const prices = [priceOf('work', true), priceOf('work', false), priceOf('other', true)]
  expect(whatGoesWith(provider, routes, budgets, prices)).toEqual({
    keys: 2,
    ownPrices: 1,
    routes: ['smart'],
    budgets: 2,
  })
})
