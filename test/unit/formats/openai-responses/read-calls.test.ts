import { describe, expect, test } from 'vitest'
import { writeSeal } from '../../../../gateway/chat/carried-seal.ts'
import type { Conversation } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { readResponsesConversation } from '../../../../gateway/formats/openai-responses/read-conversation.ts'

const head = { path: '/v1/responses', query: '', headers: {} }

function read(body: object): Conversation & { readonly receipt: Receipt } {
  const receipt = new Receipt()
  return { ...readResponsesConversation({ head, body: { ...body } }, receipt), receipt }
}

const turnsOf = (...input: object[]) => read({ input }).turns
const pathsOf = (entries: readonly { readonly path: string }[]) => entries.map(({ path }) => path)

const text = (said: string) => ({ type: 'text', text: said })

describe('calls of tools', () => {
  test('in a row are one turn with their thoughts, and so are their results', () => {
    const image = { type: 'input_image', image_url: 'data:image/png;base64,AAAA' }
    expect(
      turnsOf(
        {
          type: 'reasoning',
          id: 'rs_1',
          summary: [{ type: 'summary_text', text: 'Hm.' }],
          encrypted_content: 'gAAA',
        },
        { type: 'function_call', call_id: 'a', name: 'look', arguments: '{"at":1}' },
        { type: 'function_call', call_id: 'b', name: 'look', arguments: '{"at":2}' },
        { type: 'function_call_output', call_id: 'a', output: 'one' },
        { type: 'function_call_output', call_id: 'b', output: [{ type: 'input_text', text: 'two' }, image] },
      ),
    ).toEqual([
      {
        role: 'assistant',
        parts: [
          {
            type: 'reasoning',
            text: 'Hm.',
            seal: { origin: 'openai-responses', value: 'gAAA', isRedacted: false, id: 'rs_1' },
          },
          { type: 'tool-call', id: 'a', name: 'look', arguments: '{"at":1}' },
          { type: 'tool-call', id: 'b', name: 'look', arguments: '{"at":2}' },
        ],
      },
      {
        role: 'tool',
        parts: [
          { type: 'tool-result', callId: 'a', name: 'look', content: [text('one')], isError: false },
          {
            type: 'tool-result',
            callId: 'b',
            name: 'look',
            content: [
              text('two'),
              { type: 'image', source: { type: 'data', mediaType: 'image/png', base64: 'AAAA' } },
            ],
            isError: false,
          },
        ],
      },
    ])
  })

  test('of every kind that the caller runs are calls of functions', () => {
    const called = [
      { type: 'custom_tool_call', call_id: '1', name: 'apply_patch', input: '*** Begin "Patch"\n' },
      { type: 'function_call', call_id: '2', namespace: 'mcp__mail', name: 'send', arguments: '{}' },
      {
        type: 'local_shell_call',
        call_id: '3',
        action: { type: 'exec', command: ['ls'], env: {}, timeout_ms: null },
      },
      { type: 'shell_call', call_id: '4', action: { commands: ['ls', 'pwd'] } },
      {
        type: 'apply_patch_call',
        call_id: '5',
        operation: { type: 'delete_file', path: 'a' },
        status: 'completed',
      },
      { type: 'tool_search_call', call_id: '6', execution: 'client', arguments: { query: 'mail' } },
    ]
    const given = [
      { type: 'custom_tool_call_output', call_id: '1', output: 'Done' },
      { type: 'function_call_output', call_id: '2', output: 'Sent' },
      { type: 'local_shell_call_output', id: '3', output: 'a b' },
      { type: 'shell_call_output', call_id: '4', output: [{ stdout: 'a' }] },
      { type: 'apply_patch_call_output', call_id: '5', status: 'failed', output: 'No such file' },
      { type: 'tool_search_output', call_id: '6', execution: 'client', tools: [] },
    ]
    const [calls, results] = turnsOf(...called, ...given)
    expect(calls?.parts.map(part => part.type === 'tool-call' && [part.name, part.arguments])).toEqual([
      ['apply_patch', '{"input":"*** Begin \\"Patch\\"\\n"}'],
      ['mcp__mail__send', '{}'],
      ['local_shell', '{"command":["ls"],"env":{}}'],
      ['shell', '{"commands":["ls","pwd"]}'],
      ['apply_patch', '{"type":"delete_file","path":"a"}'],
      ['tool_search', '{"query":"mail"}'],
    ])
    expect(
      results?.parts.map(part => part.type === 'tool-result' && [part.name, part.content, part.isError]),
    ).toEqual([
      ['apply_patch', [text('Done')], false],
      ['mcp__mail__send', [text('Sent')], false],
      ['local_shell', [text('a b')], false],
      ['shell', [text('[{"stdout":"a"}]')], false],
      ['apply_patch', [text('No such file')], true],
      ['tool_search', [text('[]')], false],
    ])
  })
})

test('a call that gives several results has them as one', () => {
  const call = { type: 'custom_tool_call', call_id: 'a', name: 'exec', input: 'notify(1)' }
  const output = (said: string) => ({ type: 'custom_tool_call_output', call_id: 'a', output: said })
  const { turns, receipt } = read({ input: [call, output('one'), output('two'), call, output('three')] })
  const contents = turns.flatMap(({ parts }) =>
    parts.flatMap(part => (part.type === 'tool-result' ? [part.content] : [])),
  )
  expect(contents).toEqual([[text('one'), text('two')], [text('three')]])
  expect(pathsOf(receipt.changed)).toEqual(['input[2]'])
})

describe('what is sealed', () => {
  test('by another format is known again', () => {
    const seal = { origin: 'anthropic-messages', value: 'sig', isRedacted: true }
    const item = { type: 'reasoning', summary: [], encrypted_content: writeSeal(seal, 'openai-responses') }
    expect(turnsOf(item)).toEqual([{ role: 'assistant', parts: [{ type: 'reasoning', text: '', seal }] }])
  })

  test('on a call is put back on it', () => {
    const item = {
      type: 'reasoning',
      summary: [],
      encrypted_content: 'gatehouse-call.gatehouse.gemini-generate.s.sig',
    }
    const call = { type: 'function_call', call_id: 'a', name: 'look', arguments: '{}' }
    const seal = { origin: 'gemini-generate', value: 'sig', isRedacted: false }
    expect(turnsOf(item, call)[0]?.parts).toEqual([
      { type: 'tool-call', id: 'a', name: 'look', arguments: '{}', seal },
    ])
  })

  test('nowhere is nothing, and the receipt says so', () => {
    const { turns, receipt } = read({ input: [{ type: 'reasoning', id: 'rs_1', summary: [] }] })
    expect(turns).toEqual([])
    expect(pathsOf(receipt.dropped)).toEqual(['input[0]'])
  })
})
