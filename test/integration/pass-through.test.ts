import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, readFixture, send } from '../support/fake-upstream.ts'
import {
  chatBody,
  formats,
  type GatewayRig,
  models,
  openGatewayRig,
  paths,
  type RigFormat,
  streams,
} from '../support/gateway-rig.ts'
import { objectText, stringText, valueText } from '../support/json-arbitraries.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The hash of what reaches the provider when these bytes are sent. */
async function arrived(format: RigFormat, body: string | Uint8Array): Promise<string> {
  rig.upstream.script()
  const reply = await rig.post(paths[format], body)
  expect(reply.status, await reply.text()).toBe(200)
  return hashOf(rig.lastCall().body)
}

describe.each(formats)('%s: a request', format => {
  const model = models[format]
  const messages = '"messages":[{"role":"user","content":"Hi"}]'

  test.each([
    ['fields that nobody knows', `{"model":"${model}",${messages},"zzz":{"a":[1,{"b":null}]},"":0}`],
    ['odd white space', ` \r\n{\t"model"\n:  "${model}" ,\r\n${messages}\n }\n\n`],
    ['an escaped model name', `{"model":"${model.replace('-', '\\u002d')}",${messages}}`],
    ['an escaped key', `{"mod\\u0065l":"${model}",${messages}}`],
    [
      'numbers that no double holds',
      `{"model":"${model}",${messages},"seed":12345678901234567890,"x":1.0,"y":1E+400}`,
    ],
    ['nested keys that repeat', `{"model":"${model}",${messages},"metadata":{"a":1,"a":2,"model":"x"}}`],
    [
      'characters of every width',
      `{"model":"${model}",${messages},"user":"é世👋\u2028\\ud83d\\udc4b\\u0000\x7f"}`,
    ],
    ['half a surrogate pair', `{"model":"${model}",${messages},"user":"\\ud800"}`],
    ['nesting of 128', `{"model":"${model}",${messages},"deep":${'['.repeat(127)}${']'.repeat(127)}}`],
    ['the key “__proto__”', `{"model":"${model}",${messages},"__proto__":{"polluted":true},"constructor":1}`],
  ])('with %s arrives byte for byte', async (_, body) => {
    expect(await arrived(format, body)).toBe(hashOf(Buffer.from(body)))
  })

  test('of any valid JSON arrives byte for byte', async () => {
    const content = fc.oneof(stringText, valueText)
    const body = objectText({
      model: fc.constant(`"${model}"`),
      messages: fc
        .array(
          content.map(text => `{"role":"user","content":${text}}`),
          { maxLength: 3 },
        )
        .map(list => `[${list}]`),
      stream: fc.constantFrom('false', 'null'),
      temperature: fc.constantFrom('1.0', '0.70', '1e0'),
    })
    await fc.assert(
      fc.asyncProperty(body, async text => {
        expect(await arrived(format, text)).toBe(hashOf(Buffer.from(text)))
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    ['as it is', (name: string) => `"${name}"`],
    ['with its slash escaped', (name: string) => `"${name.replace('/', '\\/')}"`],
    ['with letters escaped', (name: string) => `"${name.replace('o', '\\u006F').replace('a', '\\u0061')}"`],
  ])('for provider/model, %s, arrives with the model’s name alone changed', async (_, write) => {
    const id = format === 'openai-chat' ? 'open' : 'anth'
    const text = (name: string) =>
      `{ "x":"${id}/${model}", "model" :  ${name} , "y":{"model":"${id}/${model}"},\n${messages}}`
    expect(await arrived(format, text(write(`${id}/${model}`)))).toBe(hashOf(Buffer.from(text(`"${model}"`))))
  })

  test('for provider/model of any valid JSON arrives with the model’s name alone changed', async () => {
    const id = format === 'openai-chat' ? 'open' : 'anth'
    const body = objectText({ model: fc.constant(`"${id}/some \\"model\\" é"`), messages: fc.constant('[]') })
    await fc.assert(
      fc.asyncProperty(body, async text => {
        const expected = text.replace(`"${id}/some \\"model\\" é"`, '"some \\"model\\" é"')
        expect(await arrived(format, text)).toBe(hashOf(Buffer.from(expected)))
      }),
      { numRuns: 40 },
    )
  })
})

describe('a chat stream', () => {
  const start = `"model":"gpt-4o-mini","messages":[]`
  const added = '"stream_options":{"include_usage":true},'

  test.each([
    ['without options', `{${start},"stream":true}`, `{${added}${start},"stream":true}`],
    ['without options, spaced', `\n{ ${start} ,"stream" : true }`, `\n{${added} ${start} ,"stream" : true }`],
    [
      'with null for options',
      `{${start},"stream":true,"stream_options" : null }`,
      `{${start},"stream":true,"stream_options" : {"include_usage":true} }`,
    ],
    [
      'with empty options',
      `{${start},"stream_options":{ },"stream":true}`,
      `{${start},"stream_options":{"include_usage":true },"stream":true}`,
    ],
    [
      'with other options',
      `{${start},"stream_options":{"include_obfuscation":false},"stream":true}`,
      `{${start},"stream_options":{"include_usage":true,"include_obfuscation":false},"stream":true}`,
    ],
    [
      'that refuses usage',
      `{${start},"stream_options":{"include_usage": false},"stream":true}`,
      `{${start},"stream_options":{"include_usage": true},"stream":true}`,
    ],
    [
      'for provider/model',
      `{"stream":true,"messages":[],"model":"open/gpt-4o-mini","stream_options":{"a":1}}`,
      `{"stream":true,"messages":[],"model":"gpt-4o-mini","stream_options":{"include_usage":true,"a":1}}`,
    ],
  ])('%s asks for usage, and changes nothing else', async (_, sent, expected) => {
    await arrived('openai-chat', sent)
    expect(rig.lastCall().body.toString()).toBe(expected)
  })

  test.each([
    ['a stream that asks for usage', `{${start},"stream":true,"stream_options":{"include_usage":true}}`],
    ['a whole answer', `{${start},"stream":false}`],
  ])('%s is left alone', async (_, sent) => {
    await arrived('openai-chat', sent)
    expect(rig.lastCall().body.toString()).toBe(sent)
  })
})

const chunkings = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 })
const lineEnds = fc.constantFrom('\n', '\r\n', '\r')

describe.each(formats)('%s: an answer', format => {
  const asked = chatBody(format, {
    stream: true,
    ...(format === 'openai-chat' ? { stream_options: { include_usage: true } } : {}),
  })

  async function received(answer: Answer, chunkBytes: readonly number[], body: object): Promise<string> {
    rig.upstream.script({ answer, steps: [send(undefined, { chunkBytes })] })
    const reply = await rig.post(paths[format], body)
    return hashOf(new Uint8Array(await reply.arrayBuffer()))
  }

  test('that comes whole leaves byte for byte, however it is cut on the way', async () => {
    const fixture = readFixture(format === 'openai-chat' ? 'chat-completion-tools' : 'message-cached')
    await fc.assert(
      fc.asyncProperty(chunkings, async chunkBytes => {
        const answer = { ...fixture, body: [fixture.body] }
        expect(await received(answer, chunkBytes, chatBody(format))).toBe(hashOf(fixture.body))
      }),
      { numRuns: 20 },
    )
  })

  test('that is streamed leaves byte for byte, however it is cut and its lines end', async () => {
    const names =
      format === 'openai-chat'
        ? (['chat-stream-usage', 'chat-stream-tools'] as const)
        : (['message-stream', 'message-stream-thinking-tools'] as const)
    await fc.assert(
      fc.asyncProperty(chunkings, lineEnds, fc.constantFrom(...names), async (chunkBytes, lineEnd, name) => {
        const fixture = readFixture(name)
        const body = Buffer.from(fixture.body.toString().replaceAll('\n', lineEnd))
        expect(await received({ ...fixture, body }, chunkBytes, asked)).toBe(hashOf(body))
      }),
      { numRuns: 30 },
    )
  })

  test('with comments, ids, unknown events and a byte order mark leaves byte for byte', async () => {
    const events = fc.array(
      fc.constantFrom(
        ': comment\n\n',
        'id: 7\nretry: 10\ndata: {"unknown":true}\n\n',
        'event: new_thing\r\ndata: {"type":"new_thing"}\r\n\r\n',
        'data: not json\n\n',
        'data: {"choices":[{"delta":{"content":"é世👋"}}]}\n\n',
        'data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"👋"}}\n\n',
        '\n',
        '\r',
        'data\n\n',
        'data: a\ndata: b\n\n',
      ),
    )
    await fc.assert(
      fc.asyncProperty(events, chunkings, fc.boolean(), async (pieces, chunkBytes, mark) => {
        const end = readFixture(streams[format]).body.toString().split('\n\n').slice(-2).join('\n\n')
        const body = Buffer.from(`${mark ? '\u{feff}' : ''}${pieces.join('')}${end}`)
        const answer = { headers: { 'content-type': 'text/event-stream' }, body }
        expect(await received(answer, chunkBytes, asked)).toBe(hashOf(body))
      }),
      { numRuns: 40 },
    )
  })
})

test('the usage that the caller did not ask for is left out of its stream, and nothing else', async () => {
  const fixture = readFixture('chat-stream-usage')
  const frames = fixture.body.toString().split(/(?<=\n\n)/)
  const expected = frames.filter(frame => !frame.includes('"choices":[]')).join('')
  expect(frames).toHaveLength(expected.split(/(?<=\n\n)/).length + 1)
  await fc.assert(
    fc.asyncProperty(chunkings, async chunkBytes => {
      rig.upstream.script({ answer: fixture, steps: [send(undefined, { chunkBytes })] })
      const reply = await rig.post('/v1/chat/completions', chatBody('openai-chat', { stream: true }))
      expect(await reply.text()).toBe(expected)
      expect(await rig.rowOf(reply)).toMatchObject({ certainty: 'exact' })
    }),
    { numRuns: 10 },
  )
})
