import type { ResponseCreateParams } from 'openai/resources/responses/responses'
import { describe, expect, test } from 'vitest'
import type { Conversation } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { readResponsesConversation } from '../../../../gateway/formats/openai-responses/read-conversation.ts'

const head = { path: '/v1/responses', query: '', headers: {} }

function read(body: object): Conversation & { readonly receipt: Receipt } {
  const receipt = new Receipt()
  return { ...readResponsesConversation({ head, body: { ...body } }, receipt), receipt }
}

const readRequest = (body: ResponseCreateParams) => read(body)
const pathsOf = (entries: readonly { readonly path: string }[]) => entries.map(({ path }) => path)
const refused = (body: object) => () => read(body)

describe('tools', () => {
  const open = { type: 'object', properties: { at: { type: 'number' } } }
  const closed = { ...open, required: ['at'], additionalProperties: false }

  test('are strict unless they say otherwise, where their schema allows that', () => {
    const tools = [
      { type: 'function', name: 'a', parameters: closed },
      { type: 'function', name: 'b', parameters: open },
      { type: 'function', name: 'c', parameters: closed, strict: false },
      { type: 'function', name: 'd', parameters: open, strict: true, description: 'D' },
    ]
    const read_ = read({ tools })
    expect(read_.tools.map(({ strict }) => strict)).toEqual([true, undefined, false, true])
    expect(read_.tools[3]).toEqual({ name: 'd', description: 'D', parameters: open, strict: true })
    expect(read_.receipt.dropped).toEqual([])
  })

  test('of a custom kind take their input as an argument, with the grammar described', () => {
    const { tools, receipt } = readRequest({
      tools: [
        {
          type: 'custom',
          name: 'apply_patch',
          description: 'Edits files.',
          format: { type: 'grammar', syntax: 'lark', definition: 'start: "*"' },
        },
      ],
    })
    expect(tools).toMatchObject([
      {
        name: 'apply_patch',
        description:
          'Edits files.\n\nThe argument "input" is text that must match this lark grammar:\nstart: "*"',
        parameters: { required: ['input'] },
      },
    ])
    expect(pathsOf(receipt.changed)).toEqual(['tools[0]'])
  })

  test('of a namespace are offered under names of their own, with what it says of them', () => {
    const mail = {
      type: 'namespace',
      name: 'mail',
      description: 'Mail.',
      tools: [{ type: 'function', name: 'send', description: 'Sends.' }],
    }
    const { tools } = read({ tools: [mail, { type: 'function', name: 'send' }] })
    expect(tools).toMatchObject([{ name: 'mail__send', description: 'Mail.\n\nSends.' }, { name: 'send' }])
    expect(refused({ tools: [mail, { type: 'function', name: 'mail__send' }] })).toThrow('mail__send')
  })

  test('that run at the provider are left out with the reason', () => {
    const hosted = [
      { type: 'web_search' },
      { type: 'code_interpreter', container: { type: 'auto' } },
      { type: 'mcp', server_label: 'a' },
      { type: 'shell', environment: { type: 'container_auto' } },
      { type: 'tool_search' },
    ]
    const { tools, receipt } = read({ tools: [...hosted, { type: 'local_shell' }], tool_choice: 'auto' })
    expect(tools.map(({ name }) => name)).toEqual(['local_shell'])
    expect(pathsOf(receipt.dropped)).toEqual(hosted.map((_, index) => `tools[${index}]`))
  })

  test('may all be in the input, within namespaces', () => {
    const exec = { type: 'custom', name: 'exec', description: 'Runs.', format: { type: 'text' } }
    const brought = [{ type: 'namespace', name: 'functions', description: '', tools: [exec] }]
    const { tools, turns } = read({
      input: [{ type: 'additional_tools', role: 'developer', tools: brought }],
    })
    expect(tools).toMatchObject([{ name: 'functions__exec', description: 'Runs.' }])
    expect(turns).toEqual([])
  })

  test('that are to be found later are offered at once', () => {
    const later = { type: 'function', name: 'send', defer_loading: true, async: false }
    const found = { type: 'tool_search_output', call_id: 'a', tools: [{ ...later, name: 'look' }] }
    const { tools, receipt } = read({ tools: [later], input: [found] })
    expect(tools.map(({ name }) => name)).toEqual(['send', 'look'])
    expect([pathsOf(receipt.changed), pathsOf(receipt.dropped)]).toEqual([['tools[0].defer_loading'], []])
  })

  test('that the input brings are offered too, once', () => {
    const found = { type: 'tool_search_output', call_id: 'a', tools: [{ type: 'function', name: 'send' }] }
    const { tools } = read({ tools: [{ type: 'function', name: 'look' }], input: [found, found] })
    expect(tools.map(({ name }) => name)).toEqual(['look', 'send'])
  })

  test.each([
    ['auto', { type: 'auto' }],
    ['none', { type: 'none' }],
    ['required', { type: 'required' }],
    [
      { type: 'function', name: 'a' },
      { type: 'tool', name: 'a' },
    ],
    [
      { type: 'custom', name: 'b' },
      { type: 'tool', name: 'b' },
    ],
    [{ type: 'local_shell' }, { type: 'tool', name: 'local_shell' }],
    [{ type: 'web_search_preview' }, undefined],
  ])('are chosen by %j', (tool_choice, expected) => {
    const tools = [{ type: 'function', name: 'a' }, { type: 'custom', name: 'b' }, { type: 'local_shell' }]
    const { toolChoice, receipt } = read({ tools, tool_choice })
    expect(toolChoice).toEqual(expected)
    expect(pathsOf(receipt.dropped)).toEqual(expected === undefined ? ['tool_choice'] : [])
  })

  test('that are not allowed are not offered', () => {
    const tools = [
      { type: 'function', name: 'a' },
      { type: 'function', name: 'b' },
    ]
    const tool_choice = { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'b' }] }
    const { tools: left, toolChoice, receipt } = read({ tools, tool_choice })
    expect([left.map(({ name }) => name), toolChoice]).toEqual([['b'], { type: 'required' }])
    expect(pathsOf(receipt.changed)).toEqual(['tool_choice'])
  })
})
