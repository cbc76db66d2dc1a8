// Numbers with more digits than JavaScript keeps, such as ids of 64 bits. They pass through translation as they are.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTranslationRig, type TranslationRig } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const id = '1234567890123456789'
const args = `{"id":${id},"list":[-${id}],"share":0.1}`

/** The body with the digits in place of a word, because no JavaScript number has them. */
const withId = (body: object) => JSON.stringify(body).replaceAll('"ID"', id)
const input = { id: 'ID', list: [`-${id}`], share: 0.1 }
const written = (body: object) => withId(body).replaceAll(`"-${id}"`, `-${id}`)

/** What the provider is sent. What it answers does not matter. */
async function sentFor(path: string, body: object): Promise<string> {
  const { length } = rig.calls()
  await (await rig.post(path, written(body))).text()
  return String(rig.calls()[length]?.body)
}

describe('in the arguments of a call', () => {
  const messages = {
    max_tokens: 100,
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'look', input }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'ok' }] },
    ],
  }

  test.each([
    ['chat', 'some-model'],
    ['responses', 'gpt-4o-mini'],
  ])('of a caller of messages reach %s', async (of, model) => {
    const sent = await sentFor('/v1/messages', { ...messages, model: `${of}/${model}` })
    expect(sent).toContain(JSON.stringify(args))
  })

  test.each([
    ['gemini', 'gemini-2.5-flash'],
    ['ollama', 'llama3.2:latest'],
  ])('of a caller of messages reach %s', async (of, model) => {
    expect(await sentFor('/v1/messages', { ...messages, model: `${of}/${model}` })).toContain(args)
  })

  test('of a caller of Gemini reach messages, and so does the response', async () => {
    const contents = [
      { role: 'user', parts: [{ text: 'Hi' }] },
      { role: 'model', parts: [{ functionCall: { name: 'look', args: input } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'look', response: input } }] },
    ]
    const path = '/v1beta/models/messages/claude-sonnet-4-5:generateContent'
    const sent = await sentFor(path, { contents })
    expect(sent).toContain(`"input":${args}`)
    expect(sent).toContain(JSON.stringify(args))
  })
})

describe('in the arguments that a model writes', () => {
  const call = { function: { name: 'look', arguments: input } }
  const part = { functionCall: { name: 'look', args: input } }
  const answers = {
    ollama: { message: { role: 'assistant', content: '', tool_calls: [call] }, done: true },
    gemini: { candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }] },
  }
  const json = { 'content-type': 'application/json' }

  test.each(['ollama', 'gemini'] as const)(
    'reach a caller of responses from %s, whole and streamed',
    async of => {
      const body = written(answers[of])
      const whole = await rig.ask({ as: 'responses', of, answer: { status: 200, headers: json, body } })
      expect(whole.text).toContain(JSON.stringify(args))
      const [type, stream] =
        of === 'gemini' ? ['text/event-stream', `data: ${body}\n\n`] : ['application/x-ndjson', `${body}\n`]
      const answer = { status: 200, headers: { 'content-type': type }, body: stream }
      const streamed = await rig.ask({ as: 'responses', of, stream: true, answer })
      expect(streamed.text).toContain(JSON.stringify(args))
    },
  )

  test('reach a caller of chat completions from messages', async () => {
    const content = [{ type: 'tool_use', id: 'a', name: 'look', input }]
    const body = written({ type: 'message', content, stop_reason: 'tool_use', usage: {} })
    const answer = { status: 200, headers: json, body }
    expect((await rig.ask({ as: 'chat', of: 'messages', answer })).text).toContain(JSON.stringify(args))
  })
})

test('elsewhere are numbers: a seed, and the bounds of a schema', async () => {
  const parameters = { type: 'object', properties: { n: { type: 'integer', maximum: 'ID' } } }
  const sent = await sentFor('/v1beta/models/ollama/llama3.2:latest:generateContent', {
    contents: [{ parts: [{ text: 'Hi' }] }],
    tools: [{ functionDeclarations: [{ name: 'look', parametersJsonSchema: parameters }] }],
    generationConfig: { seed: 'ID' },
  })
  expect(JSON.parse(sent)).toMatchObject({
    options: { seed: Number(id) },
    tools: [{ function: { parameters: { properties: { n: { maximum: Number(id) } } } } }],
  })
})
