// Answers that providers document or are seen to send, and that read like nothing of the format at first sight.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  callChunk,
  candidate,
  chatUsage,
  chunk,
  json,
  openTranslationRig,
  sse,
  type TranslationRig,
} from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

describe('an error in a stream of chat completions', () => {
  // https://github.com/vllm-project/vllm/blob/main/vllm/entrypoints/openai/protocol.py: ErrorResponse
  const bare = { object: 'error', message: 'Out of memory.', type: 'InternalServerError', code: 500 }

  test.each([
    ['of vLLM, without an object around it', bare],
    ['of FastAPI', { detail: 'Out of memory.' }],
    ['of a choice', { choices: [{ index: 0, delta: {}, error: { code: 502, message: 'Out of memory.' } }] }],
  ])('%s never looks like the end of an answer', async (_, error) => {
    const answer = sse(chunk({ content: 'Es' }), error, '[DONE]')
    const text = await rig.askForBroken({ as: 'messages', of: 'chat', stream: true, answer })
    expect(text).toContain('event: error')
    expect(text).toContain('Out of memory.')
    expect(text).not.toContain('message_stop')
  })

  test('before anything is said has the status that it names', async () => {
    const answer = sse({ ...bare, code: 503 }, '[DONE]')
    const reply = await rig.ask({ as: 'messages', of: 'chat', stream: true, answer })
    expect(reply).toMatchObject({ status: 503, json: { error: { message: 'Out of memory.' } } })
  })
})

test('an event that is no JSON never leaves a hole in an answer that looks complete', async () => {
  const whole = (data: object) => `data: ${JSON.stringify(data)}\n\n`
  const hole = 'data: {"choices":[{"delta":{"content":"nicht \n\n'
  const body = [
    whole(chunk({ content: 'Es ist ' })),
    hole,
    whole(chunk({ content: 'so.' })),
    whole(chunk({}, 'stop')),
  ]
  const answer = {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: `${body.join('')}data: [DONE]\n\n`,
  }
  const text = await rig.askForBroken({ as: 'messages', of: 'chat', stream: true, answer })
  expect(text).toContain('event: error')
  expect(text).not.toContain('message_stop')
})

describe('a refusal that is none of the provider’s format', () => {
  const page = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>'
  const plain = (body: string, type: string) => ({ status: 502, headers: { 'content-type': type }, body })

  test.each([
    ['a page of a proxy', plain(page, 'text/html'), '502 Bad Gateway'],
    ['a plain text', plain('upstream connect error', 'text/plain'), 'upstream connect error'],
    ['FastAPI’s', json({ detail: [{ loc: ['body'], msg: 'field required' }] }, 422), 'field required'],
    ['a list', json([{ error: { code: 400, message: 'Not so.' } }], 400), 'Not so.'],
    ['a text as the error', json({ error: 'Unauthorized' }, 401), 'Unauthorized'],
    ['several', json({ errors: [{ message: 'Too much.' }] }, 413), 'Too much.'],
    ['nothing', plain('', 'text/plain'), 'The provider answered with the status 502.'],
  ])('is told in its own words: %s', async (_, answer, words) => {
    for (const of of ['responses', 'gemini', 'ollama'] as const) {
      const { status, json: body } = await rig.ask({ as: 'messages', of, answer })
      expect([status, body.error]).toEqual([answer.status, { type: expect.any(String), message: words }])
    }
  })

  test('is told without the provider’s key', async () => {
    const answer = plain('No account has sk-key-of-the-provider-0123.', 'text/plain')
    const { text } = await rig.ask({ as: 'messages', of: 'gemini', answer })
    expect(text).toContain('No account has')
    expect(text).not.toContain('key-of-the-provider')
  })
})

