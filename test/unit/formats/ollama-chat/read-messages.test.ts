import { describe, expect, test } from 'vitest'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { readMessages } from '../../../../gateway/formats/ollama-chat/read-messages.ts'

const png = Buffer.from('\x89PNG\r\n\x1a\n0123456789', 'latin1').toString('base64')
const turnsOf = (...messages: object[]) => readMessages(messages, new Receipt())

describe('messages', () => {
  test('are turns in their order, whatever the case of their roles', () => {
    expect(turnsOf({ role: 'System', content: 'Be kind.' }, { role: 'user', content: 'Hi' })).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
      { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
    ])
  })

  test.each([
    ['image/png', '\x89PNG\r\n\x1a\n0123'],
    ['image/jpeg', '\xff\xd8\xff\xe0\x00\x10JFIF'],
    ['image/gif', 'GIF89a0123456789'],
    ['image/webp', 'RIFF\x00\x01\x02\x03WEBPVP8 '],
    ['image/heic', '\x00\x00\x00\x18ftypheic0000'],
    ['image/avif', '\x00\x00\x00\x18ftypavif0000'],
    ['image/bmp', 'BM0123456789'],
  ])('have a picture of type %s by its bytes', (mediaType, bytes) => {
    const base64 = Buffer.from(bytes, 'latin1').toString('base64')
    const picture = { type: 'image', source: { type: 'data', mediaType, base64 } }
    const words = { type: 'text', text: 'What is it?' }
    const lines = `${base64.slice(0, 8)}\n${base64.slice(8)}`
    const images = [base64, `data:image/x;base64,${base64}`, lines]
    expect(turnsOf({ role: 'user', content: 'What is it?', images })).toEqual([
      { role: 'user', parts: [picture, picture, picture, words] },
    ])
  })

  test('lose bytes that are no picture, and say so', () => {
    const images = [Buffer.from('%PDF-1.7 0123456789').toString('base64')]
    const receipt = new Receipt()
    const turns = readMessages([{ role: 'user', content: 'Hi', images }], receipt)
    expect(turns[0]?.parts).toEqual([{ type: 'text', text: 'Hi' }])
    expect(receipt.dropped.map(({ path }) => path)).toEqual(['messages[0].images[0]'])
  })

  const call = (name: string, input: unknown, id?: string) => ({
    ...(id === undefined ? {} : { id }),
    function: { name, arguments: input },
  })
  const result = (content: string, more: object = {}) => ({ role: 'tool', content, ...more })
  const pairsOf = (...messages: object[]) =>
    turnsOf(...messages)
      .flatMap(({ parts }) => parts)
      .flatMap(part => (part.type === 'tool-result' ? [[part.callId, part.name]] : []))

  test('with calls keep thinking, words and calls in their order, arguments as text', () => {
    const message = {
      role: 'assistant',
      content: 'I look.',
      thinking: 'Which city?',
      tool_calls: [call('weather', { city: 'Zürich' }), call('time', null), call('zone', '{"a": 1}')],
    }
    expect(turnsOf({ role: 'user', content: 'Hi' }, message)[1]).toEqual({
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'Which city?' },
        { type: 'text', text: 'I look.' },
        { type: 'tool-call', id: 'call_1_0', name: 'weather', arguments: '{"city":"Zürich"}' },
        { type: 'tool-call', id: 'call_1_1', name: 'time', arguments: '{}' },
        { type: 'tool-call', id: 'call_1_2', name: 'zone', arguments: '{"a": 1}' },
      ],
    })
  })

  test('without ids pair results with calls by name, and in order where the name is the same', () => {
    const calls = [call('weather', { city: 'Bern' }), call('time', {}), call('weather', { city: 'Rome' })]
    expect(
      pairsOf(
        { role: 'assistant', content: '', tool_calls: calls },
        result('12:00', { tool_name: 'time' }),
        result('cold', { tool_name: 'weather' }),
        result('warm', { name: 'weather' }),
      ),
    ).toEqual([
      ['call_0_1', 'time'],
      ['call_0_0', 'weather'],
      ['call_0_2', 'weather'],
    ])
  })

  test('without ids or names pair results with calls in their order', () => {
    const calls = [call('weather', {}), call('time', {})]
    expect(
      pairsOf({ role: 'assistant', tool_calls: calls }, result('cold'), result('12:00'), result('?')),
    ).toEqual([
      ['call_0_0', 'weather'],
      ['call_0_1', 'time'],
      ['call_3', undefined],
    ])
  })

  test('with ids keep them exactly, and find the name of the tool', () => {
    const calls = [call('weather', {}, 'functions.weather:0'), call('weather', {}, 'b')]
    expect(
      pairsOf(
        { role: 'assistant', tool_calls: calls },
        result('warm', { tool_call_id: 'b' }),
        result('cold', { tool_call_id: 'functions.weather:0' }),
      ),
    ).toEqual([
      ['b', 'weather'],
      ['functions.weather:0', 'weather'],
    ])
  })

  test('with ids and without are paired side by side', () => {
    const calls = [call('weather', {}, 'a'), call('weather', {}), call('time', {})]
    expect(
      pairsOf(
        { role: 'assistant', tool_calls: calls },
        result('1', { tool_call_id: 'a' }),
        result('2', { tool_name: 'weather' }),
        result('3'),
      ),
    ).toEqual([
      ['a', 'weather'],
      ['call_0_1', 'weather'],
      ['call_0_2', 'time'],
    ])
  })

  test('have the same ids in every request', () => {
    const messages = [{ role: 'assistant', tool_calls: [call('weather', {})] }, result('cold')]
    expect(turnsOf(...messages)).toEqual(turnsOf(...messages))
  })

  test('have results with pictures', () => {
    expect(turnsOf(result('See', { tool_name: 'camera', images: [png] }))[0]?.parts).toEqual([
      {
        type: 'tool-result',
        callId: 'call_0',
        name: 'camera',
        content: [
          { type: 'text', text: 'See' },
          { type: 'image', source: { type: 'data', mediaType: 'image/png', base64: png } },
        ],
        isError: false,
      },
    ])
  })
})
