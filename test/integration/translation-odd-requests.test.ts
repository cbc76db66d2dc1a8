// Requests that callers are seen to send, and that another provider would refuse or read as something else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { json, openTranslationRig, type TranslationRig } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

describe('a bound of the answer', () => {
  test('of -1, as callers of local servers write it, is none', async () => {
    const { status, sent, receipt } = await rig.ask({ as: 'chat', of: 'messages', body: { max_tokens: -1 } })
    expect([status, receipt]).toEqual([200, 'changed=max_tokens'])
    expect(sent.max_tokens).toBeGreaterThan(1000)
    const other = await rig.ask({ as: 'responses', of: 'chat', body: { max_output_tokens: -1 } })
    expect([other.status, other.receipt]).toEqual([200, 'changed=max_output_tokens'])
    expect(other.sent).not.toHaveProperty('max_tokens')
  })

  test('of 0 is refused, because one provider then fills its cache and others answer', async () => {
    const of = 'messages'
    const chat = await rig.ask({ as: 'chat', of, body: { max_completion_tokens: 0 } })
    const responses = await rig.ask({ as: 'responses', of, body: { max_output_tokens: 0 } })
    expect([chat.status, responses.status]).toEqual([400, 400])
    expect(chat.json).toMatchObject({ error: { message: expect.stringContaining('max_completion_tokens') } })
    expect([chat.sent, responses.sent]).toEqual([{}, {}])
  })
})

test.each([
  [['', 'x'], ['x']],
  ['', undefined],
  [[''], undefined],
])('an empty stop sequence of %j is left out, and the caller is told', async (stop, sequences) => {
  const { status, sent, receipt } = await rig.ask({ as: 'chat', of: 'messages', body: { stop } })
  expect([status, receipt, sent.stop_sequences]).toEqual([200, 'dropped=stop', sequences])
})

describe('a model of responses that reasons', () => {
  const ask = (body: object, model: string) =>
    rig.ask({ as: 'gemini', of: 'responses', model, body: { generationConfig: body } })

  test('is not told how to sample, which it refuses, and the caller is told', async () => {
    const wish = { temperature: 0.2, topP: 0.9, responseLogprobs: true }
    const { sent, receipt } = await ask(wish, 'gpt-5.1')
    for (const name of ['temperature', 'top_p', 'top_logprobs', 'include'])
      expect(sent).not.toHaveProperty(name)
    expect(receipt).toBe(
      'dropped=generationConfig.temperature,generationConfig.topP,generationConfig.responseLogprobs',
    )
    expect((await ask({ temperature: 1 }, 'gpt-5.1')).receipt).toBe('kept')
    expect((await ask(wish, 'gpt-4o-mini')).sent).toMatchObject({ temperature: 0.2, top_p: 0.9 })
  })

  test('is asked for the nearest effort that it has', async () => {
    const asked = { thinkingConfig: { thinkingLevel: 'minimal' } }
    const { sent, receipt } = await ask(asked, 'gpt-5.1')
    expect([sent.reasoning, receipt]).toEqual([{ effort: 'low' }, 'changed=generationConfig.thinkingConfig'])
    expect((await ask(asked, 'gpt-5')).sent.reasoning).toEqual({ effort: 'minimal' })
  })
})

test('a model of responses that does not reason is not asked to, and the caller is told', async () => {
  const body = { thinking: { type: 'enabled', budget_tokens: 2000 } }
  const { sent, receipt } = await rig.ask({ as: 'messages', of: 'responses', model: 'gpt-4.1', body })
  expect(sent).not.toHaveProperty('reasoning')
  expect(sent).not.toHaveProperty('include')
  expect(receipt).toBe('dropped=thinking')
  const other = await rig.ask({ as: 'messages', of: 'responses', model: 'gpt-5.1', body })
  expect(other.sent).toMatchObject({ reasoning: { effort: 'low' }, include: ['reasoning.encrypted_content'] })
})

test('a schema that strict mode of responses refuses is not strict, and the caller is told', async () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }
  const ask = async (required: readonly string[]) => {
    const format = { type: 'json_schema', schema: { ...schema, required } }
    const tools = [{ name: 'look', strict: true, input_schema: { ...schema, required } }]
    const body = { output_config: { format }, tools }
    const { sent, receipt } = await rig.ask({ as: 'messages', of: 'responses', body })
    const { format: text } = sent.text as { format: { strict: boolean } }
    const [tool] = sent.tools as { strict: boolean }[]
    return [text.strict, tool?.strict, receipt]
  }
  expect(await ask(['a'])).toEqual([true, true, 'kept'])
  expect(await ask([])).toEqual([false, false, 'changed=tools[0].strict,output_config.format.strict'])
})

// https://ai.google.dev/api/generate-content, in its examples for the command line
test('a content and a part of Gemini need no list around them', async () => {
  const body = {
    system_instruction: { parts: { text: 'You are a cat.' } },
    contents: { parts: { text: 'Hello there' } },
    tools: { functionDeclarations: { name: 'look' } },
  }
  const { status, sent } = await rig.ask({ as: 'gemini', of: 'chat', body })
  expect(status).toBe(200)
  expect(sent).toMatchObject({
    messages: [
      { role: 'system', content: 'You are a cat.' },
      { role: 'user', content: 'Hello there' },
    ],
    tools: [{ function: { name: 'look' } }],
  })
  expect(await rig.ask({ as: 'gemini', of: 'gemini', body })).toMatchObject({ status: 200, sent: body })
})

describe('base64 that is broken into lines, escaped or of another alphabet', () => {
  const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xfb, 0xff, 0xbf, 0x0a]).toString('base64')
  const writings = [
    picture.replace(/(.{4})/g, '$1\r\n '),
    encodeURIComponent(picture),
    picture.replaceAll('+', '-').replaceAll('/', '_'),
  ]

  test.each(writings)('is plain base64 for every provider: %j', async data => {
    const part = { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } }
    const result = { type: 'image', source: { type: 'base64', media_type: 'image/png', data } }
    const chat = await rig.ask({
      as: 'chat',
      of: 'messages',
      body: { messages: [{ role: 'user', content: [part] }] },
    })
    expect(chat.sent.messages).toMatchObject([{ content: [{ source: { data: picture } }] }])
    const messages = await rig.ask({
      as: 'messages',
      of: 'ollama',
      body: {
        messages: [
          { role: 'user', content: 'Hallo' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'look', input: {} }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: [result] }] },
        ],
      },
    })
    expect(messages.sent.messages).toMatchObject([{}, {}, { role: 'tool', images: [picture] }])
  })
})

test('an error has the id under which the log has the request', async () => {
  const answer = json({ error: { message: 'No.', type: 'invalid_request_error' } }, 400)
  const { status, json: body, headers } = await rig.ask({ as: 'messages', of: 'chat', answer })
  expect(status).toBe(400)
  expect(body.request_id).toBe(headers.get('x-gatehouse-request-id'))
})
