import { expect, test } from 'vitest'
import { createSessionToken } from '../../../renderer/api/session-token.ts'
import {
  addressQuery,
  changeAddressQuery,
  choiceParameter,
  choicesParameter,
  listParameter,
  numberParameter,
  readAddressState,
  textParameter,
} from '../../../renderer/components/address-state.ts'
import { parseRoute, routeHash } from '../../../renderer/components/route-hash.ts'

const parameters = {
  range: choiceParameter(['24h', '7d'], '24h'),
  model: listParameter(),
  outcome: choicesParameter(['completed', 'cut']),
  from: numberParameter(),
  search: textParameter(),
}
const untouched = { range: '24h', model: [], outcome: [], from: null, search: '' } as const

test('an untouched screen has a plain address, and the other way round', () => {
  expect(readAddressState('', parameters)).toEqual(untouched)
  expect(addressQuery(parameters, untouched)).toBe('')
})

test('every state survives its address', () => {
  const state = {
    range: '7d',
    model: ['openai/gpt-5', 'a&token=b', 'ä c'],
    outcome: ['cut', 'completed'],
    from: 1_790_000_000_000,
    search: '100 % #?&=+',
  } as const
  const hash = routeHash({ screen: 'requests', requestId: 'req_1/ä', query: addressQuery(parameters, state) })
  const route = parseRoute(hash)
  expect(route).toMatchObject({ screen: 'requests', requestId: 'req_1/ä' })
  expect(readAddressState(route.query ?? '', parameters)).toEqual(state)
})

test('a change keeps everything else, and going back to the fallback takes the name out', () => {
  const query = changeAddressQuery('model=a&chart=bars', parameters, { range: '7d', model: ['b', 'c'] })
  expect(query).toBe('chart=bars&range=7d&model=b&model=c')
  expect(changeAddressQuery(query, parameters, { range: '24h', model: [] })).toBe('chart=bars')
  expect(changeAddressQuery('from=5', parameters, { from: null })).toBe('')
})

test('what a person typed wrongly into the address counts as not typed', () => {
  expect(
    readAddressState('range=forever&outcome=cut&outcome=odd&outcome=cut&from=-1&model=&%', parameters),
  ).toEqual({ ...untouched, outcome: ['cut'] })
  expect(readAddressState('from=99999999999999999999', parameters)).toEqual(untouched)
})

test('no text of a screen is mistaken for the access token', () => {
  const query = addressQuery(parameters, { search: 'x&token=secret', model: ['#token=secret'] })
  const location = { hash: routeHash({ screen: 'requests', requestId: null, query }) } as Location
  const page = { location, history: {}, sessionStorage: {} } as Window
  expect(createSessionToken(page).takeFromAddress()).toBe(false)
})
