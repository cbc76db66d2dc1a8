// Faults with results of tools that other gateways had as they translated. Each test shows the right behaviour.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTranslationRig, type TranslationRig } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }
const dataUrl = 'data:image/png;base64,AAAA'
const user = (content: unknown) => ({ role: 'user', content })
const assistant = (content: unknown) => ({ role: 'assistant', content })
const use = (id: string, name = 'look') => ({ type: 'tool_use', id, name, input: {} })
const result = (tool_use_id: string, content: unknown, rest: object = {}) => ({
  type: 'tool_result',
  tool_use_id,
  content,
  ...rest,
})
const tools = [
  { name: 'look', input_schema: { type: 'object' } },
  { name: 'hear', input_schema: { type: 'object' } },
]
const ask = (of: 'chat' | 'responses' | 'gemini', messages: readonly object[], model?: string) =>
  rig.ask({ as: 'messages', of, body: { tools, messages }, ...(model === undefined ? {} : { model }) })

test('the results of parallel calls are one message of the user for messages, before what the user says', async () => {
  const call = (id: string) => ({ id, type: 'function', function: { name: 'look', arguments: '{}' } })
  const { sent } = await rig.ask({
    as: 'chat',
    of: 'messages',
    body: {
      tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
      messages: [
        user('Hallo'),
        { role: 'assistant', content: null, tool_calls: [call('call_a'), call('call_b')] },
        { role: 'tool', tool_call_id: 'call_a', content: 'eins' },
        { role: 'tool', tool_call_id: 'call_b', content: 'zwei' },
        user('Und?'),
      ],
    },
  })
  const messages = sent.messages as { role: string; content: { type: string }[] }[]
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
  expect(messages[2]?.content.map(({ type }) => type)).toEqual(['tool_result', 'tool_result', 'text'])
})

test('the responses of parallel functions are one content for Gemini, named as the calls, and objects', async () => {
  const { sent } = await ask('gemini', [
    user('Hallo'),
    assistant([use('toolu_a'), use('toolu_b', 'hear'), use('toolu_c')]),
    user([
      result('toolu_c', '[1,2]'),
      result('toolu_a', 'eins'),
      result('toolu_b', 'kaputt', { is_error: true }),
    ]),
  ])
  expect(sent.contents).toMatchObject([
    { role: 'user' },
    { role: 'model', parts: [{}, {}, {}] },
    {
      role: 'user',
      parts: [
        { functionResponse: { name: 'look', response: { result: 'eins' } } },
        { functionResponse: { name: 'hear', response: { error: 'kaputt' } } },
        { functionResponse: { name: 'look', response: { result: [1, 2] } } },
      ],
    },
  ])
  expect(sent.contents).toHaveLength(3)
})

describe('a picture in a result', () => {
  const messages = [
    user('Hallo'),
    assistant([use('toolu_a'), use('toolu_b')]),
    user([result('toolu_a', [{ type: 'text', text: 'Bild:' }, picture]), result('toolu_b', 'zwei')]),
  ]

  test('follows the last result in chat completions, where results have only text', async () => {
    const { sent } = await ask('chat', messages)
    expect(sent.messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant' },
      { role: 'tool', tool_call_id: 'toolu_a', content: 'Bild:' },
      { role: 'tool', tool_call_id: 'toolu_b', content: 'zwei' },
      { role: 'user', content: [{ type: 'text' }, { type: 'image_url', image_url: { url: dataUrl } }] },
    ])
  })

  test('stands within the output of responses', async () => {
    const { sent } = await ask('responses', messages)
    expect(sent.input).toContainEqual({
      type: 'function_call_output',
      call_id: 'toolu_a',
      output: [
        { type: 'input_text', text: 'Bild:' },
        expect.objectContaining({ type: 'input_image', image_url: dataUrl }),
      ],
    })
  })
})

test.each(['chat', 'messages', 'gemini'] as const)(
  'a result that comes after the user has said something stays the result of its call for %s',
  async of => {
    const call = (call_id: string) => ({ type: 'function_call', call_id, name: 'look', arguments: '{}' })
    const output = (call_id: string) => ({ type: 'function_call_output', call_id, output: 'x' })
    const { sent } = await rig.ask({
      as: 'responses',
      of,
      body: {
        tools: [{ type: 'function', name: 'look', parameters: { type: 'object' } }],
        input: [
          user('Hallo'),
          call('call_a'),
          call('call_b'),
          output('call_b'),
          user('Schneller!'),
          output('call_a'),
          user('Und?'),
        ],
      },
    })
    const text = JSON.stringify(sent.messages ?? sent.contents)
    const order =
      text.match(
        /tool_use"|"functionCall|tool_result|functionResponse"|"role":"tool"|"type":"function"|Schneller|Und/g,
      ) ?? []
    expect(order).toHaveLength(6)
    expect(order.slice(4)).toEqual(['Schneller', 'Und'])
    expect(new Set(order.slice(0, 2)).size + new Set(order.slice(2, 4)).size).toBe(2)
  },
)

describe('a conversation that was shortened', () => {
  const history = [
    user([result('toolu_gone', 'verwaist')]),
    assistant([{ type: 'text', text: 'Gut.' }, use('toolu_open')]),
    user('Weiter'),
  ]

  test.each(['chat', 'responses', 'gemini'] as const)(
    'sends %s no call and no result without the other one, and what the result said as text',
    async of => {
      const { sent, status } = await ask(of, history)
      expect(status).toBe(200)
      const text = JSON.stringify(sent.messages ?? sent.input ?? sent.contents)
      expect(text).not.toMatch(/tool_call|function_call|functionCall|functionResponse|"role":"tool"/)
      expect(text).toContain('verwaist')
      expect(text).toContain('Gut.')
    },
  )

  test.each(['messages', 'gemini', 'chat'] as const)(
    'is mended for %s from calls of every kind in responses',
    async of => {
      const call = { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' }
      const { sent, status } = await rig.ask({
        as: 'responses',
        of,
        body: {
          tools: [{ type: 'custom', name: 'apply_patch' }, { type: 'local_shell' }],
          input: [
            { type: 'function_call_output', call_id: 'call_0', output: 'verwaist' },
            { type: 'custom_tool_call_output', call_id: 'call_2', output: 'Flicken' },
            { role: 'user', content: 'Hallo' },
            call,
            { type: 'custom_tool_call', call_id: 'call_3', name: 'apply_patch', input: '*** Begin' },
            { role: 'user', content: 'Weiter' },
          ],
        },
      })
      expect(status).toBe(200)
      const text = JSON.stringify(sent.messages ?? sent.contents)
      expect(text).not.toMatch(
        /"tool_use"|"tool_result"|"tool_calls"|functionCall|functionResponse|"role":"tool"/,
      )
      expect(text).toContain('verwaist')
      expect(text).toContain('Flicken')
    },
  )

  test('is refused where only the provider has the other half', async () => {
    const { status, json, sent } = await rig.ask({
      as: 'responses',
      of: 'messages',
      body: {
        previous_response_id: 'resp_0',
        input: [{ type: 'function_call_output', call_id: 'call_0', output: 'x' }],
      },
    })
    expect([status, sent]).toEqual([400, {}])
    expect(JSON.stringify(json)).toContain('previous_response_id')
  })
})
