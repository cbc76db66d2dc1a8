import { describe, expect, test } from 'vitest'
import type { Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { writeRequest } from '../../../../gateway/formats/openai-chat/write-request.ts'
import { call, hi, looks, messagesOf, picture, result, sent, write } from './writing.ts'

describe('results', () => {
  test('moves pictures of results into one message of the user after the last result', () => {
    const shot: Part = { type: 'tool-result', callId: 'a', name: 'shoot', content: [picture], isError: false }
    const turns: Turn[] = [
      hi,
      { role: 'assistant', parts: [call('a', 'shoot'), call('b')] },
      { role: 'tool', parts: [shot] },
      { role: 'tool', parts: [result('b')] },
    ]
    const { body, changed } = write({ turns })
    expect(body.messages).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: null, tool_calls: [sent('a', 'shoot'), sent('b')] },
      { role: 'tool', tool_call_id: 'a', content: 'The result is in the next message of the user.' },
      { role: 'tool', tool_call_id: 'b', content: 'seen' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'From the result of shoot (a):' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        ],
      },
    ])
    expect(changed).toEqual(['messages[2].content[0].content[0]'])
  })

  test('drops a call without a result and tells a result without its call as text', () => {
    const turns: Turn[] = [
      { role: 'tool', parts: [result('gone', 'old')] },
      hi,
      { role: 'assistant', parts: [{ type: 'text', text: 'So' }, call('a'), call('b')] },
      { role: 'tool', parts: [result('b'), result('b', 'again')] },
    ]
    const { body, dropped, changed } = write({ turns })
    expect(body.messages).toEqual([
      { role: 'user', content: 'Result of the tool look:\n\nold' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'So', tool_calls: [sent('b')] },
      { role: 'tool', tool_call_id: 'b', content: 'seen' },
      { role: 'user', content: 'Result of the tool look:\n\nagain' },
    ])
    expect(dropped).toEqual(['messages[2].content[1]'])
    expect(changed).toEqual(['messages[0].content[0]', 'messages[3].content[1]'])
  })

  test('puts calls of several turns into one message, as their results follow them all', () => {
    expect(
      messagesOf(
        { role: 'assistant', parts: [call('a')] },
        { role: 'assistant', parts: [call('b')] },
        { role: 'tool', parts: [result('a')] },
        { role: 'tool', parts: [result('b')] },
      ),
    ).toMatchObject([{ tool_calls: [sent('a'), sent('b')] }, { tool_call_id: 'a' }, { tool_call_id: 'b' }])
  })

  test('says in the text that a tool failed', () => {
    const failed = { ...result('a', 'no such file'), isError: true } as Part
    expect(
      messagesOf({ role: 'assistant', parts: [call('a')] }, { role: 'tool', parts: [failed] }),
    ).toMatchObject([{}, { content: 'Error: no such file' }])
  })
})