describe('calls of one answer that all have the same id', () => {
  test('of Gemini as well', async () => {
    const part = (name: string) => ({ functionCall: { id: 'x', name, args: {} } })
    const answer = json(candidate([part('look'), part('read')], { finishReason: 'STOP' }))
    const { json: body } = await rig.ask({ as: 'messages', of: 'gemini', answer })
    expect(body.content).toMatchObject([
      { id: 'x' },
      { id: expect.stringMatching(/^call_gth_[0-9a-f]{32}$/) },
    ])
  })

  const twice = [callChunk(0, '{}', { id: 'x', name: 'look' }), callChunk(1, '{}', { id: 'x', name: 'read' })]

  test('get ids of their own, so that each result finds its call', async () => {
    const { events } = await rig.ask({
      as: 'messages',
      of: 'chat',
      stream: true,
      answer: sse(...twice, chunk({}, 'tool_calls'), chatUsage, '[DONE]'),
    })
    const ids = events.flatMap(({ content_block: block }) => (block ? [(block as { id: string }).id] : []))
    expect(ids).toEqual(['x', expect.stringMatching(/^call_[0-9a-f]{32}$/)])
  })
})

test('a call whose arguments are whole stays before the text that follows it', async () => {
  const look = callChunk(0, '{"at":1}', { id: 'a', name: 'look' })
  const answer = sse(look, chunk({ content: 'Das war es.' }), chunk({}, 'tool_calls'), '[DONE]')
  const { events } = await rig.ask({ as: 'gemini', of: 'chat', stream: true, answer })
  expect(events.slice(0, 2)).toMatchObject([
    { candidates: [{ content: { parts: [{ functionCall: { name: 'look', args: { at: 1 } } }] } }] },
    { candidates: [{ content: { parts: [{ text: 'Das war es.' }] } }] },
  ])
})

describe('blocks of messages that run side by side', () => {
  const begun = (index: number, id: string, name: string) => ({
    type: 'content_block_start',
    index,
    content_block: { type: 'tool_use', id, name, input: {} },
  })
  const piece = (index: number, partial_json: string) => ({
    type: 'content_block_delta',
    index,
    delta: { type: 'input_json_delta', partial_json },
  })
  const ended = (index: number) => ({ type: 'content_block_stop', index })

  test('are read by their index', async () => {
    const { outputs } = await askForBlocks(
      begun(0, 'a', 'look'),
      begun(1, 'b', 'read'),
      piece(0, '{"at":'),
      piece(1, '{"path":"x"}'),
      piece(0, '1}'),
      ended(0),
      ended(1),
    )
    expect(outputs).toMatchObject([
      { call_id: 'a', name: 'look', arguments: '{"at":1}' },
      { call_id: 'b', name: 'read', arguments: '{"path":"x"}' },
    ])
  })

  test('need not say that they end', async () => {
    const { outputs } = await askForBlocks(
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: 'Hm.' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'S' } },
      begun(1, 'a', 'look'),
      piece(1, '{}'),
    )
    expect(outputs).toMatchObject([{ type: 'reasoning' }, { call_id: 'a', arguments: '{}' }])
    expect(outputs[0]?.encrypted_content).toEqual(expect.stringContaining('S'))
  })

  async function askForBlocks(...blocks: readonly object[]) {
    const message = { id: 'msg_1', type: 'message', role: 'assistant', content: [], usage: {} }
    const end = { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 5 } }
    const answer = sse({ type: 'message_start', message }, ...blocks, end, { type: 'message_stop' })
    const body = { include: ['reasoning.encrypted_content'] }
    const { events } = await rig.ask({ as: 'responses', of: 'messages', stream: true, body, answer })
    const { response } = events.at(-1) as { response: { output: Record<string, unknown>[] } }
    return { outputs: response.output }
  }
})

