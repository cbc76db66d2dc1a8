import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  type BadInputRig,
  expectRefusal,
  formats,
  models,
  openBadInputRig,
  paths,
} from '../support/bad-input-rig.ts'
import { sendRaw } from '../support/raw-http.ts'

let rig: BadInputRig

beforeAll(async () => {
  rig = await openBadInputRig()
})
afterEach(() => rig.expectWell())
afterAll(() => rig.close())

const messages = '"messages":[{"role":"user","content":"hello"}]'
const valid = (extra: string) => `{"model":"x",${messages}${extra === '' ? '' : `,${extra}`}}`
const nested = (depth: number) =>
  `{"model":"x",${messages},"deep":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
const large = 300 * 1024

/** What is wrong, the body, and what the caller is told of it. */
const bodies: readonly (readonly [name: string, body: string | Uint8Array, says: RegExp])[] = [
  ['nothing at all', '', /expected a JSON object/],
  ['only white space', ' \r\n\t ', /expected a JSON object/],
  ['an array', '[]', /expected a JSON object/],
  ['a string', '"hello"', /expected a JSON object/],
  ['null', 'null', /expected a JSON object/],
  ['an unclosed object', '{"model":"x"', /unexpected end/],
  ['a comma at the end', `{"model":"x",${messages},}`, /unexpected character/],
  ['single quotes', `{'model':'x'}`, /unexpected character/],
  ['a comment', `{/* hi */"model":"x",${messages}}`, /unexpected character/],
  ['NaN', valid('"temperature":NaN'), /unexpected character/],
  ['a number with a leading zero', valid('"max_tokens":016'), /unexpected character/],
  ['two objects', `${valid('')}${valid('')}`, /after the JSON object/],
  ['a zero byte behind', `${valid('')}\0`, /after the JSON object/],
  ['a byte order mark', Buffer.from(`\u{feff}${valid('')}`), /byte order mark/],
  ['UTF-16', Buffer.from(valid(''), 'utf16le'), /unexpected character/],
  ['a lone continuation byte', Buffer.from(valid('"user":"\x80"'), 'latin1'), /invalid UTF-8/],
  ['an overlong slash', Buffer.from(valid('"user":"\xc0\xaf"'), 'latin1'), /invalid UTF-8/],
  ['a raw line end in a string', valid('"user":"a\nb"'), /unexpected character/],
  ['a broken escape', valid('"user":"\\x"'), /unexpected character/],
  ['the model twice', `{"model":"x","model":"y",${messages}}`, /duplicate key/],
  ['the model twice, once escaped', `{"model":"x","m\\u006fdel":"y",${messages}}`, /duplicate key/],
  ['max_tokens twice', valid('"max_tokens":1,"max_tokens":100000'), /duplicate key/],
  ['the stream flag twice', valid('"stream":false,"stream":true'), /duplicate key/],
  ['nesting of 129', nested(129), /nesting too deep/],
  ['nesting of 100,000', nested(100_000), /nesting too deep/],
  ['nesting of 1,000,000, unclosed', `{"deep":${'['.repeat(1_000_000)}`, /nesting too deep/],
  ['no model', `{${messages}}`, /"model" must be a string/],
  ['a model that is null', `{"model":null,${messages}}`, /"model" must be a string/],
  ['a model that is a number', `{"model":4,${messages}}`, /"model" must be a string/],
  ['a model that is an object', `{"model":{"a":1},${messages}}`, /"model" must be a string/],
  ['an empty model', `{"model":"",${messages}}`, /"model" must be 1 to 256/],
  ['a model of 257 characters', `{"model":"${'m'.repeat(257)}",${messages}}`, /"model" must be 1 to 256/],
  ['a model of 100,000 characters', `{"model":"${'m'.repeat(100_000)}",${messages}}`, /"model" is too long/],
  ['no messages', '{"model":"x"}', /"messages" must be an array/],
  ['messages that are a string', '{"model":"x","messages":"hello"}', /"messages" must be an array/],
  ['messages that are an object', '{"model":"x","messages":{"0":{}}}', /"messages" must be an array/],
  ['a stream flag that is a string', valid('"stream":"true"'), /"stream" must be true or false/],
  ['a stream flag that is a number', valid('"stream":1'), /"stream" must be true or false/],
  ['a stream flag that is an array', valid('"stream":[true]'), /"stream" must be true or false/],
  ['max_tokens that is a string', valid('"max_tokens":"16"'), /"max_tokens" must be a whole number/],
  ['max_tokens with a fraction', valid('"max_tokens":1.5'), /"max_tokens" must be a whole number/],
  ['max_tokens beyond any integer', valid('"max_tokens":1e308'), /"max_tokens" must be a whole number/],
  ['max_tokens beyond any number', valid('"max_tokens":1e999'), /"max_tokens" must be a whole number/],
  ['max_tokens of 10,000 digits', valid(`"max_tokens":${'9'.repeat(10_000)}`), /"max_tokens" is too long/],
  ['max_tokens that is an object', valid('"max_tokens":{}'), /"max_tokens" must be a whole number/],
  ['a large body without an end', `{"model":"x","messages":["${'a'.repeat(large)}`, /unexpected/],
  [
    'a large body with nesting of 129',
    `{"pad":"${'a'.repeat(large)}",${nested(129).slice(1)}`,
    /nesting too deep/,
  ],
  ['a large body without a model', `{"pad":"${'a'.repeat(large)}",${messages}}`, /"model" must be a string/],
  ['a large body of invalid UTF-8', Buffer.alloc(large, 0xff), /invalid UTF-8/],
]

describe.for(formats)('a caller of %s is told 400 in its own format, and nothing is sent, for', format => {
  test.for(bodies)('%s', async ([, body, says]) => {
    const callsBefore = rig.calls()
    const { answers } = await sendRaw(rig.gateway.gatewayUrl, rig.request({ target: paths[format], body }))
    expect(expectRefusal(answers[0], format, 400)).toMatch(says)
    expect(rig.calls()).toBe(callsBefore)
    const row = await rig.gateway.row(answers[0]?.headers['x-gatehouse-request-id'] ?? '')
    expect(row).toMatchObject({
      outcome: 'rejected',
      status: 400,
      errorCode: 'request_invalid',
      certainty: 'none',
      costNanoUsd: '0',
    })
  })
})

const chatOnly: readonly (readonly [name: string, extra: string, says: RegExp])[] = [
  ['no answer at all', '"n":0', /"n" must be a whole number/],
  [
    'more answers than money can count',
    '"n":1000000000,"max_tokens":1000000000',
    /"n" must be a whole number/,
  ],
  ['n that is a string', '"n":"2"', /"n" must be a whole number/],
  ['a part of a token', '"max_completion_tokens":-0.5', /"max_completion_tokens" must be/],
]

test.for(chatOnly)('a chat completion that asks for %s is refused', async ([, extra, says]) => {
  const body = `{"model":"gpt-4o-mini",${messages},${extra}}`
  const { answers } = await sendRaw(
    rig.gateway.gatewayUrl,
    rig.request({ target: paths['openai-chat'], body }),
  )
  expect(expectRefusal(answers[0], 'openai-chat', 400)).toMatch(says)
})

const odd: readonly (readonly [name: string, body: string])[] = [
  ['nesting of 128', nested(128)],
  ['a lone surrogate', valid('"user":"\\ud800"')],
  ['messages that are no messages', '{"model":"x","messages":[1,null,"a",[],{"role":7,"content":{"a":1}}]}'],
  ['an object prototype', valid('"__proto__":{"stream":true},"constructor":1')],
  ['the largest count', valid('"max_tokens":1000000000')],
  [
    'the same key twice below the top',
    '{"model":"x","messages":[{"role":"user","role":"user","content":"a"}]}',
  ],
]

describe.for(formats)('a caller of %s may send what is odd but well formed:', format => {
  test.for(odd)('%s', async ([, body]) => {
    const bytes = body.replace('"x"', JSON.stringify(models[format]))
    const { answers } = await sendRaw(
      rig.gateway.gatewayUrl,
      rig.request({ target: paths[format], body: bytes }),
    )
    expect(answers[0]?.status).toBe(200)
  })
})
