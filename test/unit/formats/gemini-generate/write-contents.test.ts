import { describe, expect, test } from 'vitest'
import type { Part, Turn } from '../../../../gateway/chat/conversation.ts'
import {
  call,
  contentsOf,
  model,
  result,
  text,
  user,
  writeGenerate as write,
} from '../../../support/generated-content.ts'

describe('who speaks', () => {
  test('instructions at the start stand apart, and later ones where they were said', () => {
    const turns: Turn[] = [
      { role: 'system', parts: [{ type: 'text', text: 'One' }] },
      { role: 'developer', parts: [{ type: 'text', text: 'Two' }] },
      user('Hi'),
      { role: 'system', parts: [{ type: 'text', text: 'Three' }] },
    ]
    const { body, receipt } = write({ turns })
    expect(body.systemInstruction).toEqual({ parts: [{ text: 'One' }, { text: 'Two' }] })
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Hi' }, { text: 'Three' }] }])
    expect(receipt.changed).toMatchObject([{ path: 'messages[1].role' }, { path: 'messages[3].role' }])
  })

  test('neighbours of one role are one content', () => {
    expect(contentsOf([user('a'), user('b'), model(text('c')), model(text('d')), user('e')])).toEqual([
      { role: 'user', parts: [{ text: 'a' }, { text: 'b' }] },
      { role: 'model', parts: [{ text: 'c' }, { text: 'd' }] },
      { role: 'user', parts: [{ text: 'e' }] },
    ])
  })

  test('a history that opens with a call has a user turn before it', () => {
    const roles = contentsOf([model(call('1', 'f')), result('1', 'x')]).map(({ role }) => role)
    expect(roles).toEqual(['user', 'model', 'user'])
  })

  test('an answer that is begun is followed by a wish to go on', () => {
    const { body, receipt } = write({ turns: [user('a'), model(text('It is'))] })
    expect(body.contents.map(({ role }) => role)).toEqual(['user', 'model', 'user'])
    expect(receipt.changed).toHaveLength(1)
  })

  test('instructions alone are said by the user', () => {
    const { body } = write({ turns: [{ role: 'system', parts: [{ type: 'text', text: 'Write.' }] }] })
    expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Write.' }] }] })
  })

  test('empty text beside calls is left out', () => {
    expect(contentsOf([user('a'), model(text(''), call('1', 'f'))])[1]?.parts).toHaveLength(1)
  })
})

describe('calls and results', () => {
  test('results of a turn stand in one content, in the order of the calls and named as they are', () => {
    const turns = [
      user('a'),
      model(call('1', 'f'), call('2', 'g')),
      result('2', '[1]'),
      result('1', '{"x":2}'),
      user('b'),
    ]
    expect(contentsOf(turns).slice(1)).toEqual([
      {
        role: 'model',
        parts: [
          { functionCall: { name: 'f', args: { a: 1 } } },
          { functionCall: { name: 'g', args: { a: 1 } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'f', response: { x: 2 } } },
          { functionResponse: { name: 'g', response: { result: [1] } } },
          { text: 'b' },
        ],
      },
    ])
  })

  test.each([
    ['text', 'sunny', false, { result: 'sunny' }],
    ['nothing', '', false, { result: '' }],
    ['a number', '7', false, { result: '7' }],
    ['a failure', 'no network', true, { error: 'no network' }],
  ])('%s is wrapped', (_, said, isError, response) => {
    const turns = [user('a'), model(call('1', 'f')), result('1', said, isError)]
    expect(contentsOf(turns)[2]?.parts).toEqual([{ functionResponse: { name: 'f', response } }])
  })

  test('ids are sent only where the provider gave them', () => {
    const idsOf = (part: Part, id: string) =>
      contentsOf([user('a'), model(part), result(id, 'x')]).flatMap(({ parts = [] }) =>
        parts.flatMap(({ functionCall, functionResponse }) => functionCall?.id ?? functionResponse?.id ?? []),
      )
    expect(idsOf(call('abc', 'f', 'c2ln'), 'abc')).toEqual(['abc', 'abc'])
    expect(idsOf(call('call_1', 'f'), 'call_1')).toEqual([])
    expect(idsOf(call('call_gth_1', 'f', 'c2ln'), 'call_gth_1')).toEqual([])
  })

  test('a call without its result, and a result without its call, are told as text', () => {
    const { body, receipt } = write({
      turns: [user('a'), model(call('1', 'f')), user('b'), result('9', 'x'), model(call('2', 'f'))],
    })
    const wire = body.contents.flatMap(({ parts = [] }) => parts)
    expect(wire.filter(({ functionCall }) => functionCall)).toHaveLength(1)
    expect(wire.filter(({ functionResponse }) => functionResponse)).toEqual([])
    expect(receipt.changed).toHaveLength(2)
  })

  const seen: Turn = {
    role: 'tool',
    parts: [
      {
        type: 'tool-result',
        callId: '1',
        content: [{ type: 'image', source: { type: 'data', mediaType: 'image/png', base64: 'AA==' } }],
        isError: false,
      },
    ],
  }
  const inlineData = { mimeType: 'image/png', data: 'AA==' }
  test('pictures of a result stand in it from the third generation on, else beside it', () => {
    const turns = [user('a'), model(call('1', 'f')), seen]
    expect(contentsOf(turns, 'gemini-3-flash')[2]?.parts).toEqual([
      { functionResponse: { name: 'f', response: { result: '' }, parts: [{ inlineData }] } },
    ])
    expect(contentsOf(turns)[2]?.parts).toEqual([
      { functionResponse: { name: 'f', response: { result: '' } } },
      { inlineData },
    ])
  })

  test('names that are not allowed are changed everywhere and can be found again', () => {
    const name = 'mcp/files read '.repeat(9)
    const { body, toolNames } = write({
      tools: [{ name, parameters: {} }],
      toolChoice: { type: 'tool', name },
      turns: [user('a'), model(call('1', name)), result('1', 'x')],
    })
    const [[sent, original] = []] = [...(toolNames ?? [])]
    expect(original).toBe(name)
    expect(sent).toMatch(/^[A-Za-z_][\w.:-]{0,63}$/)
    expect(JSON.stringify(body).split(JSON.stringify(sent))).toHaveLength(5)
    expect(JSON.stringify(body)).not.toContain(name)
  })
})
