// Faults with what only responses and Anthropic's caches have that other gateways had as they translated. Each test shows the
// right behaviour.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  callChunk,
  chatUsage,
  chunk,
  json,
  openTranslationRig,
  outputOf,
  sse,
  type TranslationRig,
} from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

describe('marks for the cache of messages', () => {
  const marked = (text: string, ttl?: string) => ({
    type: 'text',
    text,
    cache_control: { type: 'ephemeral', ...(ttl && { ttl }) },
  })
  const marksIn = (sent: unknown) => JSON.stringify(sent).match(/"cache_control":\{[^}]*\}/g) ?? []

  test('are four at most, with the first among them, and none on empty text', async () => {
    const content = [1, 2, 3, 4, 5].map(number => marked(`Teil ${number}`))
    const { sent, receipt } = await rig.ask({
      as: 'chat',
      of: 'messages',
      body: {
        messages: [
          { role: 'system', content: [marked('Regeln'), marked(' ')] },
          { role: 'user', content },
        ],
      },
    })
    expect(marksIn(sent)).toHaveLength(4)
    expect(sent.system).toMatchObject([{ text: 'Regeln', cache_control: { type: 'ephemeral' } }])
    expect(sent.system).toHaveLength(1)
    expect(receipt).toContain('cache_control')
  })

  test('of an hour do not follow one of five minutes', async () => {
    const { sent, receipt } = await rig.ask({
      as: 'chat',
      of: 'messages',
      body: { messages: [{ role: 'user', content: [marked('a', '1h'), marked('b'), marked('c', '1h')] }] },
    })
    const lifetimes = marksIn(sent).map(mark => mark.includes('1h'))
    expect(lifetimes).toEqual([true, false, false])
    expect(receipt).toContain('changed=cache_control')
  })
})

describe('what only a provider of responses could know', () => {
  test('the id of an earlier response is refused for any other, and nothing is sent', async () => {
    const {
      status,
      json: body,
      sent,
    } = await rig.ask({
      as: 'responses',
      of: 'gemini',
      body: { previous_response_id: 'resp_0' },
    })
    expect([status, sent]).toEqual([400, {}])
    expect(JSON.stringify(body)).toContain('previous_response_id')
  })

  test('a reference to a stored item is refused, and nothing is sent', async () => {
    const input = [
      { type: 'item_reference', id: 'msg_0' },
      { role: 'user', content: 'Hallo' },
    ]
    const { status, sent, json: body } = await rig.ask({ as: 'responses', of: 'messages', body: { input } })
    expect([status, sent]).toEqual([400, {}])
    expect(JSON.stringify(body)).toContain('input[0]')
  })

  test('items are sent to responses whole, without ids, and nothing is kept', async () => {
    const { sent } = await rig.ask({
      as: 'messages',
      of: 'responses',
      body: {
        tools: [{ name: 'look', input_schema: { type: 'object' } }],
        messages: [
          { role: 'user', content: 'Hallo' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'x' }] },
        ],
      },
    })
    expect(sent.store).toBe(false)
    expect(JSON.stringify(sent.input)).not.toContain('"id":')
  })
})

describe('tools that only responses have', () => {
  const tools = [
    { type: 'custom', name: 'apply_patch', description: 'Flickt.' },
    { type: 'local_shell' },
    {
      type: 'namespace',
      name: 'mcp__files',
      description: 'Dateien',
      tools: [{ type: 'function', name: 'read', parameters: { type: 'object', properties: {} } }],
    },
  ]

  test('are functions for chat completions, and come back as what they are', async () => {
    const first = await rig.ask({ as: 'responses', of: 'chat', body: { tools } })
    const names = (first.sent.tools as { type: string; function: { name: string } }[]).map(
      tool => tool.function.name,
    )
    expect(names).toEqual(['apply_patch', 'local_shell', 'mcp__files__read'])
    const calls = [
      callChunk(0, '{"input":"*** Begin\\n"}', { id: 'call_1', name: 'apply_patch' }),
      callChunk(1, '{"command":["ls"]}', { id: 'call_2', name: 'local_shell' }),
      callChunk(2, '{"path":"a"}', { id: 'call_3', name: 'mcp__files__read' }),
    ]
    const answer = sse(...calls, chunk({}, 'tool_calls'), chatUsage, '[DONE]')
    const { events } = await rig.ask({ as: 'responses', of: 'chat', stream: true, answer, body: { tools } })
    const output = outputOf(events)
    expect(output).toMatchObject([
      { type: 'custom_tool_call', call_id: 'call_1', name: 'apply_patch', input: '*** Begin\n' },
      { type: 'local_shell_call', call_id: 'call_2', action: { type: 'exec', command: ['ls'] } },
      {
        type: 'function_call',
        call_id: 'call_3',
        name: 'read',
        namespace: 'mcp__files',
        arguments: '{"path":"a"}',
      },
    ])
    const results = [
      { type: 'custom_tool_call_output', call_id: 'call_1', output: 'Geflickt' },
      { type: 'local_shell_call_output', call_id: 'call_2', id: 'call_2', output: 'a.txt' },
      { type: 'function_call_output', call_id: 'call_3', output: 'Inhalt' },
    ]
    const { sent } = await rig.ask({
      as: 'responses',
      of: 'chat',
      body: { tools, input: [{ role: 'user', content: 'Hallo' }, ...output, ...results] },
    })
    expect(sent.messages).toMatchObject([
      { role: 'user' },
      {
        role: 'assistant',
        tool_calls: [
          { id: 'call_1', function: { name: 'apply_patch', arguments: '{"input":"*** Begin\\n"}' } },
          { id: 'call_2', function: { name: 'local_shell' } },
          { id: 'call_3', function: { name: 'mcp__files__read' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'Geflickt' },
      { role: 'tool', tool_call_id: 'call_2', content: 'a.txt' },
      { role: 'tool', tool_call_id: 'call_3', content: 'Inhalt' },
    ])
  })

  test('two of one name are refused', async () => {
    const twice = [...tools, { type: 'function', name: 'mcp__files__read', parameters: { type: 'object' } }]
    const { status, json: body } = await rig.ask({ as: 'responses', of: 'chat', body: { tools: twice } })
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('mcp__files__read')])
  })
})

describe('the count of a request of messages for a provider of another format', () => {
  const count = async (body: object) => {
    const request = {
      model: 'gemini/gemini-2.5-flash',
      messages: [{ role: 'user', content: 'Hallo' }],
      ...body,
    }
    const reply = await rig.post('/v1/messages/count_tokens', request)
    return [reply.status, (await reply.json()).input_tokens as number] as const
  }

  test('has its system, its tools and its pictures in it', async () => {
    rig.upstream.script({ answer: json({ error: { code: 404, message: 'Not found' } }, 404) })
    const [status, bare] = await count({})
    const [, system] = await count({ system: 'Antworte kurz und nur auf Deutsch.' })
    const [, tools] = await count({
      tools: [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }],
    })
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }
    const [, picture] = await count({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hallo' }, image] }],
    })
    expect(status).toBe(200)
    expect(system).toBeGreaterThan(bare + 4)
    expect(tools).toBeGreaterThan(bare + 4)
    expect(picture).toBeGreaterThan(bare + 80)
  })
})
