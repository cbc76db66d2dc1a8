import { describe, expect, test } from 'vitest'
import { scanRequest } from '../../../gateway/chat/request-facts.ts'
import { countedFormatOf } from '../../../gateway/formats/index.ts'
import { openEncodings } from '../../../gateway/tokens/encodings.ts'
import { createMessageCounts } from '../../../gateway/tokens/message-counts.ts'
import { familyOf } from '../../../gateway/tokens/model-family.ts'
import { countRequest } from '../../../gateway/tokens/request-count.ts'
import { bingBong, doStuff, noParameters, object, recipe } from './function-samples.ts'
import { jpeg, png, wav } from './picture-bytes.ts'

const encodings = openEncodings()

async function count(model: string, request: object) {
  const bytes = Buffer.from(JSON.stringify({ model, ...request }))
  const encoding = await encodings.get(familyOf(model).encoding)
  const known = createMessageCounts()
  const { text, fixed } = countRequest(
    countedFormatOf('openai-chat'),
    bytes,
    scanRequest(bytes),
    { encoding, model },
    known,
  )
  return { text, fixed }
}

async function textOf(model: string, request: object): Promise<number> {
  const { text, fixed } = await count(model, request)
  expect(fixed).toBe(0)
  return text
}

const says = (content: string, role = 'user') => ({ role, content })
// Prompt tokens that gpt-3.5-turbo's API reported: https://github.com/hmarr/openai-chat-tokens/tree/main/tests
const billed: readonly (readonly [number, object])[] = [
  [8, { messages: [says('hello')] }],
  [9, { messages: [says('hello world')] }],
  [8, { messages: [says('hello', 'system')] }],
  [
    27,
    {
      messages: [
        says("# Important: you're the best robot", 'system'),
        says('hello robot'),
        says('hello world', 'assistant'),
      ],
    },
  ],
  [15, { messages: [says('hello world'), { role: 'function', name: 'do_stuff', content: '{}' }] }],
  [
    24,
    { messages: [{ role: 'function', name: 'dance_the_tango', content: '{"a": { "b" : { "c": false}}}' }] },
  ],
  [
    26,
    {
      messages: [
        {
          role: 'assistant',
          content: '',
          function_call: { name: 'do_stuff', arguments: '{"foo": "bar", "baz": 1.5}' },
        },
      ],
    },
  ],
  [31, { messages: [says('hello')], functions: [{ name: 'foo', parameters: noParameters }] }],
  [
    36,
    {
      messages: [says('hello')],
      functions: [{ name: 'foo', description: 'Do a foo', parameters: noParameters }],
    },
  ],
  [49, { messages: [says('hello')], functions: [bingBong({ foo: { type: 'string' } })] }],
  [
    57,
    {
      messages: [says('hello')],
      functions: [bingBong({ foo: { type: 'string' }, bar: { type: 'number', description: 'A number' } })],
    },
  ],
  [
    68,
    {
      messages: [says('hello')],
      functions: [
        bingBong({
          foo: object({ bar: { type: 'string', enum: ['a', 'b', 'c'] }, baz: { type: 'boolean' } }),
        }),
      ],
    },
  ],
  [35, { messages: [says('Hello', 'system'), says('Hi there')], functions: [doStuff] }],
  [35, { messages: [says('Hello:', 'system'), says('Hi there')], functions: [doStuff] }],
  [
    40,
    { messages: [says('Hello:', 'system'), says('Hello', 'system'), says('Hi there')], functions: [doStuff] },
  ],
  [106, { messages: [says('hello')], functions: [{ name: 'get_recipe', parameters: recipe }] }],
]

