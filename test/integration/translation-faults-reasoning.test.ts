// Faults with thinking that other gateways had as they translated. Each test shows the right behaviour.
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
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

const user = (content: unknown) => ({ role: 'user', content })
const thinking = { type: 'thinking', thinking: 'Hm.', signature: 'c2lnbmVk' }
const look = { type: 'function', function: { name: 'look', parameters: { type: 'object' } } }

test('thinking that another provider signed, or nobody, is not sent to messages', async () => {
  const { sent, status } = await rig.ask({
    as: 'responses',
    of: 'messages',
    body: {
      input: [
        { role: 'user', content: 'Hallo' },
        {
          type: 'reasoning',
          id: 'rs_1',
          summary: [{ type: 'summary_text', text: 'Geheim' }],
          encrypted_content: 'b3BlbmFp',
        },
        { role: 'assistant', content: 'Ja.' },
        { role: 'user', content: 'Und?' },
      ],
    },
  })
  expect(status).toBe(200)
  expect(JSON.stringify(sent)).not.toMatch(/thinking|signature|Geheim|b3BlbmFp/)
  const unsigned = await rig.ask({
    as: 'chat',
    of: 'messages',
    body: {
      messages: [
        user('Hallo'),
        { role: 'assistant', content: 'Ja.', reasoning_content: 'Geheim' },
        user('Und?'),
      ],
    },
  })
  expect(JSON.stringify(unsigned.sent)).not.toMatch(/thinking|signature|Geheim/)
})

test('a signature that a caller carried for another provider is taken off before the provider gets it', async () => {
  const { json: first } = await rig.ask({
    as: 'messages',
    of: 'responses',
    body: { thinking: { type: 'enabled', budget_tokens: 2000 } },
    answer: json({
      id: 'resp_1',
      status: 'completed',
      output: [
        {
          type: 'reasoning',
          id: 'rs_1',
          summary: [{ type: 'summary_text', text: 'Hm.' }],
          encrypted_content: 'b3BlbmFp',
        },
        {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'Ja.', annotations: [] }],
        },
      ],
      usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
    }),
  })
  const messages = [user('Hallo'), { role: 'assistant', content: first.content }, user('Und?')]
  const { sent } = await rig.ask({ as: 'messages', of: 'responses', body: { messages } })
  expect(sent.input).toContainEqual(
    expect.objectContaining({ type: 'reasoning', encrypted_content: 'b3BlbmFp' }),
  )
  const { sent: elsewhere } = await rig.ask({ as: 'messages', of: 'gemini', body: { messages } })
  expect(JSON.stringify(elsewhere)).not.toContain('b3BlbmFp')
  expect(JSON.stringify(elsewhere.contents)).not.toContain('Hm.')
})

test('thinking, calls and redacted thinking of one turn come back in their order, as they were', async () => {
  const content = [
    thinking,
    { type: 'text', text: 'Ich sehe nach.' },
    { type: 'tool_use', id: 'toolu_a', name: 'look', input: {} },
    { type: 'redacted_thinking', data: 'cmVkYWN0ZWQ=' },
    { type: 'thinking', thinking: 'Und noch etwas.', signature: 'c2lnbmVkMg==' },
    { type: 'tool_use', id: 'toolu_b', name: 'look', input: { at: 'b' } },
  ]
  const first = await rig.ask({
    as: 'responses',
    of: 'messages',
    body: {
      include: ['reasoning.encrypted_content'],
      tools: [{ type: 'function', name: 'look', parameters: { type: 'object' } }],
      reasoning: { effort: 'medium', summary: 'auto' },
    },
    answer: json({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content,
      stop_reason: 'tool_use',
      usage: { input_tokens: 1, output_tokens: 1 },
    }),
  })
  const results = ['toolu_a', 'toolu_b'].map(call_id => ({
    type: 'function_call_output',
    call_id,
    output: 'x',
  }))
  const { sent } = await rig.ask({
    as: 'responses',
    of: 'messages',
    body: {
      tools: [{ type: 'function', name: 'look', parameters: { type: 'object' } }],
      input: [{ role: 'user', content: 'Hallo' }, ...(first.json.output as object[]), ...results],
    },
  })
  expect((sent.messages as object[])[1]).toEqual({ role: 'assistant', content })
})

test('a block of thinking is closed before text begins, with an empty signature where nobody signed', async () => {
  const { events } = await rig.ask({
    as: 'messages',
    of: 'chat',
    stream: true,
    answer: sse(
      chunk({ role: 'assistant', reasoning_content: 'Hm' }),
      chunk({ reasoning_content: '.' }),
      chunk({ content: 'Ja.' }),
      chunk({}, 'stop'),
      chatUsage,
      '[DONE]',
    ),
  })
  const blocks = events.filter(({ type }) => String(type).startsWith('content_block'))
  expect(blocks).toMatchObject([
    { type: 'content_block_start', index: 0, content_block: { type: 'thinking' } },
    { delta: { type: 'thinking_delta', thinking: 'Hm' } },
    { delta: { type: 'thinking_delta', thinking: '.' } },
    { delta: { type: 'signature_delta', signature: '' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_start', index: 1, content_block: { type: 'text' } },
    { delta: { type: 'text_delta', text: 'Ja.' } },
    { type: 'content_block_stop', index: 1 },
  ])
})

test('what a responses model thought is followed at once by what it led to, and comes back sealed', async () => {
  const body = {
    thinking: { type: 'enabled', budget_tokens: 2000 },
    tools: [{ name: 'look', input_schema: { type: 'object' } }],
  }
  const { json: first } = await rig.ask({
    as: 'messages',
    of: 'responses',
    body,
    answer: json({
      id: 'resp_1',
      status: 'completed',
      output: [
        { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'b3BlbmFp' },
        {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          content: [{ type: 'output_text', text: '', annotations: [] }],
        },
        { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'look', arguments: '{}' },
      ],
      usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
    }),
  })
  const results = [{ type: 'tool_result', tool_use_id: 'call_1', content: 'x' }]
  const messages = [user('Hallo'), { role: 'assistant', content: first.content }, user(results)]
  const { sent } = await rig.ask({ as: 'messages', of: 'responses', body: { ...body, messages } })
  expect((sent.input as { type: string }[]).map(({ type }) => type)).toEqual([
    'message',
    'reasoning',
    'function_call',
    'function_call_output',
  ])
  expect(sent.include).toContain('reasoning.encrypted_content')
})

test('a caller of chat completions gets a turn with thinking continued, though its format has no place for it', async () => {
  const text = { type: 'text', text: 'Moment.' }
  const call = { type: 'tool_use', id: 'toolu_a', name: 'look', input: {} }
  await rig.ask({
    as: 'chat',
    of: 'messages',
    body: { tools: [look], reasoning_effort: 'medium' },
    answer: json({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [thinking, text, call],
      stop_reason: 'tool_use',
      usage: { input_tokens: 1, output_tokens: 1 },
    }),
  })
  const tool_calls = [{ id: 'toolu_a', type: 'function', function: { name: 'look', arguments: '{}' } }]
  const { sent } = await rig.ask({
    as: 'chat',
    of: 'messages',
    body: {
      tools: [look],
      reasoning_effort: 'medium',
      messages: [
        user('Hallo'),
        { role: 'assistant', content: 'Moment.', tool_calls },
        { role: 'tool', tool_call_id: 'toolu_a', content: 'x' },
      ],
    },
  })
  expect((sent.messages as object[])[1]).toEqual({ role: 'assistant', content: [thinking, text, call] })
  expect(sent.thinking).toMatchObject({ type: 'enabled' })
})
