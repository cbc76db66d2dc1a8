import type { ResponseCreateParams } from 'openai/resources/responses/responses'
import { describe, expect, test } from 'vitest'
import type { Conversation, Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { readResponsesConversation } from '../../../../gateway/formats/openai-responses/read-conversation.ts'
import { writeResponsesRequest } from '../../../../gateway/formats/openai-responses/write-request.ts'

function write(conversation: Partial<Conversation>) {
  const receipt = new Receipt()
  const whole = { stream: false, turns: [], tools: [], ...conversation }
  const { body, ...rest } = writeResponsesRequest(whole, { model: 'theirs' }, receipt)
  return { ...rest, body: body as Record<string, unknown>, receipt }
}

const assistant = (...parts: Part[]): Turn => ({ role: 'assistant', parts })
const user = (...parts: Part[]): Turn => ({ role: 'user', parts })
const text = (said: string) => ({ type: 'text', text: said }) as const
const call = (id: string, name = 'look'): Part => ({ type: 'tool-call', id, name, arguments: '{"at":1}' })
const result = (callId: string, content = [text('seen')]): Turn => ({
  role: 'tool',
  parts: [{ type: 'tool-result', callId, name: 'look', content, isError: false }],
})
const pathsOf = (entries: readonly { readonly path: string }[]) => entries.map(({ path }) => path)

test('asks the provider to keep nothing', () => {
  const { path, query, body } = write({ turns: [user(text('Hi'))], stream: true })
  expect({ path, query }).toEqual({ path: '/v1/responses', query: '' })
  expect(body).toEqual({
    model: 'theirs',
    input: [{ type: 'message', role: 'user', content: 'Hi' }],
    stream: true,
    store: false,
  })
})

test('says instructions that lead as such, and later ones where they stand', () => {
  const system = (said: string): Turn => ({ role: 'system', parts: [text(said)] })
  const { body } = write({ turns: [system('Be brief.'), user(text('Hi')), system('Be long.')] })
  expect(body).toMatchObject({
    instructions: 'Be brief.',
    input: [{ role: 'user' }, { role: 'system', content: 'Be long.' }],
  })
})

describe('tools', () => {
  const parameters = { type: 'object', properties: {} }
  const closed = { ...parameters, required: [], additionalProperties: false }

  test('are not strict unless the caller says so and the schema allows it', () => {
    const { body, receipt } = write({
      tools: [
        { name: 'a', parameters },
        { name: 'b', parameters, strict: true, description: 'B' },
        { name: 'c', parameters: undefined },
        { name: 'd', parameters: closed, strict: true },
      ],
      toolChoice: { type: 'tool', name: 'a' },
      parallelToolCalls: false,
    })
    expect(body.tools).toEqual([
      { type: 'function', name: 'a', parameters, strict: false },
      { type: 'function', name: 'b', description: 'B', parameters, strict: false },
      { type: 'function', name: 'c', parameters, strict: false },
      { type: 'function', name: 'd', parameters: closed, strict: true },
    ])
    expect(receipt.changed.map(({ path }) => path)).toEqual(['tools[1].strict'])
    expect(body).toMatchObject({
      tool_choice: { type: 'function', name: 'a' },
      parallel_tool_calls: false,
    })
  })

  test('whose names the provider does not take are renamed everywhere', () => {
    const name = `mcp.mail/${'x'.repeat(80)}`
    const { body, toolNames } = write({
      tools: [{ name, parameters }],
      toolChoice: { type: 'tool', name },
      turns: [assistant(call('a', name)), result('a')],
    })
    const [sent = ''] = [...(toolNames?.keys() ?? [])]
    expect(sent).toMatch(/^mcp_mail_x+_[0-9a-f]{10}$/)
    expect(sent.length).toBe(64)
    expect(toolNames?.get(sent)).toBe(name)
    expect(body).toMatchObject({
      tools: [{ name: sent }],
      tool_choice: { name: sent },
      input: [{ name: sent }, {}],
    })
  })
})

describe('the rest', () => {
  test('is said in the members of the format', () => {
    const schema = { type: 'object', properties: {}, additionalProperties: false }
    const { body, receipt } = write({
      maxOutputTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      topLogprobs: 2,
      outputFormat: { type: 'json-schema', schema, name: 'a', strict: true },
      verbosity: 'low',
      reasoning: { effort: 'low', isShown: true },
      serviceTier: 'flex',
      user: 'person',
      promptCacheKey: 'key',
    })
    expect(body).toMatchObject({
      max_output_tokens: 100,
      temperature: 0.5,
      top_p: 0.9,
      top_logprobs: 2,
      text: { format: { type: 'json_schema', name: 'a', schema, strict: true }, verbosity: 'low' },
      reasoning: { effort: 'low', summary: 'auto' },
      include: ['reasoning.encrypted_content', 'message.output_text.logprobs'],
      service_tier: 'flex',
      safety_identifier: 'person',
      prompt_cache_key: 'key',
    })
    expect(receipt).toMatchObject({ dropped: [], changed: [] })
  })

  test.each([
    [{ budgetTokens: 0 }, { effort: 'none' }],
    [{ budgetTokens: -1 }, undefined],
    [{ budgetTokens: 1024 }, { effort: 'low' }],
    [{ budgetTokens: 10_000 }, { effort: 'medium' }],
    [{ budgetTokens: 31_999 }, { effort: 'high' }],
    [{ budgetTokens: 31_999, effort: 'low' }, { effort: 'low' }],
    [{ effort: 'none', isShown: true }, { effort: 'none' }],
  ] as const)('of reasoning: %j', (reasoning, expected) => {
    expect(write({ reasoning }).body.reasoning).toEqual(expected)
  })

  test('that the format cannot say is in the receipt', () => {
    const { body, receipt } = write({
      turns: [{ ...user({ ...text('Hi'), cache: { lifetime: '5m' } }), name: 'Anna' }],
      topK: 5,
      seed: 1,
      stopSequences: ['x'],
      frequencyPenalty: 1,
      presencePenalty: 1,
      choices: 2,
      serviceTier: 'standard_only',
      maxOutputTokens: 1,
      user: 'x'.repeat(65),
      outputFormat: { type: 'json' },
      toolChoice: { type: 'required' },
    })
    expect(pathsOf(receipt.dropped).toSorted()).toEqual([
      'frequency_penalty',
      'messages[0].name',
      'n',
      'presence_penalty',
      'seed',
      'service_tier',
      'stop',
      'tool_choice',
      'top_k',
    ])
    expect(pathsOf(receipt.changed).toSorted()).toEqual([
      'cache_control',
      'max_tokens',
      'response_format',
      'user',
    ])
    expect(body).toMatchObject({
      max_output_tokens: 16,
      safety_identifier: expect.stringMatching(/^[0-9a-f]{64}$/),
      input: [{ role: 'developer', content: 'Answer in JSON.' }, { content: 'Hi' }],
    })
  })
})

test('a request of the format comes out as it came in', () => {
  const schema = { type: 'object', properties: {}, additionalProperties: false }
  const request = {
    model: 'theirs',
    instructions: 'Be brief.',
    stream: true,
    store: false,
    input: [
      { type: 'message', role: 'developer', content: 'German.' },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'Look' },
          { type: 'input_image', detail: 'high', image_url: 'data:image/png;base64,AAAA' },
        ],
      },
      { type: 'reasoning', summary: [], encrypted_content: 'gAAA' },
      { type: 'function_call', call_id: 'a', name: 'look', arguments: '{}' },
      { type: 'function_call_output', call_id: 'a', output: 'seen' },
      { type: 'message', role: 'assistant', content: 'Done.' },
      { type: 'message', role: 'user', content: 'Thanks' },
    ],
    tools: [{ type: 'function', name: 'look', description: 'Looks.', parameters: schema, strict: true }],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    max_output_tokens: 1000,
    temperature: 0.2,
    top_p: 1,
    text: { format: { type: 'json_schema', name: 'a', schema, strict: true } },
    reasoning: { effort: 'medium', summary: 'auto' },
    include: ['reasoning.encrypted_content'],
    service_tier: 'auto',
    safety_identifier: 'person',
    prompt_cache_key: 'key',
  }
  const head = { path: '/v1/responses', query: '', headers: {} }
  const receipt = new Receipt()
  const conversation = readResponsesConversation({ head, body: request }, receipt)
  const { body } = writeResponsesRequest(conversation, { model: 'theirs' }, receipt)
  expect(body).toEqual(request)
  expect(receipt).toMatchObject({ dropped: [], changed: [] })
  // What is sent has the types of the official client.
  const { input: _, ...typed } = body as unknown as ResponseCreateParams
  expect(typed satisfies Omit<ResponseCreateParams, 'input'>).toBeDefined()
})
