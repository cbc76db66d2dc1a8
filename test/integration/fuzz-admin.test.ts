import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import { adminMethods } from '../../gateway/contract/admin.ts'
import { type FuzzRig, openFuzzRig } from '../support/fuzz-rig.ts'
import { type PricePublisher, startPricePublisher } from '../support/price-publisher.ts'
import { rawRequest } from '../support/raw-http.ts'

let rig: FuzzRig
let publisher: PricePublisher

beforeAll(async () => {
  publisher = await startPricePublisher()
  publisher.publish([{ id: 'a', api_pattern: 'x', models: [] }])
  rig = await openFuzzRig({ priceTableUrl: publisher.url })
})
afterAll(async () => {
  await rig.close()
  await publisher[Symbol.asyncDispose]()
})

test('admin calls with random inputs', () => {
  const name = fc.constantFrom(
    ...['id', 'name', 'kind', 'baseUrl', 'key', 'value', 'zone', 'scope', 'window', 'limit', 'requestId'],
    ...['offset', 'anchor', 'after', 'outcomes', 'clientIds', 'models', 'search', '__proto__'],
    ...['fromMs', 'toMs', 'sort', 'ascending', 'format', 'next', 'teamIds', 'projects', 'limit'],
  )
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      'all',
      'day',
      'UTC',
      'Nowhere/Land',
      '\0',
      '\ud800',
      '%',
      '_',
      "'",
      -1,
      1e21,
      2 ** 53 - 1,
    ),
    fc.constantFrom(
      { kind: 'all' },
      { unit: 'usd', nanoUsd: '9'.repeat(18) },
      { unit: 'tokens', tokens: 2 ** 53 },
    ),
    fc.integer(),
  )
  // Not changeSetting: a limit that it may well set would make the rest of this test another one.
  const methods = adminMethods.filter(method => method !== 'changeSetting')
  const inputs = fc
    .record({
      method: fc.constantFrom(...methods),
      members: fc.array(fc.tuple(name, value), { maxLength: 4 }),
    })
    .map(({ method, members }) => {
      const paged = method === 'listRequests' ? [['limit', 10] as const, ['offset', 0] as const] : []
      const headers = [`authorization: Bearer ${rig.adminToken}`, 'content-type: application/json']
      const body = JSON.stringify(Object.fromEntries([...paged, ...members]))
      return rawRequest({ target: `/api/${method}`, host: new URL(rig.gateway.adminUrl).host, headers, body })
    })
  return rig.expectSurvived(inputs, 400, rig.gateway.adminUrl)
})