describe('pieces of responses that are said only when they are whole', () => {
  const ask = async (...said: object[]) => {
    const response = {
      id: 'resp_1',
      status: 'completed',
      output: [],
      usage: { input_tokens: 1, output_tokens: 1 },
    }
    const answer = sse(...said, { type: 'response.completed', response })
    const { events } = await rig.ask({ as: 'messages', of: 'responses', stream: true, answer })
    return events.flatMap(({ delta }) => {
      const { text, thinking, partial_json: input } = (delta ?? {}) as Record<string, string>
      return text ?? thinking ?? input ?? []
    })
  }

  test.each([
    ['a text', { type: 'response.output_text.done', item_id: 'm', content_index: 0, text: 'Ja.' }],
    ['a refusal', { type: 'response.refusal.done', item_id: 'm', content_index: 0, refusal: 'Ja.' }],
    [
      'thoughts',
      { type: 'response.reasoning_summary_text.done', item_id: 'm', summary_index: 0, text: 'Ja.' },
    ],
  ])('are told: %s', async (_, done) => {
    expect(await ask(done)).toEqual(['Ja.'])
  })

  test('are told: arguments, and what their pieces left out', async () => {
    const item = { type: 'function_call', id: 'fc', call_id: 'a', name: 'look', arguments: '' }
    const added = { type: 'response.output_item.added', output_index: 0, item }
    const piece = { type: 'response.function_call_arguments.delta', item_id: 'fc', delta: '{"at":' }
    const done = { type: 'response.function_call_arguments.done', item_id: 'fc', arguments: '{"at":1}' }
    expect(await ask(added, done)).toEqual(['{"at":1}'])
    expect(await ask(added, piece, done)).toEqual(['{"at":', '1}'])
  })

  test('are told once where their pieces were told before, and again where they are another piece', async () => {
    const piece = { type: 'response.output_text.delta', item_id: 'm', content_index: 0, delta: 'Ja' }
    const done = (content_index: number, text: string) => ({
      type: 'response.output_text.done',
      item_id: 'm',
      content_index,
      text,
    })
    expect(await ask(piece, done(0, 'Ja'), done(1, 'Nein'))).toEqual(['Ja', 'Nein'])
  })
})

test('arguments that a model got wrong are told as they are, and never as no arguments', async () => {
  const calls = [{ id: 'a', type: 'function', function: { name: 'delete', arguments: '{"only": tru}' } }]
  const message = { role: 'assistant', content: null, tool_calls: calls }
  const ask = (finish_reason: string) =>
    rig.ask({ as: 'messages', of: 'chat', answer: json({ choices: [{ index: 0, message, finish_reason }] }) })
  expect((await ask('tool_calls')).json).toMatchObject({
    content: [{ type: 'tool_use', input: { INVALID_JSON: '{"only": tru}' } }],
    stop_reason: 'tool_use',
  })
  expect((await ask('length')).json).toMatchObject({ content: [{ input: {} }], stop_reason: 'max_tokens' })
})

test('an answer in the form that was asked for, beside a call, is a call of tools', async () => {
  const used = (name: string, input: object) => ({ type: 'tool_use', id: `toolu_${name}`, name, input })
  const schema = { type: 'object', properties: { ok: { type: 'boolean' } } }
  const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }]
  const ask = (...content: object[]) =>
    rig.ask({
      as: 'chat',
      of: 'messages',
      model: 'claude-3-5-haiku-20241022',
      body: { tools, response_format: { type: 'json_schema', json_schema: { name: 'r', schema } } },
      answer: json({
        id: 'm',
        type: 'message',
        role: 'assistant',
        content,
        stop_reason: 'tool_use',
        usage: {},
      }),
    })
  const both = await ask(used('look', {}), used('give_answer', { ok: true }))
  expect(both.json.choices).toMatchObject([
    { finish_reason: 'tool_calls', message: { content: '{"ok":true}', tool_calls: [{ id: 'toolu_look' }] } },
  ])
  const alone = await ask(used('give_answer', { ok: true }))
  expect(alone.json.choices).toMatchObject([{ finish_reason: 'stop', message: { content: '{"ok":true}' } }])
})
