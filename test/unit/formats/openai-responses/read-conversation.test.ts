import type { ResponseCreateParams } from 'openai/resources/responses/responses'
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

const readRequest = (body: ResponseCreateParams) => read(body)
const turnsOf = (...input: object[]) => read({ input }).turns
const pathsOf = (entries: readonly { readonly path: string }[]) => entries.map(({ path }) => path)
const refused = (body: object) => () => read(body)

const text = (said: string) => ({ type: 'text', text: said })

describe('what is said', () => {
  test('is one text of the user', () => {
    expect(read({ input: 'Hi' }).turns).toEqual([{ role: 'user', parts: [text('Hi')] }])
  })

  test('stays in order, whoever says it, and instructions come first', () => {
    const { turns, receipt } = readRequest({
      instructions: 'Be brief.',
      input: [
        { role: 'developer', content: 'Speak German.' },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
        {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: 'Hallo', annotations: [] }],
        },
        { role: 'system', content: 'Now French.' },
      ],
    })
    expect(turns).toEqual([
      { role: 'system', parts: [text('Be brief.')] },
      { role: 'developer', parts: [text('Speak German.')] },
      { role: 'user', parts: [text('Hi')] },
      { role: 'assistant', parts: [text('Hallo')] },
      { role: 'system', parts: [text('Now French.')] },
    ])
    expect(receipt).toMatchObject({ dropped: [], changed: [] })
  })

  test('may be pictures, files, sound and a refusal', () => {
    const user = [
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'low' },
      { type: 'input_image', image_url: 'https://example.com/a.png' },
      { type: 'input_image', file_id: 'file-1' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' },
      { type: 'input_file', file_url: 'https://example.com/a.pdf' },
      { type: 'input_audio', input_audio: { data: 'CCCC', format: 'wav' } },
    ]
    const assistant = [{ type: 'refusal', refusal: 'No.' }]
    expect(turnsOf({ role: 'user', content: user }, { role: 'assistant', content: assistant })).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'image', source: { type: 'data', mediaType: 'image/png', base64: 'AAAA' }, detail: 'low' },
          { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
          { type: 'image', source: { type: 'file', id: 'file-1', origin: 'openai-responses' } },
          {
            type: 'document',
            source: { type: 'data', mediaType: 'application/pdf', base64: 'BBBB' },
            name: 'a.pdf',
          },
          { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
          { type: 'audio', base64: 'CCCC', format: 'wav' },
        ],
      },
      { role: 'assistant', parts: [{ type: 'refusal', text: 'No.' }] },
    ])
  })
})

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

test('reads how the answer is wanted', () => {
  const schema = { type: 'object', properties: {} }
  const { receipt, ...conversation } = readRequest({
    stream: true,
    max_output_tokens: 100,
    temperature: 0.5,
    top_p: 0.9,
    parallel_tool_calls: false,
    text: { format: { type: 'json_schema', name: 'a', schema, strict: true }, verbosity: 'low' },
    reasoning: { effort: 'high', summary: 'auto' },
    include: ['reasoning.encrypted_content', 'message.output_text.logprobs'],
    top_logprobs: 3,
    service_tier: 'flex',
    safety_identifier: 'person',
    prompt_cache_key: 'key',
    store: false,
    truncation: 'disabled',
    background: false,
    metadata: {},
  })
  expect(conversation).toMatchObject({
    stream: true,
    maxOutputTokens: 100,
    temperature: 0.5,
    topP: 0.9,
    parallelToolCalls: false,
    outputFormat: { type: 'json-schema', name: 'a', schema, strict: true },
    verbosity: 'low',
    reasoning: { effort: 'high', isShown: true },
    topLogprobs: 3,
    serviceTier: 'flex',
    user: 'person',
    promptCacheKey: 'key',
  })
  expect(receipt).toMatchObject({ dropped: [], changed: [] })
})

test('says of everything else that it is left out', () => {
  const { receipt } = read({
    input: [
      { role: 'assistant', phase: 'commentary', content: 'Hi' },
      { type: 'web_search_call', id: 'ws_1', status: 'completed' },
      { role: 'user', content: [{ type: 'input_hologram' }] },
    ],
    store: true,
    metadata: { a: 'b' },
    truncation: 'auto',
    max_tool_calls: 3,
    include: ['web_search_call.results'],
    prompt_cache_retention: '24h',
    moderation: { model: 'a' },
    reasoning: { context: 'all_turns', summary: 'detailed' },
    stream_options: { include_obfuscation: true },
    novelty: 1,
  })
  expect(pathsOf(receipt.dropped).toSorted()).toEqual([
    'include[0]',
    'input[0].phase',
    'input[1]',
    'input[2].content[0]',
    'max_tool_calls',
    'moderation',
    'novelty',
    'prompt_cache_retention',
    'reasoning.context',
    'store',
    'stream_options.include_obfuscation',
    'truncation',
  ])
  expect(pathsOf(receipt.changed).toSorted()).toEqual(['metadata', 'reasoning.summary'])
})

test.each([
  [{ previous_response_id: 'resp_1' }, '"previous_response_id" names a conversation'],
  [{ conversation: 'conv_1' }, '"conversation" names a conversation'],
  [{ conversation: { id: 'conv_1' } }, '"conversation" names a conversation'],
  [{ prompt: { id: 'pmpt_1' } }, '"prompt" names a template'],
  [{ input: [{ type: 'item_reference', id: 'msg_1' }] }, '"input[0]" refers to an item'],
  [{ input: [{ type: 'compaction', encrypted_content: 'g' }] }, '"input[0]" is a conversation'],
])('refuses %j, which another provider keeps', (body, reason) => {
  expect(refused(body)).toThrow(expect.objectContaining({ code: 'request_invalid' }))
  expect(refused(body)).toThrow(reason)
})

test.each([
  [{ input: 5 }, '"input"'],
  [{ input: [5] }, '"input[0]"'],
  [{ input: [{ type: 5 }] }, '"input[0].type"'],
  [{ input: [{ role: 'wizard', content: 'Hi' }] }, '"input[0].role"'],
  [{ input: [{ role: 'user', content: 5 }] }, '"input[0].content"'],
  [{ input: [{ role: 'user', content: [null] }] }, '"input[0].content[0]"'],
  [{ input: [{ role: 'user', content: [{ type: 'input_text' }] }] }, '"input[0].content[0].text"'],
  [{ input: [{ role: 'user', content: [{ type: 'input_image' }] }] }, '"input[0].content[0]"'],
  [{ input: [{ type: 'function_call', name: 'a', arguments: {} }] }, '"input[0].arguments"'],
  [{ input: [{ type: 'function_call_output', output: '' }] }, '"input[0].call_id"'],
  [{ input: [{ type: 'reasoning', summary: 'a' }] }, '"input[0].summary"'],
  [{ tools: {} }, '"tools"'],
  [{ tools: [{ type: 'function' }] }, '"tools[0].name"'],
  [{ tools: [{ type: 'function', name: 'a', strict: 'yes' }] }, '"tools[0].strict"'],
  [{ tool_choice: 5 }, '"tool_choice"'],
  [{ text: { format: { type: 'json_schema', name: 'a' } } }, '"text.format.schema"'],
  [{ reasoning: 'high' }, '"reasoning"'],
  [{ temperature: 'hot' }, '"temperature"'],
])('refuses %j with the path', (body, path) => {
  expect(refused(body)).toThrow(expect.objectContaining({ code: 'request_invalid' }))
  expect(refused(body)).toThrow(path)
})