describe('a chat request', () => {
  test.each(billed)('costs gpt-3.5-turbo the %i tokens that were billed: %j', async (tokens, request) => {
    expect(await textOf('gpt-3.5-turbo', request)).toBe(tokens)
  })

  // https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
  test.each([
    ['gpt-4', 105],
    ['gpt-3.5-turbo', 105],
    ['gpt-4o', 101],
    ['gpt-4o-mini', 101],
  ])('with a tool costs %s the %i tokens of the cookbook', async (model, tokens) => {
    const weather = {
      name: 'get_current_weather',
      description: 'Get the current weather in a given location',
      parameters: object(
        {
          location: { type: 'string', description: 'The city and state, e.g. San Francisco, CA' },
          unit: {
            type: 'string',
            description: 'The unit of temperature to return',
            enum: ['celsius', 'fahrenheit'],
          },
        },
        ['location'],
      ),
    }
    const messages = [
      says('You are a helpful assistant that can answer to questions about the weather.', 'system'),
      says("What's the weather like in San Francisco?"),
    ]
    expect(await textOf(model, { messages, tools: [{ type: 'function', function: weather }] })).toBe(tokens)
  })

  test.each([
    ['gpt-4-0613', 129],
    ['gpt-4o-2024-08-06', 124],
  ])('with names costs %s the %i tokens of the cookbook', async (model, tokens) => {
    const named = (name: string, content: string) => ({ ...says(content, 'system'), name })
    const messages = [
      says(
        'You are a helpful, pattern-following assistant that translates corporate jargon into plain English.',
        'system',
      ),
      named('example_user', 'New synergies will help drive top-line growth.'),
      named('example_assistant', 'Things working well together will increase revenue.'),
      named(
        'example_user',
        "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
      ),
      named('example_assistant', "Let's talk later when we're less busy about how to do better."),
      says("This late pivot means we don't have time to boil the ocean for the client deliverable."),
    ]
    expect(await textOf(model, { messages })).toBe(tokens)
  })

  test('costs its tools the same in either member, and their JSON where the family is shown that', async () => {
    const functions = [bingBong({ foo: { type: 'string' } })]
    const tools = functions.map(each => ({ type: 'function', function: each }))
    const messages = [says('hello')]
    expect(await textOf('gpt-4o', { messages, tools })).toBe(await textOf('gpt-4o', { messages, functions }))
    expect(await textOf('gpt-4o', { messages, tools: [] })).toBe(await textOf('gpt-4o', { messages }))
    const json = (await encodings.get('o200k_base')).count(JSON.stringify(tools))
    expect(await textOf('mistral-large', { messages, tools })).toBe((await textOf('m', { messages })) + json)
  })

  test('costs the choice of a tool by its name', async () => {
    const request = { messages: [says('hello')], functions: [doStuff] }
    const without = await textOf('gpt-4', request)
    expect(await textOf('gpt-4', { ...request, function_call: 'auto' })).toBe(without)
    expect(await textOf('gpt-4', { ...request, function_call: 'none' })).toBe(without + 1)
    expect(await textOf('gpt-4', { ...request, function_call: { name: 'do_stuff' } })).toBe(without + 4 + 2)
    const choice = { type: 'function', function: { name: 'do_stuff' } }
    expect(await textOf('gpt-4', { ...request, tool_choice: choice })).toBe(without + 4 + 2)
  })

  test('costs every call and every answer of a tool', async () => {
    const call = (id: string) => ({
      id,
      type: 'function',
      function: { name: 'do_stuff', arguments: '{"a":1}' },
    })
    const calls = (ids: readonly string[]) =>
      textOf('gpt-4o', { messages: [{ role: 'assistant', content: null, tool_calls: ids.map(call) }] })
    const none = await calls([])
    const one = await calls(['call_1'])
    expect(one).toBeGreaterThan(none + 5)
    expect(await calls(['call_1', 'call_2'])).toBe(none + 2 * (one - none))
    const answer = (content: string) =>
      textOf('gpt-4o', { messages: [{ role: 'tool', tool_call_id: 'c', content }] })
    expect(await answer('four words of it')).toBe((await answer('')) + 4)
  })

  test('costs a response format that is a schema', async () => {
    const messages = [says('hello')]
    const without = await textOf('gpt-4o', { messages })
    expect(await textOf('gpt-4o', { messages, response_format: { type: 'json_object' } })).toBe(without)
    const json_schema = { name: 'recipe', schema: recipe }
    const response_format = { type: 'json_schema', json_schema }
    expect(await textOf('gpt-4o', { messages, response_format })).toBeGreaterThan(without + 90)
  })

  test('costs pictures, sound and files by their formulas', async () => {
    const part = (...content: readonly object[]) => count('gpt-4o', { messages: [{ role: 'user', content }] })
    const dataUrl = (bytes: Buffer, type: string) => `data:${type};base64,${bytes.toString('base64')}`
    const url = dataUrl(jpeg(1024, 1024), 'image/jpeg')
    const { text } = await part()
    expect(await part({ type: 'image_url', image_url: { url } })).toEqual({ text, fixed: 765 })
    expect(await part({ type: 'image_url', image_url: { url, detail: 'low' } })).toEqual({ text, fixed: 85 })
    const wide = { type: 'image_url', image_url: { url: dataUrl(png(2048, 300), 'image/png') } }
    expect(await part(wide, wide)).toEqual({ text, fixed: 2 * (85 + 4 * 170) })
    const elsewhere = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } }
    expect(await part(elsewhere)).toEqual({ text, fixed: 85 + 8 * 170 })
    const data = wav(5, 32_000).toString('base64')
    expect(await part({ type: 'input_audio', input_audio: { data, format: 'wav' } })).toEqual({
      text,
      fixed: 50,
    })
    const file_data = dataUrl(Buffer.from('%PDF-1.4 <</Type /Page>>'), 'application/pdf')
    expect((await part({ type: 'file', file: { filename: 'a.pdf', file_data } })).fixed).toBe(1765)
  })

  test('costs every text that it holds, wherever that stands', async () => {
    const message = (more: object) => count('gpt-4o', { messages: [{ role: 'assistant', ...more }] })
    const { text } = await message({ content: '' })
    expect(await message({ content: [{ type: 'text', text: '' }] })).toEqual({ text, fixed: 0 })
    const hidden = { type: 'text', text: 'two words', image_url: { url: '', detail: 'low' } }
    expect(await message({ content: [hidden] })).toEqual({ text: text + 2, fixed: 85 })
    for (const member of ['refusal', 'reasoning_content'])
      expect(await message({ [member]: 'two words' })).toEqual({ text: text + 2, fixed: 0 })
    expect(await message({ content: [{ type: 'refusal', refusal: 'two words' }] })).toEqual({
      text: text + 2,
      fixed: 0,
    })
  })
})
