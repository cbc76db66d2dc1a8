import { describe, expect, test } from 'vitest'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { droppedOf, partsOf, read, turnsOf } from './reading.ts'

describe('messages', () => {
  test('keeps instructions where they stand, with the names of who speaks', () => {
    expect(
      turnsOf(
        { role: 'system', content: 'Be kind' },
        { role: 'user', name: 'Ann', content: 'Hi' },
        { role: 'developer', content: [{ type: 'text', text: 'Be short' }] },
        { role: 'assistant', name: 'bot', content: 'Ok' },
      ),
    ).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'Be kind' }] },
      { role: 'user', name: 'Ann', parts: [{ type: 'text', text: 'Hi' }] },
      { role: 'developer', parts: [{ type: 'text', text: 'Be short' }] },
      { role: 'assistant', name: 'bot', parts: [{ type: 'text', text: 'Ok' }] },
    ])
  })

  test('names each result after the tool that its call names', () => {
    const call = (id: string, name: string) => ({
      id,
      type: 'function',
      function: { name, arguments: '{"a":1}' },
    })
    expect(
      turnsOf(
        {
          role: 'assistant',
          content: null,
          tool_calls: [call('functions.read:0', 'read'), call('b', 'list')],
        },
        { role: 'tool', tool_call_id: 'b', content: 'two' },
        { role: 'tool', tool_call_id: 'functions.read:0', content: [{ type: 'text', text: 'one' }] },
      ),
    ).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'tool-call', id: 'functions.read:0', name: 'read', arguments: '{"a":1}' },
          { type: 'tool-call', id: 'b', name: 'list', arguments: '{"a":1}' },
        ],
      },
      { role: 'tool', parts: [resultOf('b', 'list', 'two')] },
      { role: 'tool', parts: [resultOf('functions.read:0', 'read', 'one')] },
    ])
  })

  test('gives legacy functions ids, and each result the id of the last call by its name', () => {
    const [, first, second, third, fourth] = turnsOf(
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: null, function_call: { name: 'look', arguments: '' } },
      { role: 'function', name: 'look', content: 'one' },
      { role: 'assistant', content: null, function_call: { name: 'look', arguments: '{}' } },
      { role: 'function', name: 'look', content: 'two' },
    )
    expect(first?.parts).toEqual([{ type: 'tool-call', id: 'function_1', name: 'look', arguments: '{}' }])
    expect(second?.parts).toEqual([resultOf('function_1', 'look', 'one')])
    expect(third?.parts).toMatchObject([{ id: 'function_3' }])
    expect(fourth?.parts).toEqual([resultOf('function_3', 'look', 'two')])
  })

  test.each(['reasoning_content', 'reasoning'])('reads shown thinking in %s', member => {
    const [turn] = turnsOf({ role: 'assistant', content: 'Yes', [member]: 'Hm' })
    expect(turn?.parts).toEqual([
      { type: 'reasoning', text: 'Hm' },
      { type: 'text', text: 'Yes' },
    ])
  })

  test('takes back a foreign signature as what it was, and its own exactly as it came', () => {
    const own = { type: 'reasoning.text', text: 'Hm', signature: 'sig', format: 'x', index: 0 }
    const foreign = {
      type: 'reasoning.text',
      text: 'So',
      signature: 'gatehouse.other-format.s.abc',
      index: 1,
    }
    const hidden = { type: 'reasoning.encrypted', data: 'gatehouse.other-format.r.def', index: 2 }
    const [turn] = turnsOf({ role: 'assistant', content: '', reasoning_details: [own, foreign, hidden] })
    expect(turn?.parts).toEqual([
      {
        type: 'reasoning',
        text: 'Hm',
        seal: { origin: 'openai-chat', value: JSON.stringify(own), isRedacted: false },
      },
      { type: 'reasoning', text: 'So', seal: { origin: 'other-format', value: 'abc', isRedacted: false } },
      { type: 'reasoning', text: '', seal: { origin: 'other-format', value: 'def', isRedacted: true } },
    ])
  })

  test('reads refusals in both places', () => {
    const [first, second] = turnsOf(
      { role: 'assistant', content: null, refusal: 'No' },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'Never' }] },
    )
    expect(first?.parts).toEqual([{ type: 'refusal', text: 'No' }])
    expect(second?.parts).toEqual([{ type: 'refusal', text: 'Never' }])
  })

  test('takes an answer of the official client back without a note', () => {
    const answer = { role: 'assistant', content: 'Hi', refusal: null, annotations: [], tool_calls: [] }
    expect(read({ messages: [answer] }).receipt).toEqual(new Receipt())
  })
})

describe('parts', () => {
  test.each([
    [
      'a picture in the request, with its detail',
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
      { type: 'image', source: { type: 'data', mediaType: 'image/png', base64: 'AAAA' }, detail: 'low' },
    ],
    [
      'a picture elsewhere',
      { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
      { type: 'image', source: { type: 'url', url: 'https://example.org/a.png' } },
    ],
    [
      'a sound',
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
      { type: 'audio', base64: 'AAAA', format: 'wav' },
    ],
    [
      'a document',
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
      {
        type: 'document',
        source: { type: 'data', mediaType: 'application/pdf', base64: 'AAAA' },
        name: 'a.pdf',
      },
    ],
    [
      'an uploaded document, which is no address',
      { type: 'file', file: { file_id: 'file-1' } },
      { type: 'document', source: { type: 'file', id: 'file-1', origin: 'openai-chat' } },
    ],
    [
      'a mark for the cache',
      { type: 'text', text: 'Long', cache_control: { type: 'ephemeral', ttl: '1h' } },
      { type: 'text', text: 'Long', cache: { lifetime: '1h' } },
    ],
    [
      'data that is not base64',
      { type: 'image_url', image_url: 'data:image/svg+xml,%3Csvg/%3E' },
      {
        type: 'image',
        source: {
          type: 'data',
          mediaType: 'image/svg+xml',
          base64: Buffer.from('<svg/>').toString('base64'),
        },
      },
    ],
  ])('reads %s', (_, part, expected) => {
    expect(partsOf([part])).toEqual([expected])
  })

  test('notes a part that it does not know', () => {
    expect(droppedOf({ messages: [{ role: 'user', content: [{ type: 'video_url' }] }] })).toEqual([
      'messages[0].content[0]',
    ])
  })

  test('reads pictures of a result, which compatible clients send', () => {
    const [, turn] = turnsOf(
      { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'shoot', arguments: '{}' } }] },
      {
        role: 'tool',
        tool_call_id: 'a',
        content: [{ type: 'image_url', image_url: { url: 'https://a.test/b' } }],
      },
    )
    expect(turn?.parts).toMatchObject([{ content: [{ type: 'image' }] }])
  })
})

function resultOf(callId: string, name: string, text: string): object {
  return { type: 'tool-result', callId, name, content: [{ type: 'text', text }], isError: false }
}