describe('messages', () => {
  test('says a developer’s message in its place, as the system’s to other models', () => {
    const turns: Turn[] = [hi, { role: 'developer', parts: [{ type: 'text', text: 'Short' }] }, hi]
    expect(write({ turns }).body.messages).toMatchObject([{}, { role: 'system', content: 'Short' }, {}])
    expect(write({ turns }, 'gpt-5').body.messages).toMatchObject([{}, { role: 'developer' }, {}])
  })

  test('sends several texts as one string', () => {
    const text = (said: string) => ({ type: 'text', text: said }) as const
    expect(
      messagesOf(
        { role: 'system', parts: [text('a'), text('b')] },
        { role: 'user', parts: [text('c'), text('d')] },
        { role: 'assistant', parts: [text('e'), text('f')] },
      ),
    ).toEqual([
      { role: 'system', content: 'a\n\nb' },
      { role: 'user', content: 'c\n\nd' },
      { role: 'assistant', content: 'ef' },
    ])
  })

  test('tells thinking again only to models that want it, in the current turn or wherever they have tools', () => {
    const thought: Part = { type: 'reasoning', text: 'Hm', seal: { origin: 'other-format', value: 'abc' } }
    const turns: Turn[] = [
      hi,
      { role: 'assistant', parts: [thought, call('a')] },
      { role: 'tool', parts: [result('a')] },
    ]
    const said = (model: string) => JSON.stringify(write({ turns }, model).body.messages)
    expect(said('deepseek-chat')).toContain('"reasoning_content":"Hm"')
    expect(said('deepseek-chat')).not.toContain('abc')
    expect(said('gpt-5')).not.toMatch(/Hm|abc/)
    expect(write({ turns }, 'gpt-5').changed).toEqual(['messages[1].content[0]'])
    const later = { turns: [...turns, hi] }
    expect(JSON.stringify(write(later, 'deepseek-chat').body)).not.toContain('Hm')
    // It refuses a request with tools from which any of its thinking is missing.
    expect(JSON.stringify(write({ ...later, tools: [looks] }, 'deepseek-chat').body)).toContain('Hm')
  })

  test('says of an answer whose thinking is not known that there was some, where its maker’s server demands it', () => {
    const turns: Turn[] = [
      hi,
      { role: 'assistant', parts: [call('a')] },
      { role: 'tool', parts: [result('a')] },
      { role: 'assistant', parts: [{ type: 'text', text: 'Seen.' }] },
      hi,
    ]
    const said = (model: string) =>
      write({ turns, tools: [looks] }, model).body.messages as Record<string, unknown>[]
    for (const model of ['deepseek-v4-pro', 'kimi-k2-thinking'])
      expect(said(model).map(({ reasoning_content: thoughts }) => thoughts)).toEqual([
        undefined,
        // An empty text is refused too.
        ' ',
        undefined,
        ' ',
        undefined,
      ])
    // Without tools, only calls are refused.
    expect(JSON.stringify(write({ turns: [hi, ...turns.slice(3)] }, 'deepseek-v4-pro').body)).not.toContain(
      'reasoning_content',
    )
    // Servers of others refuse the member of models that do not think.
    for (const model of ['moonshotai/kimi-k2-instruct', 'zai-glm-4.7', 'gpt-5', 'qwen3'])
      expect(JSON.stringify(said(model))).not.toContain('reasoning_content')
  })

  test('tells no thinking again to a provider that refuses it of every model', () => {
    const thought: Part = { type: 'reasoning', text: 'Hm' }
    const turns: Turn[] = [
      hi,
      { role: 'assistant', parts: [thought, call('a')] },
      { role: 'tool', parts: [result('a')] },
    ]
    const receipt = new Receipt()
    const target = { model: 'deepseek-r1', refusesThoughts: true }
    const { body } = writeRequest({ stream: false, turns, tools: [looks] }, target, receipt)
    expect(JSON.stringify(body)).not.toContain('reasoning')
    expect(receipt.changed.map(({ path }) => path)).toEqual(['messages[1].content[0]'])
  })

  test('gives a seal of its own back as it came, and no other', () => {
    const detail = { type: 'reasoning.text', text: 'Hm', signature: 'sig', index: 0 }
    const own: Part = {
      type: 'reasoning',
      text: 'Hm',
      seal: { origin: 'openai-chat', value: JSON.stringify(detail) },
    }
    const sealed = { ...call('a'), seal: { origin: 'openai-chat', value: 'thought' } } as Part
    const foreign = { ...call('b'), seal: { origin: 'other-format', value: 'secret' } } as Part
    const messages = messagesOf(
      { role: 'assistant', parts: [own, sealed, foreign] },
      { role: 'tool', parts: [result('a'), result('b')] },
    )
    expect(messages).toMatchObject([
      {
        reasoning_details: [detail],
        tool_calls: [{ extra_content: { google: { thought_signature: 'thought' } } }, {}],
      },
      {},
      {},
    ])
    expect(JSON.stringify(messages)).not.toContain('secret')
  })

  test('leaves out a turn of which nothing is left', () => {
    expect(
      messagesOf(hi, { role: 'assistant', parts: [{ type: 'reasoning', text: 'Hm' }] }, hi),
    ).toHaveLength(2)
  })

  test('names a document without a name, sends plain text as text, and drops what it cannot send', () => {
    const document = (source: object) => ({ type: 'document', source }) as Part
    const parts = [
      document({ type: 'data', mediaType: 'application/pdf', base64: 'AAAA' }),
      document({ type: 'data', mediaType: 'text/plain', base64: Buffer.from('Notes').toString('base64') }),
      document({ type: 'url', url: 'https://example.org/a.pdf' }),
      { type: 'image', source: { type: 'file', id: 'f', origin: 'other-format' } } as Part,
    ]
    const { body, dropped, changed } = write({ turns: [{ role: 'user', parts }] })
    expect(body.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'file', file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
          { type: 'text', text: 'Notes' },
        ],
      },
    ])
    expect(dropped).toEqual(['messages[0].content[2]', 'messages[0].content[3]'])
    expect(changed).toEqual(['messages[0].content[1]'])
  })
})
