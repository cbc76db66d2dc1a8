import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkAnswer } from '../../../gateway/cache/check-answer.ts'
import { type Replayed, replay } from '../../../gateway/cache/replay.ts'
import { noTokens } from '../../../gateway/contract/chat.ts'
import { formatNames, formatOf, type WireFormat } from '../../../gateway/formats/index.ts'
import { conformingFormat, type RecordedAnswer } from '../../conformance/conforming-format.ts'
import { readFixture } from '../../support/fake-upstream.ts'
import { type Told, toldInChunks, toldInWhole } from '../../support/told-answer.ts'

const names = formatNames.filter(name => formatOf(name).caller.cache)
const conforming = await Promise.all(
  names.map(async name => ({ format: name, ...(await conformingFormat(name)) })),
)

const tokens = JSON.stringify({ ...noTokens, input: 19, output: 10 })

function keptOf({ headers, body }: RecordedAnswer['answer'], isStream: boolean) {
  return { isStream, contentType: String(headers?.['content-type']), bytes: body, tokens }
}

async function replayed(...given: Parameters<typeof replay>): Promise<Replayed> {
  const answer = await replay(...given)
  if (!answer) throw new Error('It cannot be replayed')
  return answer
}

/** The address of a server that answers everything with these bytes. */
async function serve({ contentType, bytes }: Replayed): Promise<string> {
  const server = createServer((request, reply) => {
    request.resume().on('end', () => reply.writeHead(200, { 'content-type': contentType }).end(bytes))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe.each(conforming)('$format', ({ format, connect, model, streams, whole }) => {
  const { caller } = formatOf(format)
  const client = async (answer: Replayed) => connect(caller.baseUrl(await serve(answer)), 'key', model)
  const readWhole = async (answer: Replayed): Promise<Told> =>
    toldInWhole(format, await (await client(answer)).whole())
  const readStream = async (answer: Replayed): Promise<Told> =>
    toldInChunks(format, await Array.fromAsync(await (await client(answer)).stream()))

  const all = [
    ...whole.map(({ name, answer }) => ({ name, kept: keptOf(answer, false) })),
    ...streams.map(({ name, answer }) => ({ name, kept: keptOf(answer, true) })),
  ]

  test.each(all)('$name is given again in the bytes in which it came', async ({ kept }) => {
    const { contentType, bytes } = await replayed(kept, format, {
      wantsStream: kept.isStream,
      wantsUsage: true,
    })
    expect(contentType).toBe(kept.contentType)
    expect(Buffer.from(bytes).equals(kept.bytes)).toBe(true)
  })

  test.each(whole)('$name is read by the official client as the same stream', async ({ answer }) => {
    const kept = keptOf(answer, false)
    const stream = await replayed(kept, format, { wantsStream: true, wantsUsage: true })
    expect(stream.contentType).toBe(caller.streamType)
    const told = await readWhole(kept)
    expect(told.usage).toBeDefined()
    expect(await readStream(stream)).toEqual(told)
    await expect((await client(stream)).assembled()).resolves.toBeDefined()
  })

  test.each(whole.length === 0 ? [] : streams)(
    '$name is read by the official client as the same whole answer',
    async ({ answer }) => {
      const kept = keptOf(answer, true)
      const put = await replayed(kept, format, { wantsStream: false, wantsUsage: false })
      expect(put.contentType).toBe('application/json')
      expect(await readWhole(put)).toEqual(await readStream(kept))
    },
  )

  test.each(whole)('$name is the same again after it was a stream', async ({ answer }) => {
    const stream = await replayed(keptOf(answer, false), format, { wantsStream: true, wantsUsage: true })
    const kept = { ...stream, isStream: true, tokens }
    const { bytes } = await replayed(kept, format, { wantsStream: false, wantsUsage: true })
    expect(JSON.parse(Buffer.from(bytes).toString())).toEqual(JSON.parse(answer.body.toString()))
  })

  test('what is no answer of the format is not given', async () => {
    const wrong = { contentType: 'application/json', bytes: Buffer.from('{"error":"no"}'), tokens }
    expect(await replay({ ...wrong, isStream: false }, format, { wantsStream: true, wantsUsage: true })).toBe(
      undefined,
    )
    const broken = {
      ...wrong,
      contentType: caller.streamType,
      bytes: Buffer.from('data: {"a"'),
      isStream: true,
    }
    expect(await replay(broken, format, { wantsStream: false, wantsUsage: true })).toBe(undefined)
  })
})

describe('the usage of a stream of chat completions', () => {
  const format: WireFormat = 'openai-chat'
  const withUsage = keptOf(readFixture('chat-stream-usage'), true)
  const without = keptOf(readFixture('chat-stream'), true)
  const stream = async (kept: typeof without, wantsUsage: boolean) =>
    Buffer.from((await replayed(kept, format, { wantsStream: true, wantsUsage })).bytes).toString()
  const long = (text: string, ending = '\n\n') => {
    const [first = '', second = '', ...rest] = text.split('\n\n')
    return { bytes: Buffer.from([first, ...Array<string>(200).fill(second), ...rest].join(ending)) }
  }

  test('is left out for a caller that did not ask for it, and nothing else is', async () => {
    for (const kept of [withUsage, { ...withUsage, ...long(withUsage.bytes.toString()) }]) {
      const frames = kept.bytes.toString().split('\n\n')
      const expected = frames.filter(frame => !frame.includes('"choices":[]')).join('\n\n')
      expect(frames.join('\n\n')).not.toBe(expected)
      expect(await stream(kept, false)).toBe(expected)
    }
  })

  test('is put in before the end for a caller that asked for it', async () => {
    for (const kept of [without, { ...without, ...long(without.bytes.toString()) }]) {
      const text = await stream(kept, true)
      const frames = text.split('\n\n')
      expect(JSON.parse(frames.at(-3)?.slice('data: '.length) ?? '')).toMatchObject({
        id: expect.stringMatching(/^chatcmpl-/),
        object: 'chat.completion.chunk',
        created: expect.any(Number),
        choices: [],
        usage: { prompt_tokens: 19, completion_tokens: 10, total_tokens: 29 },
      })
      expect(frames.toSpliced(-3, 1).join('\n\n')).toBe(kept.bytes.toString())
    }
  })

  test('is found among lines that end otherwise', async () => {
    const kept = { ...withUsage, ...long(withUsage.bytes.toString(), '\r\n\r\n') }
    const text = await stream(kept, false)
    expect(text).not.toContain('"choices":[]')
    expect(text.endsWith('data: [DONE]\r\n\r\n')).toBe(true)
  })

  test('is not made up where nobody knows it', async () => {
    for (const unknown of ['', 'null', '{}', '{"input":"many","output":1}'])
      expect(await stream({ ...without, tokens: unknown }, true)).toBe(without.bytes.toString())
  })

  test('stands in the whole answer that is made of a stream without it', async () => {
    const { bytes } = await replayed(without, format, { wantsStream: false, wantsUsage: false })
    expect(JSON.parse(Buffer.from(bytes).toString()).usage).toMatchObject({ prompt_tokens: 19 })
  })

  test('is left out of the stream that is made of a whole answer', async () => {
    const kept = keptOf(readFixture('chat-completion'), false)
    expect(await stream(kept, false)).not.toContain('"usage"')
    expect(await stream(kept, true)).toContain('"usage":{"prompt_tokens":19')
  })
})

test('an answer that was replayed in the other way is still a good one', async () => {
  const kept = keptOf(readFixture('message'), false)
  const stream = await replayed(kept, 'anthropic-messages', { wantsStream: true, wantsUsage: true })
  const told = await checkAnswer({ ...kept, format: 'anthropic-messages' }, false)
  expect(told).toMatchObject({ isGood: true })
  expect(await checkAnswer({ ...stream, isStream: true, format: 'anthropic-messages' }, false)).toEqual(told)
})

test.each<[WireFormat, string, object]>([
  [
    'anthropic-messages',
    'citations, sealed thinking and a call without input',
    {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
        { type: 'redacted_thinking', data: 'x' },
        { type: 'text', text: 'It is.', citations: [{ type: 'char_location', cited_text: 'is' }] },
        { type: 'tool_use', id: 'toolu_1', name: 'now', input: {} },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: { input_tokens: 12_345, output_tokens: 3 },
    },
  ],
  [
    'openai-chat',
    'sources, thinking in details, and calls side by side',
    {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'It is.',
            refusal: null,
            reasoning_details: [{ type: 'reasoning.text', text: 'Hm.', index: 0 }],
            annotations: [
              { type: 'url_citation', url_citation: { url: 'https://example.org', start_index: 0 } },
            ],
            tool_calls: [
              { id: 'call_1', type: 'function', function: { name: 'now', arguments: '{}' } },
              { id: 'call_2', type: 'function', function: { name: 'here', arguments: '{"a":"b"}' } },
            ],
          },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
    },
  ],
])('%s: %s are the same again after they were a stream', async (format, _, answer) => {
  const kept = {
    isStream: false,
    contentType: 'application/json',
    bytes: Buffer.from(JSON.stringify(answer)),
    tokens,
  }
  const stream = await replayed(kept, format, { wantsStream: true, wantsUsage: true })
  const wish = { wantsStream: false, wantsUsage: true }
  const { bytes } = await replayed({ ...stream, isStream: true, tokens }, format, wish)
  expect(JSON.parse(Buffer.from(bytes).toString())).toEqual(answer)
})
