// Providers that demand their thinking back with the results of calls, and callers that do not send it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openGatewayRig } from '../support/gateway-rig.ts'
import {
  callChunk,
  chatUsage,
  chunk,
  json,
  openTranslationRig,
  sse,
  type TranslationRig,
  type Wire,
} from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const model = 'kimi-k2-thinking'
const schema = { type: 'object', properties: { at: { type: 'string' } } }
const input = { at: 'x' }
const answered = sse(
  chunk({ role: 'assistant', content: null, reasoning_content: '' }),
  chunk({ reasoning_content: 'Erst ' }),
  chunk({ reasoning_content: 'sehen.' }),
  chunk({ content: 'Moment.' }),
  callChunk(0, '', { id: 'look:0', name: 'look' }),
  callChunk(0, '{"at": "x"}'),
  chunk({}, 'tool_calls'),
  chatUsage,
  '[DONE]',
)
const whole = json({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      finish_reason: 'tool_calls',
      message: {
        role: 'assistant',
        content: 'Moment.',
        reasoning_content: 'Erst sehen.',
        tool_calls: [
          { id: 'look:0', type: 'function', function: { name: 'look', arguments: '{"at": "x"}' } },
        ],
      },
    },
  ],
  usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
})

/** For each caller: its tools, and a conversation without thinking in which the call was answered. */
const callers: Partial<Record<Wire, { readonly tools: object; readonly next: object }>> = {
  responses: {
    tools: { tools: [{ type: 'function', name: 'look', parameters: schema }] },
    next: {
      input: [
        { role: 'user', content: 'Hallo' },
        { role: 'assistant', content: 'Moment.' },
        { type: 'function_call', call_id: 'look:0', name: 'look', arguments: '{"at": "x"}' },
        { type: 'function_call_output', call_id: 'look:0', output: 'gesehen' },
      ],
    },
  },
  messages: {
    tools: { tools: [{ name: 'look', input_schema: schema }] },
    next: {
      messages: [
        { role: 'user', content: 'Hallo' },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'Moment.' },
            { type: 'tool_use', id: 'look:0', name: 'look', input },
          ],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'look:0', content: 'gesehen' }] },
      ],
    },
  },
  gemini: {
    tools: { tools: [{ functionDeclarations: [{ name: 'look', parametersJsonSchema: schema }] }] },
    next: {
      contents: [
        { role: 'user', parts: [{ text: 'Hallo' }] },
        {
          role: 'model',
          parts: [{ text: 'Moment.' }, { functionCall: { id: 'look:0', name: 'look', args: input } }],
        },
        {
          role: 'user',
          parts: [{ functionResponse: { id: 'look:0', name: 'look', response: { output: 'gesehen' } } }],
        },
      ],
    },
  },
  ollama: {
    tools: { tools: [{ type: 'function', function: { name: 'look', parameters: schema } }] },
    next: {
      messages: [
        { role: 'user', content: 'Hallo' },
        {
          role: 'assistant',
          content: 'Moment.',
          tool_calls: [{ id: 'look:0', function: { name: 'look', arguments: input } }],
        },
        { role: 'tool', tool_name: 'look', tool_call_id: 'look:0', content: 'gesehen' },
      ],
    },
  },
}

for (const [as, { tools, next }] of Object.entries(callers) as [Wire, { tools: object; next: object }][])
  for (const stream of [true, false])
    test(`a ${stream ? 'stream' : 'whole answer'} for a caller of ${as} gives the thinking back with the result`, async () => {
      await rig.ask({ as, of: 'chat', model, body: tools, stream, answer: stream ? answered : whole })
      const { sent, status } = await rig.ask({ as, of: 'chat', model, body: { ...tools, ...next } })
      expect(status).toBe(200)
      expect((sent.messages as object[])[1]).toMatchObject({
        role: 'assistant',
        content: 'Moment.',
        reasoning_content: 'Erst sehen.',
        tool_calls: [{ id: 'look:0' }],
      })
    })

test('the thinking of one provider is told to no other one', async () => {
  const { tools, next } = callers.messages ?? { tools: {}, next: {} }
  await rig.ask({ as: 'messages', of: 'chat', model, body: tools, answer: whole })
  for (const of of ['responses', 'gemini', 'ollama'] as const) {
    const { sent } = await rig.ask({ as: 'messages', of, body: { ...tools, ...next } })
    expect(JSON.stringify(sent)).toContain('gesehen')
    expect(JSON.stringify(sent)).not.toContain('Erst sehen.')
  }
})

test('a server that knows no ids gets its thinking back too', async () => {
  const { tools } = callers.messages ?? { tools: {} }
  const { json: first } = await rig.ask({
    as: 'messages',
    of: 'ollama',
    body: tools,
    answer: json({
      model: 'qwen3',
      done: true,
      done_reason: 'stop',
      message: {
        role: 'assistant',
        content: '',
        thinking: 'Erst sehen.',
        tool_calls: [{ function: { name: 'look', arguments: input } }],
      },
      prompt_eval_count: 20,
      eval_count: 10,
    }),
  })
  const content = first.content as { type: string; id: string }[]
  const call = content.find(({ type }) => type === 'tool_use')
  const messages = [
    { role: 'user', content: 'Hallo' },
    { role: 'assistant', content: [call] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: call?.id, content: 'gesehen' }] },
  ]
  const { sent } = await rig.ask({ as: 'messages', of: 'ollama', body: { ...tools, messages } })
  expect((sent.messages as object[])[1]).toMatchObject({ role: 'assistant', thinking: 'Erst sehen.' })
})

test('thinking is told neither to another provider of its format, nor to another client, nor where it is refused', async () => {
  const { tools, next } = callers.messages ?? { tools: {}, next: {} }
  const key = 'sk-key-of-the-provider-0123'
  await using here = await openGatewayRig({
    providers: origin => [
      { id: 'one', kind: 'together', baseUrl: `${origin}/v1`, key },
      { id: 'two', kind: 'together', baseUrl: `${origin}/v1`, key },
      { id: 'strict', kind: 'groq', baseUrl: `${origin}/v1`, key },
    ],
  })
  const ask = async (provider: string, body: object, headers?: HeadersInit) => {
    here.upstream.script({ answer: whole })
    const request = { model: `${provider}/${model}`, max_tokens: 4000, ...tools, ...body }
    const reply = await here.post('/v1/messages', request, headers && { headers })
    expect(reply.status).toBe(200)
    await reply.text()
    return String(here.lastCall().body)
  }
  const hello = { messages: [{ role: 'user', content: 'Hallo' }] }
  for (const provider of ['one', 'strict']) await ask(provider, hello)
  const { token } = await here.gateway.admin.createClient({ name: 'another' })
  expect(await ask('two', next)).not.toContain('Erst sehen.')
  expect(await ask('one', next, { authorization: `Bearer ${token}` })).not.toContain('Erst sehen.')
  expect(await ask('strict', next)).not.toContain('reasoning_content')
  expect(await ask('one', next)).toContain('Erst sehen.')
})
