import type { Content, GenerationConfig, Tool, Part as WirePart } from '@google/genai'
import { describe, expect, test } from 'vitest'
import type { JsonRecord } from '../../../../gateway/bytes/json-value.ts'
import type { Conversation, Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { geminiGenerate } from '../../../../gateway/formats/gemini-generate/index.ts'
import { geminiGenerateArray } from '../../../../gateway/formats/gemini-generate-array/index.ts'

const user = (text: string): Turn => ({ role: 'user', parts: [{ type: 'text', text }] })
const model = (...parts: Part[]): Turn => ({ role: 'assistant', parts })
const text = (said: string): Part => ({ type: 'text', text: said })
const call = (id: string, name: string, signature?: string, origin = 'gemini-generate'): Part => ({
  type: 'tool-call',
  id,
  name,
  arguments: '{"a":1}',
  seal: signature === undefined ? undefined : { origin, value: signature },
})
const result = (callId: string, said: string, isError = false): Turn => ({
  role: 'tool',
  parts: [{ type: 'tool-result', callId, content: [{ type: 'text', text: said }], isError }],
})

function write(conversation: Partial<Conversation>, name = 'gemini-2.5-flash') {
  const receipt = new Receipt()
  const whole: Conversation = { stream: false, turns: [user('Hi')], tools: [], ...conversation }
  const written = geminiGenerate.provider.translation?.writeRequest(whole, { model: name }, receipt)
  if (!written) throw new Error('The format is not translated.')
  const body = written.body as JsonRecord & {
    readonly contents: Content[]
    readonly tools?: Tool[]
    readonly generationConfig?: GenerationConfig
    readonly systemInstruction?: Content
  }
  return { ...written, body, receipt }
}

const contentsOf = (turns: Turn[], name?: string) => write({ turns }, name).body.contents
const configOf = (conversation: Partial<Conversation>, name?: string) =>
  write(conversation, name).body.generationConfig
const dropped = (conversation: Partial<Conversation>, name?: string) =>
  write(conversation, name).receipt.dropped.map(({ path }) => path)

test('the path names the model and whether it streams', () => {
  expect(write({})).toMatchObject({
    path: '/v1beta/models/gemini-2.5-flash:generateContent',
    query: '',
    body: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
    receipt: { dropped: [], changed: [] },
  })
  const stream: Conversation = { stream: true, turns: [user('Hi')], tools: [] }
  expect(write(stream)).toMatchObject({
    path: '/v1beta/models/gemini-2.5-flash:streamGenerateContent',
    query: 'alt=sse',
  })
  const asArray = geminiGenerateArray.provider.translation?.writeRequest(
    stream,
    { model: 'm' },
    new Receipt(),
  )
  expect(asArray).toMatchObject({ path: '/v1beta/models/m:streamGenerateContent', query: '' })
})

describe('who speaks', () => {
  test('instructions at the start stand apart, and later ones where they were said', () => {
    const turns: Turn[] = [
      { role: 'system', parts: [{ type: 'text', text: 'One' }] },
      { role: 'developer', parts: [{ type: 'text', text: 'Two' }] },
      user('Hi'),
      { role: 'system', parts: [{ type: 'text', text: 'Three' }] },
    ]
    const { body, receipt } = write({ turns })
    expect(body.systemInstruction).toEqual({ parts: [{ text: 'One' }, { text: 'Two' }] })
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Hi' }, { text: 'Three' }] }])
    expect(receipt.changed).toMatchObject([{ path: 'messages[3].role' }])
  })

  test('neighbours of one role are one content', () => {
    expect(contentsOf([user('a'), user('b'), model(text('c')), model(text('d')), user('e')])).toEqual([
      { role: 'user', parts: [{ text: 'a' }, { text: 'b' }] },
      { role: 'model', parts: [{ text: 'c' }, { text: 'd' }] },
      { role: 'user', parts: [{ text: 'e' }] },
    ])
  })

  test('a history that opens with a call has a user turn before it', () => {
    const roles = contentsOf([model(call('1', 'f')), result('1', 'x')]).map(({ role }) => role)
    expect(roles).toEqual(['user', 'model', 'user'])
  })

  test('an answer that is begun is followed by a wish to go on', () => {
    const { body, receipt } = write({ turns: [user('a'), model(text('It is'))] })
    expect(body.contents.map(({ role }) => role)).toEqual(['user', 'model', 'user'])
    expect(receipt.changed).toHaveLength(1)
  })

  test('instructions alone are said by the user', () => {
    const { body } = write({ turns: [{ role: 'system', parts: [{ type: 'text', text: 'Write.' }] }] })
    expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Write.' }] }] })
  })

  test('empty text beside calls is left out', () => {
    expect(contentsOf([user('a'), model(text(''), call('1', 'f'))])[1]?.parts).toHaveLength(1)
  })
})

describe('calls and results', () => {
  test('results of a turn stand in one content, in the order of the calls and named as they are', () => {
    const turns = [
      user('a'),
      model(call('1', 'f'), call('2', 'g')),
      result('2', '[1]'),
      result('1', '{"x":2}'),
      user('b'),
    ]
    expect(contentsOf(turns).slice(1)).toEqual([
      {
        role: 'model',
        parts: [
          { functionCall: { name: 'f', args: { a: 1 } } },
          { functionCall: { name: 'g', args: { a: 1 } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'f', response: { x: 2 } } },
          { functionResponse: { name: 'g', response: { result: [1] } } },
          { text: 'b' },
        ],
      },
    ])
  })

  test.each([
    ['text', 'sunny', false, { result: 'sunny' }],
    ['nothing', '', false, { result: '' }],
    ['a number', '7', false, { result: '7' }],
    ['a failure', 'no network', true, { error: 'no network' }],
  ])('%s is wrapped', (_, said, isError, response) => {
    const turns = [user('a'), model(call('1', 'f')), result('1', said, isError)]
    expect(contentsOf(turns)[2]?.parts).toEqual([{ functionResponse: { name: 'f', response } }])
  })

  test('ids are sent only where the provider gave them', () => {
    const idsOf = (part: Part, id: string) =>
      contentsOf([user('a'), model(part), result(id, 'x')]).flatMap(({ parts = [] }) =>
        parts.flatMap(({ functionCall, functionResponse }) => functionCall?.id ?? functionResponse?.id ?? []),
      )
    expect(idsOf(call('abc', 'f', 'c2ln'), 'abc')).toEqual(['abc', 'abc'])
    expect(idsOf(call('call_1', 'f'), 'call_1')).toEqual([])
    expect(idsOf(call('call_gth_1', 'f', 'c2ln'), 'call_gth_1')).toEqual([])
  })

  test('a call without its result, and a result without its call, are told as text', () => {
    const { body, receipt } = write({
      turns: [user('a'), model(call('1', 'f')), user('b'), result('9', 'x'), model(call('2', 'f'))],
    })
    const wire = body.contents.flatMap(({ parts = [] }) => parts)
    expect(wire.filter(({ functionCall }) => functionCall)).toHaveLength(1)
    expect(wire.filter(({ functionResponse }) => functionResponse)).toEqual([])
    expect(receipt.changed).toHaveLength(2)
  })

  const seen: Turn = {
    role: 'tool',
    parts: [
      {
        type: 'tool-result',
        callId: '1',
        content: [{ type: 'image', source: { type: 'data', mediaType: 'image/png', base64: 'AA==' } }],
        isError: false,
      },
    ],
  }
  const inlineData = { mimeType: 'image/png', data: 'AA==' }
  test('pictures of a result stand in it from the third generation on, else beside it', () => {
    const turns = [user('a'), model(call('1', 'f')), seen]
    expect(contentsOf(turns, 'gemini-3-flash')[2]?.parts).toEqual([
      { functionResponse: { name: 'f', response: { result: '' }, parts: [{ inlineData }] } },
    ])
    expect(contentsOf(turns)[2]?.parts).toEqual([
      { functionResponse: { name: 'f', response: { result: '' } } },
      { inlineData },
    ])
  })

  test('names that are not allowed are changed everywhere and can be found again', () => {
    const name = 'mcp/files read '.repeat(9)
    const { body, toolNames } = write({
      tools: [{ name, parameters: {} }],
      toolChoice: { type: 'tool', name },
      turns: [user('a'), model(call('1', name)), result('1', 'x')],
    })
    const [[sent, original] = []] = [...(toolNames ?? [])]
    expect(original).toBe(name)
    expect(sent).toMatch(/^[A-Za-z_][\w.:-]{0,63}$/)
    expect(JSON.stringify(body).split(JSON.stringify(sent))).toHaveLength(5)
    expect(JSON.stringify(body)).not.toContain(name)
  })
})

describe('signatures', () => {
  const signaturesOf = (turns: Turn[], name?: string) =>
    contentsOf(turns, name).flatMap(({ parts = [] }) =>
      parts.flatMap(({ functionCall, thoughtSignature }) => (functionCall ? [thoughtSignature] : [])),
    )
  const turnsWith = (...calls: Part[]) => [user('a'), model(...calls)]

  test('of the provider come back at their call', () => {
    expect(signaturesOf(turnsWith(call('1', 'f', 'c2ln'), call('2', 'g')), 'gemini-3-pro')).toEqual([
      'c2ln',
      undefined,
    ])
  })

  test('that a call of another model lacks are replaced by the token, once for calls side by side', () => {
    const foreign = turnsWith(call('1', 'f', 'x', 'anthropic-messages'), call('2', 'g'))
    expect(signaturesOf(foreign, 'gemini-3-pro')).toEqual(['skip_thought_signature_validator', undefined])
    expect(signaturesOf(foreign, 'gemini-2.5-pro')).toEqual([undefined, undefined])
    expect(signaturesOf(foreign, 'claude-sonnet-4')).toEqual([undefined, undefined])
  })

  test('of a text come back with it, and other thinking is left out', () => {
    const seal = (origin: string) => ({ origin, value: 'c2ln' })
    const { body, receipt } = write({
      turns: [
        user('a'),
        model(
          { type: 'reasoning', text: 'Hm', seal: seal('anthropic-messages') },
          { type: 'reasoning', text: 'Unsigned' },
          text('b'),
          { type: 'reasoning', text: '', seal: seal('gemini-generate') },
        ),
        user('c'),
      ],
    })
    expect(body.contents[1]?.parts).toEqual([{ text: 'b', thoughtSignature: 'c2ln' }] satisfies WirePart[])
    expect(receipt.changed).toHaveLength(2)
  })
})

describe('pictures, documents and sound', () => {
  test.each<[string, Part, WirePart | undefined, 'kept' | 'changed' | 'dropped']>([
    [
      'sound',
      { type: 'audio', base64: 'AA==', format: 'mp3' },
      { inlineData: { mimeType: 'audio/mp3', data: 'AA==' } },
      'kept',
    ],
    [
      'a document',
      { type: 'document', source: { type: 'data', mediaType: 'application/pdf', base64: 'AA==' } },
      { inlineData: { mimeType: 'application/pdf', data: 'AA==' } },
      'kept',
    ],
    [
      'an address',
      { type: 'image', source: { type: 'url', url: 'https://x.test/a.webp?b' } },
      { fileData: { fileUri: 'https://x.test/a.webp?b', mimeType: 'image/webp' } },
      'changed',
    ],
    [
      'an address without a type',
      { type: 'document', source: { type: 'url', url: 'https://x.test/a' } },
      { fileData: { fileUri: 'https://x.test/a', mimeType: 'application/pdf' } },
      'changed',
    ],
    [
      'an address of another kind',
      { type: 'image', source: { type: 'url', url: 'file:///a.png' } },
      undefined,
      'dropped',
    ],
    [
      'a file of its own',
      {
        type: 'image',
        source: { type: 'file', id: 'gs://a/b.png', origin: 'gemini-generate', mediaType: 'image/png' },
      },
      { fileData: { fileUri: 'gs://a/b.png', mimeType: 'image/png' } },
      'kept',
    ],
    [
      'a file of another provider',
      { type: 'image', source: { type: 'file', id: 'file-1', origin: 'openai-chat' } },
      undefined,
      'dropped',
    ],
  ])('%s', (_, part, wire, fate) => {
    const { body, receipt } = write({ turns: [{ role: 'user', parts: [text('See'), part] }] })
    expect(body.contents[0]?.parts).toEqual([{ text: 'See' }, ...(wire ? [wire] : [])])
    const path = 'messages[0].content[1]'
    expect(receipt.changed.map(entry => entry.path)).toEqual(fate === 'changed' ? [path] : [])
    expect(receipt.dropped.map(entry => entry.path)).toEqual(fate === 'dropped' ? [path] : [])
  })
})

describe('tools', () => {
  const parameters = { type: 'object', properties: { a: { type: ['string', 'null'] } } }

  test('have JSON Schema from 2.5 on, and the subset before', () => {
    const tools = [{ name: 'f', description: 'F', parameters }]
    expect(write({ tools }).body.tools).toEqual([
      { functionDeclarations: [{ name: 'f', description: 'F', parametersJsonSchema: parameters }] },
    ])
    expect(write({ tools }, 'gemini-2.0-flash').body.tools).toEqual([
      {
        functionDeclarations: [
          {
            name: 'f',
            description: 'F',
            parameters: { type: 'OBJECT', properties: { a: { type: 'STRING', nullable: true } } },
          },
        ],
      },
    ])
  })

  test('without parameters have none', () => {
    const tools = [{ name: 'f', parameters: { type: 'object', properties: {}, additionalProperties: false } }]
    expect(write({ tools }).body.tools).toEqual([{ functionDeclarations: [{ name: 'f' }] }])
  })

  test('limits that go into a description are in the receipt, and no tool is dropped', () => {
    const odd = { type: 'object', properties: { a: { type: 'string', pattern: 'x' } }, not: {} }
    const { body, receipt } = write({
      tools: [
        { name: 'f', parameters: odd },
        { name: 'g', parameters: 7 },
      ],
    })
    expect(body.tools?.[0]?.functionDeclarations).toHaveLength(2)
    expect(receipt.changed.map(({ path }) => path)).toEqual(['tools[0].parameters'])
  })

  test.each<[Conversation['toolChoice'], object]>([
    [{ type: 'auto' }, { mode: 'AUTO' }],
    [{ type: 'none' }, { mode: 'NONE' }],
    [{ type: 'required' }, { mode: 'ANY' }],
    [
      { type: 'tool', name: 'f' },
      { mode: 'ANY', allowedFunctionNames: ['f'] },
    ],
  ])('choice %j', (toolChoice, functionCallingConfig) => {
    expect(write({ tools: [{ name: 'f', parameters }], toolChoice }).body.toolConfig).toEqual({
      functionCallingConfig,
    })
  })
})

describe('how an answer is made', () => {
  test('all that the format has', () => {
    const said = { maxOutputTokens: 5, temperature: 0.1, topP: 0.2, topK: 3, seed: 4 }
    const penalties = { frequencyPenalty: 0.5, presencePenalty: 0.6 }
    expect(configOf({ ...said, ...penalties, choices: 2, topLogprobs: 3, stopSequences: ['x'] })).toEqual({
      ...said,
      ...penalties,
      candidateCount: 2,
      responseLogprobs: true,
      logprobs: 3,
      stopSequences: ['x'],
    })
    expect(configOf({ choices: 1, stopSequences: [] })).toBeUndefined()
    expect(configOf({ topLogprobs: 0 })).toEqual({ responseLogprobs: true })
  })

  test('what it has not is dropped by name', () => {
    expect(
      dropped({
        stopSequences: ['1', '2', '3', '4', '5', '6'],
        seed: 2 ** 40,
        user: 'u',
        promptCacheKey: 'k',
        parallelToolCalls: false,
        serviceTier: 'scale',
        toolChoice: { type: 'required' },
        turns: [
          { role: 'user', name: 'Ann', parts: [{ type: 'text', text: 'Hi', cache: { lifetime: '5m' } }] },
        ],
      }).sort(),
    ).toEqual([
      'cache_control',
      'messages[0].name',
      'parallel_tool_calls',
      'prompt_cache_key',
      'seed',
      'service_tier',
      'stop',
      'tool_choice',
      'user',
    ])
  })

  test('a tier', () => {
    expect(write({ serviceTier: 'flex' }).body.serviceTier).toBe('flex')
    expect(write({ serviceTier: 'default' }).body.serviceTier).toBeUndefined()
  })

  const schema = { type: 'object', properties: { a: { type: 'string' } } }
  test('an output format', () => {
    const outputFormat = { type: 'json-schema', schema, name: 'answer', description: 'All of it' } as const
    const responseMimeType = 'application/json'
    expect(configOf({ outputFormat })).toEqual({
      responseMimeType,
      responseJsonSchema: { ...schema, title: 'answer', description: 'All of it' },
    })
    expect(configOf({ outputFormat }, 'gemini-2.0-flash')).toMatchObject({
      responseMimeType,
      responseSchema: { type: 'OBJECT', properties: { a: { type: 'STRING' } } },
    })
    expect(configOf({ outputFormat: { type: 'json' } })).toEqual({ responseMimeType })
  })

  test('an output format beside tools is in the instructions of models that refuse both', () => {
    const both = {
      outputFormat: { type: 'json-schema', schema },
      tools: [{ name: 'f', parameters: {} }],
    } as const
    const { body, receipt } = write(both)
    expect(body.generationConfig).toBeUndefined()
    expect(body.systemInstruction?.parts?.[0]?.text).toContain(JSON.stringify(schema))
    expect(receipt.changed).toMatchObject([{ path: 'response_format' }])
    expect(configOf(both, 'gemini-3-pro')).toMatchObject({ responseJsonSchema: schema })
  })
})

describe('thinking', () => {
  test.each<[string, Conversation['reasoning'], object | undefined]>([
    ['gemini-2.5-flash', { effort: 'none' }, { thinkingBudget: 0 }],
    ['gemini-2.5-pro', { effort: 'none' }, { thinkingBudget: 128 }],
    ['gemini-2.5-flash', { effort: 'low' }, { thinkingBudget: 1024 }],
    ['gemini-2.5-flash', { effort: 'max' }, { thinkingBudget: 24_576 }],
    ['gemini-2.5-pro', { effort: 'max' }, { thinkingBudget: 32_768 }],
    ['gemini-2.5-flash-lite', { budgetTokens: 5 }, { thinkingBudget: 512 }],
    [
      'gemini-2.5-flash',
      { budgetTokens: 2000, isShown: true },
      { thinkingBudget: 2000, includeThoughts: true },
    ],
    ['gemini-3-pro-preview', { effort: 'none' }, { thinkingLevel: 'LOW' }],
    ['gemini-3-flash', { effort: 'none' }, { thinkingLevel: 'MINIMAL' }],
    ['gemini-3-pro-preview', { effort: 'medium' }, { thinkingLevel: 'HIGH' }],
    ['gemini-3.1-pro', { effort: 'medium' }, { thinkingLevel: 'MEDIUM' }],
    ['gemini-3-flash', { effort: 'xhigh' }, { thinkingLevel: 'HIGH' }],
    ['gemini-flash-latest', { budgetTokens: 1024 }, { thinkingLevel: 'LOW' }],
    ['gemini-3-flash', { isShown: false }, { includeThoughts: false }],
    ['gemini-2.0-flash', { effort: 'high' }, undefined],
    ['gemini-2.0-flash', { effort: 'none' }, undefined],
  ])('%s, %j', (name, reasoning, thinkingConfig) => {
    expect(configOf({ reasoning }, name)?.thinkingConfig).toEqual(thinkingConfig)
  })
})

test('a request of the format is written as it was read', () => {
  const body = {
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    contents: [
      {
        role: 'user',
        parts: [{ text: 'Weather?' }, { inlineData: { mimeType: 'image/png', data: 'AA==' } }],
      },
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'x1', name: 'f', args: { city: 'Bern' } }, thoughtSignature: 'c2ln' },
          { functionCall: { name: 'f', args: { city: 'Zug' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'x1', name: 'f', response: { sun: true } } },
          { functionResponse: { name: 'f', response: { error: 'unknown' } } },
        ],
      },
      { role: 'model', parts: [{ text: 'Sunny.', thoughtSignature: 'c2ln' }] },
      { role: 'user', parts: [{ text: 'Thanks' }] },
    ],
    tools: [
      {
        functionDeclarations: [
          { name: 'f', parametersJsonSchema: { type: 'object', properties: { city: { type: 'string' } } } },
        ],
      },
    ],
    toolConfig: { functionCallingConfig: { mode: 'AUTO' } },
    generationConfig: {
      maxOutputTokens: 100,
      temperature: 0,
      topP: 0.5,
      topK: 4,
      stopSequences: ['x'],
      seed: 3,
      candidateCount: 2,
      thinkingConfig: { thinkingLevel: 'LOW', includeThoughts: true },
    },
    serviceTier: 'flex',
  }
  const receipt = new Receipt()
  const head = { path: '/v1beta/models/gemini-3-pro:streamGenerateContent', query: 'alt=sse', headers: {} }
  const conversation = geminiGenerate.caller.translation?.readConversation({ head, body }, receipt)
  if (!conversation) throw new Error('The format is not translated.')
  const written = write(conversation, 'gemini-3-pro')
  expect(written.body).toEqual(body)
  expect(`${written.path}?${written.query}`).toBe(`${head.path}?${head.query}`)
  expect([receipt, written.receipt]).toEqual([new Receipt(), new Receipt()])
})
