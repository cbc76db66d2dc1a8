import { describe, expect, test } from 'vitest'
import type { Conversation, Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { writeResponsesRequest } from '../../../../gateway/formats/openai-responses/write-request.ts'

function write(conversation: Partial<Conversation>) {
  const receipt = new Receipt()
  const whole = { stream: false, turns: [], tools: [], ...conversation }
  const { body, ...rest } = writeResponsesRequest(whole, { model: 'theirs' }, receipt)
  return { ...rest, body: body as Record<string, unknown>, receipt }
}

const inputOf = (...turns: Turn[]) => write({ turns }).body.input
const assistant = (...parts: Part[]): Turn => ({ role: 'assistant', parts })
const user = (...parts: Part[]): Turn => ({ role: 'user', parts })
const text = (said: string) => ({ type: 'text', text: said }) as const
const call = (id: string, name = 'look'): Part => ({ type: 'tool-call', id, name, arguments: '{"at":1}' })
const result = (callId: string, content = [text('seen')]): Turn => ({
  role: 'tool',
  parts: [{ type: 'tool-result', callId, name: 'look', content, isError: false }],
})
const pathsOf = (entries: readonly { readonly path: string }[]) => entries.map(({ path }) => path)

describe('media', () => {
  const png = { type: 'data', mediaType: 'image/png', base64: 'AAAA' } as const

  test('are said with everything that the provider needs', () => {
    const pdf = { type: 'data', mediaType: 'application/pdf', base64: 'BBBB' } as const
    const parts: Part[] = [
      { type: 'image', source: png, detail: 'low' },
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
      { type: 'document', source: pdf },
      { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' }, name: 'a.pdf' },
      { type: 'document', source: { type: 'file', id: 'file-1', origin: 'openai-responses' } },
    ]
    expect(inputOf(user(...parts))).toMatchObject([
      {
        content: [
          { type: 'input_image', detail: 'low', image_url: 'data:image/png;base64,AAAA' },
          { type: 'input_image', detail: 'auto', image_url: 'https://example.com/a.png' },
          {
            type: 'input_file',
            filename: 'document.pdf',
            file_data: 'data:application/pdf;base64,BBBB',
          },
          { type: 'input_file', file_url: 'https://example.com/a.pdf' },
          { type: 'input_file', file_id: 'file-1' },
        ],
      },
    ])
  })

  test('may be in results of tools', () => {
    const content = [text('seen'), { type: 'image', source: png } as const]
    expect(
      inputOf(assistant(call('a')), {
        role: 'tool',
        parts: [{ type: 'tool-result', callId: 'a', content, isError: false }],
      }),
    ).toMatchObject([
      { type: 'function_call' },
      {
        type: 'function_call_output',
        output: [
          { type: 'input_text', text: 'seen' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
        ],
      },
    ])
  })

  test.each<Part>([
    { type: 'audio', base64: 'AAAA', format: 'wav' },
    { type: 'document', source: { type: 'file', id: 'f', origin: 'anthropic-messages' } },
    { type: 'image', source: { type: 'unavailable', reason: 'It could not be fetched.' } },
  ])('that the provider cannot have are lost: %j', part => {
    const { body, receipt } = write({ turns: [user(text('What?'), part)] })
    expect(body.input).toMatchObject([{ content: [{ type: 'input_text', text: 'What?' }] }])
    expect(pathsOf(receipt.lost)).toEqual(['messages[0].content[1]'])
  })

  test('in the result of a call that is not there are said beside it', () => {
    const content = [text('seen'), { type: 'image', source: png } as const]
    const stray: Turn = {
      role: 'tool',
      parts: [{ type: 'tool-result', callId: 'a', content, isError: false }],
    }
    expect(inputOf(stray)).toMatchObject([
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'Result of a tool: seen' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
        ],
      },
    ])
  })
})

describe('calls and thoughts', () => {
  test('stay in order, and thoughts of another provider are left out', () => {
    const own = { origin: 'openai-responses', value: 'gAAA', id: 'rs_1' }
    const { body, receipt } = write({
      turns: [
        assistant(
          { type: 'reasoning', text: 'Hm.', seal: own },
          text('Look.'),
          { type: 'reasoning', text: 'Ah.', seal: { origin: 'anthropic-messages', value: 'sig' } },
          { type: 'reasoning', text: 'Oh.' },
          call('a'),
        ),
        result('a'),
        assistant(text('Done.'), { type: 'reasoning', text: '', seal: own }),
      ],
    })
    expect(body.input).toEqual([
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: 'gAAA' },
      { type: 'message', role: 'assistant', content: 'Look.' },
      { type: 'function_call', call_id: 'a', name: 'look', arguments: '{"at":1}' },
      { type: 'function_call_output', call_id: 'a', output: 'seen' },
      { type: 'message', role: 'assistant', content: 'Done.' },
    ])
    expect(body.include).toEqual(['reasoning.encrypted_content'])
    expect(pathsOf(receipt.changed)).toEqual(['messages[0].content[2]', 'messages[0].content[3]'])
    // Nothing may follow an item of thoughts but what was thought of.
    expect(pathsOf(receipt.dropped)).toEqual(['messages[2]'])
  })

  test('have no empty message between them', () => {
    const own = { origin: 'openai-responses', value: 'gAAA' }
    const turn = assistant({ type: 'reasoning', text: '', seal: own }, text(''), call('a'))
    expect(inputOf(turn, result('a'))).toMatchObject([
      { type: 'reasoning', summary: [] },
      { type: 'function_call' },
      { type: 'function_call_output' },
    ])
  })

  test('have ids of at most 64 characters, the same on call and result', () => {
    const long = 'x'.repeat(65)
    const [called, seen] = inputOf(assistant(call(long)), result(long)) as { call_id: string }[]
    expect(called?.call_id).toMatch(/^call_[0-9a-f]{24}$/)
    expect(seen?.call_id).toBe(called?.call_id)
    expect(inputOf(assistant(call('functions.look:0')), result('functions.look:0'))).toMatchObject([
      { call_id: 'functions.look:0' },
      { call_id: 'functions.look:0' },
    ])
  })

  test('without their other half are left out or said as text', () => {
    const { body, receipt } = write({ turns: [result('gone'), assistant(text('Hm.'), call('open'))] })
    expect(body.input).toEqual([
      { type: 'message', role: 'user', content: 'Result of look: seen' },
      { type: 'message', role: 'assistant', content: 'Hm.' },
    ])
    expect([pathsOf(receipt.changed), pathsOf(receipt.dropped)]).toEqual([
      ['messages[0].content[0]'],
      ['messages[1].content[1]'],
    ])
  })

  test('that failed say so in their text', () => {
    const failed = (said: string): Turn => ({
      role: 'tool',
      parts: [{ type: 'tool-result', callId: 'a', content: [text(said)], isError: true }],
    })
    expect(inputOf(assistant(call('a')), failed('no such file'))).toMatchObject([
      {},
      { output: 'Error: no such file' },
    ])
    expect(inputOf(assistant(call('a')), failed('Error: none'))).toMatchObject([
      {},
      { output: 'Error: none' },
    ])
  })

  test('have an object where the model gave no arguments', () => {
    const empty: Part = { type: 'tool-call', id: 'a', name: 'look', arguments: '' }
    expect(inputOf(assistant(empty), result('a'))).toMatchObject([{ arguments: '{}' }, {}])
  })
})
