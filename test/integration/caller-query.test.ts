import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chatBody, formats, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

/** What of the caller's query is the format's own. */
const passed = { 'openai-chat': '', 'anthropic-messages': '?beta=true' } as const

describe.each(formats)('%s: of the caller’s query', format => {
  const reached = async (query: string) => {
    const answer = await rig.post(paths[format] + query, chatBody(format))
    expect(answer.status).toBe(200)
    return rig.lastCall().path
  }

  test.each([
    ['?beta=true'],
    ['?beta=true&key=sk-secret'],
    ['?api-version=2024-10-21&beta=true&&=&trace=%00%zz'],
    ['?key=sk-secret&b%65ta=true'],
  ])('only what the format lists reaches the provider: %s', async query => {
    expect((await reached(query)).replace('b%65ta', 'beta')).toBe(paths[format] + passed[format])
  })

  test.each([
    ['?', 'no member'],
    ['?key=x', 'an unknown member'],
    ['?Beta=true', 'a member in other letters'],
    ['?x=beta', 'a value that is a listed name'],
  ])('nothing does where there is none of that: %s, %s', async query => {
    expect(await reached(query)).toBe(paths[format])
  })

  test('the client’s token goes nowhere, under whatever name it was sent', async () => {
    const { token } = rig.gateway
    const escaped = token.replace('gth_', '%67th%5F')
    for (const query of [`?key=${token}`, `?beta=${token}`, `?beta=${escaped}`, `?${token}&beta=x${escaped}`])
      expect(await reached(query)).toBe(paths[format])
  })
})

test('a count takes along what an answer does', async () => {
  rig.upstream.script({
    answer: { headers: { 'content-type': 'application/json' }, body: '{"input_tokens":7}' },
  })
  const answer = await rig.post('/v1/messages/count_tokens?beta=true&key=x', chatBody('anthropic-messages'))
  expect(await answer.json()).toEqual({ input_tokens: 7 })
  expect(rig.lastCall().path).toBe('/v1/messages/count_tokens?beta=true')
})
