import { describe, expect, test } from 'vitest'
import type { Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { writeMessages } from '../../../../gateway/formats/ollama-chat/write-messages.ts'

const base64 = Buffer.from('\x89PNG\r\n\x1a\n0123456789', 'latin1').toString('base64')
const hello: Turn = { role: 'user', parts: [{ type: 'text', text: 'Hi' }] }

function write(...turns: Turn[]) {
  const receipt = new Receipt()
  const messages = writeMessages(turns, receipt)
  const paths = (entries: readonly { readonly path: string }[]) => entries.map(({ path }) => path)
  return { messages, dropped: paths(receipt.dropped), changed: paths(receipt.changed) }
}
const messageOf = (role: Turn['role'], ...parts: Part[]) => write({ role, parts })

describe('messages', () => {
  test('have bare base64, and no address', () => {
    const image = (source: Extract<Part, { type: 'image' }>['source']): Part => ({ type: 'image', source })
    expect(
      messageOf(
        'user',
        { type: 'text', text: 'One' },
        image({ type: 'data', mediaType: 'image/png', base64 }),
        image({ type: 'url', url: 'https://a.b/c.png' }),
        image({ type: 'file', id: 'file_1', origin: 'x' }),
        { type: 'text', text: 'Two' },
      ),
    ).toEqual({
      messages: [{ role: 'user', content: 'One\n\nTwo', images: [base64] }],
      dropped: ['messages[0].content[2]', 'messages[0].content[3]'],
      changed: [],
    })
  })

  test('lose documents and audio, and say so; plain text stays', () => {
    const document = (mediaType: string): Part => ({
      type: 'document',
      name: 'a.txt',
      source: { type: 'data', mediaType, base64: Buffer.from('Grüezi').toString('base64') },
    })
    expect(
      messageOf('user', document('application/pdf'), document('text/plain'), {
        type: 'audio',
        base64: 'AAAA',
        format: 'wav',
      }),
    ).toEqual({
      messages: [{ role: 'user', content: 'a.txt\n\nGrüezi' }],
      dropped: ['messages[0].content[0]', 'messages[0].content[2]'],
      changed: ['messages[0].content[1]'],
    })
  })

  test('of a developer are of the system, in their place', () => {
    const { messages, changed } = write(hello, {
      role: 'developer',
      parts: [{ type: 'text', text: 'Be kind.' }],
    })
    expect(messages).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'system', content: 'Be kind.' },
    ])
    expect(changed).toEqual(['messages[1].role'])
  })

  test('have arguments as objects, a content that is a string, and the name of the tool beside its result', () => {
    const { messages } = write(
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'Hm' },
          { type: 'tool-call', id: 'a', name: 'weather', arguments: '{"id":12345678901234567890}' },
          { type: 'tool-call', id: 'b', name: 'time', arguments: '' },
        ],
      },
      {
        role: 'tool',
        parts: [
          { type: 'tool-result', callId: 'b', content: [{ type: 'text', text: '12:00' }], isError: false },
          { type: 'tool-result', callId: 'a', content: [{ type: 'text', text: 'none' }], isError: true },
        ],
      },
    )
    expect(JSON.stringify(messages)).toContain('12345678901234567890')
    expect(messages).toMatchObject([
      {
        role: 'assistant',
        content: '',
        thinking: 'Hm',
        tool_calls: [
          { id: 'a', function: { index: 0, name: 'weather' } },
          { id: 'b', function: { index: 1, name: 'time', arguments: {} } },
        ],
      },
      { role: 'tool', content: '12:00', tool_name: 'time', tool_call_id: 'b' },
      { role: 'tool', content: 'The tool failed:\n\nnone', tool_name: 'weather', tool_call_id: 'a' },
    ])
  })

  test.each([
    'patch it',
    '[1]',
    '12345678901234567890',
    '{"a":',
    `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  ])('wrap arguments that are no object: %.20s', text => {
    const { messages, changed } = messageOf('assistant', {
      type: 'tool-call',
      id: 'a',
      name: 'f',
      arguments: text,
    })
    expect(messages).toMatchObject([{ tool_calls: [{ function: { arguments: { input: text } } }] }])
    expect(changed).toEqual(['messages[0].content[0].arguments'])
  })

  test('send thinking without a seal, and leave out what only its provider can read', () => {
    expect(
      messageOf(
        'assistant',
        { type: 'reasoning', text: 'Hm', seal: { origin: 'x', value: 's' } },
        { type: 'reasoning', text: '', seal: { origin: 'x', value: 's', isRedacted: true } },
        { type: 'refusal', text: 'No.' },
      ),
    ).toEqual({
      messages: [{ role: 'assistant', content: 'No.', thinking: 'Hm' }],
      dropped: ['messages[0].content[1]'],
      changed: ['messages[0].content[0]', 'messages[0].content[2]'],
    })
  })
})
