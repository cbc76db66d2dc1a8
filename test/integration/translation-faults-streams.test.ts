// Faults with streams that other gateways had as they translated. Each test shows the right behaviour.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { die, send } from '../support/fake-upstream.ts'
import {
  callChunk,
  candidate,
  chatUsage,
  chunk,
  openTranslationRig,
  sse,
  type TranslationRig,
  typesOf,
} from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const look = { type: 'function', name: 'look', parameters: { type: 'object' } }
const full = sse(
  chunk({ role: 'assistant', content: '' }),
  chunk({ reasoning_content: 'Hm.' }),
  chunk({ content: 'Moment' }),
  chunk({ content: '.' }),
  callChunk(0, '{}', { id: 'call_a', name: 'look' }),
  callChunk(1, '{"at":"b"}', { id: 'call_b', name: 'look' }),
  chunk({}, 'tool_calls'),
  chatUsage,
  '[DONE]',
)

describe('a stream of messages', () => {
  const ask = (answer: ReturnType<typeof sse>) =>
    rig.ask({
      as: 'messages',
      of: 'chat',
      stream: true,
      answer,
      body: { tools: [{ name: 'look', input_schema: {} }] },
    })

  test('numbers its blocks 0, 1, 2 as they begin, has one open at a time, and tells the output at its end', async () => {
    const { events } = await ask(full)
    let open: unknown
    const begun: unknown[] = []
    for (const { type, index } of events) {
      if (type === 'content_block_start') {
        expect(open).toBeUndefined()
        open = index
        begun.push(index)
      }
      if (type === 'content_block_delta') expect(index).toBe(open)
      if (type === 'content_block_stop') {
        expect(index).toBe(open)
        open = undefined
      }
    }
    expect([begun, open]).toEqual([[0, 1, 2, 3], undefined])
    expect(events.find(({ type }) => type === 'message_delta')).toMatchObject({
      usage: { output_tokens: 10 },
    })
  })

  test.each([
    ['without usage', [chunk({ content: 'Ja.' }), chunk({}, 'stop'), '[DONE]' as const]],
    ['without usage and [DONE]', [chunk({ content: 'Ja.' }), chunk({}, 'stop')]],
    [
      'with two reasons',
      [chunk({ content: 'Ja.' }), chunk({}, 'stop'), chunk({}, 'stop'), chatUsage, '[DONE]' as const],
    ],
  ])('has each of its last events once, of chat completions %s', async (_, chunks) => {
    const types = typesOf((await ask(sse(...chunks))).events)
    expect(types.slice(-3)).toEqual(['content_block_stop', 'message_delta', 'message_stop'])
    expect(types.filter(type => type === 'message_stop' || type === 'message_delta')).toHaveLength(2)
  })
})

describe('usage in chat completions', () => {
  test('is read wherever it stands, in a chunk without choices', async () => {
    const answer = sse(chatUsage, chunk({ content: 'Ja.' }), chunk({}, 'stop'), '[DONE]')
    const { events } = await rig.ask({ as: 'messages', of: 'chat', stream: true, answer })
    expect(events.find(({ type }) => type === 'message_delta')).toMatchObject({
      usage: { input_tokens: 20, output_tokens: 10 },
    })
  })

  test('is written last, and only if it was asked for', async () => {
    const plain = await rig.ask({ as: 'chat', of: 'messages', stream: true })
    expect(plain.events.every(({ choices }) => (choices as object[]).length === 1)).toBe(true)
    expect(plain.text.trimEnd().endsWith('data: [DONE]')).toBe(true)
    const asked = await rig.ask({
      as: 'chat',
      of: 'messages',
      stream: true,
      body: { stream_options: { include_usage: true } },
    })
    expect(asked.events.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 20, completion_tokens: 10 },
    })
    expect(asked.text.trimEnd().endsWith('data: [DONE]')).toBe(true)
  })
})

describe('a stream of responses', () => {
  const ask = (answer = full) =>
    rig.ask({ as: 'responses', of: 'chat', stream: true, answer, body: { tools: [look] } })

  test('numbers every event and says what typed clients insist on', async () => {
    const { events } = await ask()
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index))
    for (const event of events)
      if (/^response\.(output_|content_part|function_call|reasoning)/.test(String(event.type)))
        expect(event).toHaveProperty('output_index')
    expect(events.slice(0, 2)).toMatchObject([
      {
        type: 'response.created',
        response: { status: 'in_progress', output: [], model: expect.any(String) },
      },
      { type: 'response.in_progress', response: { status: 'in_progress', output: [] } },
    ])
    const items = events.filter(
      ({ item }) => (item as { type?: string } | undefined)?.type === 'function_call',
    )
    expect(items.map(({ item }) => (item as { status: string }).status)).toEqual([
      'in_progress',
      'completed',
      'in_progress',
      'completed',
    ])
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: {
        id: expect.stringMatching(/^resp_/),
        status: 'completed',
        output: [
          { type: 'reasoning' },
          { type: 'message' },
          { type: 'function_call' },
          { type: 'function_call' },
        ],
        usage: {
          input_tokens: 20,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: 10,
          output_tokens_details: { reasoning_tokens: expect.any(Number) },
          total_tokens: 30,
        },
      },
    })
  })

  test('closes each item before the next one begins, under the same id and index', async () => {
    const { events } = await ask()
    const places = events.flatMap(({ type, output_index: index, item }) =>
      item === undefined
        ? []
        : [`${String(type).slice('response.output_item.'.length)} ${index} ${(item as { id: string }).id}`],
    )
    expect(places).toHaveLength(8)
    places.forEach((place, at) => {
      if (at % 2 === 1) expect(place).toBe(String(places[at - 1]).replace('added', 'done'))
    })
    const texts = typesOf(events).filter(type =>
      /output_text.done|content_part.done|output_item.done/.test(String(type)),
    )
    expect(texts.slice(1, 4)).toEqual([
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
    ])
  })

  test('ends with a failure, with its type in the data, where the provider breaks off', async () => {
    rig.upstream.script({ answer: full, steps: [send(700), die('close')] })
    const body = { model: 'chat/chat-model-1', input: 'Hallo', stream: true }
    const caller = await rig.postRaw('/v1/responses', body, ['connection: close'])
    const last = String(await caller.readAll())
      .split('event: ')
      .at(-1)
    expect(last).toMatch(
      /^response\.failed\ndata: \{"type":"response\.failed","sequence_number":\d+,"response":\{/,
    )
    expect(last).toContain('"status":"failed"')
  })
})

test('chunks that are cut anywhere give whole events of each format', async () => {
  const answer = sse(
    candidate([{ text: 'Grüße 🌍 ' }]),
    candidate([{ text: 'Ende' }], { finishReason: 'STOP' }),
  )
  for (const as of ['messages', 'responses', 'ollama'] as const) {
    const { text, status } = await rig.ask({
      as,
      of: 'gemini',
      stream: true,
      behaviour: { answer, steps: [send(undefined, { chunkBytes: [1, 3, 7] })] },
    })
    expect([status, text]).toEqual([200, expect.stringContaining('Grüße 🌍 ')])
  }
})
