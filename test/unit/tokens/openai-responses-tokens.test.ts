import { describe, expect, test } from 'vitest'
import { scanRequest } from '../../../gateway/chat/request-facts.ts'
import { countedFormatOf, type WireFormat } from '../../../gateway/formats/index.ts'
import { openEncodings } from '../../../gateway/tokens/encodings.ts'
import { createMessageCounts } from '../../../gateway/tokens/message-counts.ts'
import { familyOf } from '../../../gateway/tokens/model-family.ts'
import { countRequest } from '../../../gateway/tokens/request-count.ts'
import { recipe } from './function-samples.ts'
import { png } from './picture-bytes.ts'

const encodings = openEncodings()
const model = 'gpt-4o-mini'

async function count(request: object, format: WireFormat = 'openai-responses') {
  const bytes = Buffer.from(JSON.stringify({ model, ...request }))
  const encoding = await encodings.get(familyOf(model).encoding)
  const known = createMessageCounts()
  const context = { encoding, model }
  const { text, fixed } = countRequest(countedFormatOf(format), bytes, scanRequest(bytes), context, known)
  return { text, fixed }
}

const hello = { role: 'user', content: 'hello world' }
const pictureUrl = `data:image/png;base64,${png(512, 512).toString('base64')}`

describe('a response counts as much as the chat completion that says the same:', () => {
  const chat = { messages: [hello] }
  test.each<[string, object, object]>([
    ['one text', { input: 'hello world' }, chat],
    ['a message', { input: [hello] }, chat],
    [
      'a message in parts',
      { input: [{ role: 'user', content: [{ type: 'input_text', text: 'hello world' }] }] },
      chat,
    ],
    [
      'instructions',
      { input: [hello], instructions: 'Be brief.' },
      // The role of a system message is a token of its own; instructions have none to be counted.
      { messages: [{ content: 'Be brief.' }, hello] },
    ],
    [
      'functions',
      { input: [hello], tools: [{ type: 'function', name: 'cook', parameters: recipe }] },
      { ...chat, tools: [{ type: 'function', function: { name: 'cook', parameters: recipe } }] },
    ],
    [
      'a function that is chosen',
      { input: [hello], tool_choice: { type: 'function', name: 'cook' } },
      { ...chat, tool_choice: { type: 'function', function: { name: 'cook' } } },
    ],
    [
      'a picture',
      {
        input: [{ role: 'user', content: [{ type: 'input_image', image_url: pictureUrl, detail: 'high' }] }],
      },
      {
        messages: [
          { role: 'user', content: [{ type: 'image_url', image_url: { url: pictureUrl, detail: 'high' } }] },
        ],
      },
    ],
  ])('%s', async (_, response, completion) => {
    const counted = await count(response)
    expect(counted).toEqual(await count(completion, 'openai-chat'))
    expect(counted.text + counted.fixed).toBeGreaterThan(3)
  })
})

describe('what only responses have', () => {
  const empty = 3
  const perItem = 3

  test('is nothing where nothing is sent', async () => {
    expect(await count({ input: [] })).toEqual({ text: empty, fixed: 0 })
    expect(await count({ prompt: { id: 'p' } })).toEqual({ text: empty, fixed: 0 })
  })

  test('is a call, and what it gave', async () => {
    const call = { type: 'function_call', call_id: 'c', name: 'look', arguments: 'hello world' }
    const given = { type: 'function_call_output', call_id: 'c', output: 'hello world' }
    const words = { look: 1, helloWorld: 2 }
    expect((await count({ input: [call] })).text).toBe(empty + perItem + 3 + words.look + words.helloWorld)
    expect((await count({ input: [given] })).text).toBe(empty + perItem + words.helloWorld)
    expect(
      (await count({ input: [{ ...given, output: [{ type: 'input_text', text: 'hello world' }] }] })).text,
    ).toBe(empty + perItem + words.helloWorld)
  })

  test('is sealed reasoning, by its length', async () => {
    const sealed = { type: 'reasoning', summary: [], encrypted_content: 'A'.repeat(400) }
    expect(await count({ input: [sealed] })).toEqual({ text: empty + perItem, fixed: 75 })
  })

  test('is a schema of the answer, as its JSON', async () => {
    const format = { type: 'json_schema', name: 'cook', schema: recipe, strict: true }
    const { text } = await count({ input: [], text: { format, verbosity: 'low' } })
    const encoding = await encodings.get(familyOf(model).encoding)
    expect(text).toBe(empty + encoding.count(JSON.stringify(format)))
    expect((await count({ input: [], text: { format: { type: 'text' } } })).text).toBe(empty)
  })

  test('is an item that nobody knows, as its JSON', async () => {
    const item = { type: 'hologram_call', words: 'hello world' }
    const encoding = await encodings.get(familyOf(model).encoding)
    expect((await count({ input: [item] })).text).toBe(empty + perItem + encoding.count(JSON.stringify(item)))
  })
})
