// Faults with usage, reasons and refusals that other gateways had as they translated. Each test shows the right behaviour.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../support/fake-upstream.ts'
import {
  callChunk,
  candidate,
  chunk,
  json,
  openTranslationRig,
  sse,
  type TranslationRig,
} from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

describe('usage', () => {
  const chatAnswer = json({
    choices: [{ index: 0, message: { role: 'assistant', content: 'Ja.' }, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: 100,
      completion_tokens: 10,
      total_tokens: 110,
      prompt_tokens_details: { cached_tokens: 60 },
    },
  })
  const geminiAnswer = json({
    candidates: [{ content: { role: 'model', parts: [{ text: 'Ja.' }] }, index: 0, finishReason: 'STOP' }],
    usageMetadata: {
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      candidatesTokenCount: 4,
      thoughtsTokenCount: 6,
      totalTokenCount: 110,
    },
  })

  test.each([
    ['chat', chatAnswer],
    ['gemini', geminiAnswer],
  ] as const)('of %s leaves what came from the cache out of the input of messages', async (of, answer) => {
    const reply = await rig.ask({ as: 'messages', of, answer })
    expect(reply.json.usage).toMatchObject({
      input_tokens: 40,
      cache_read_input_tokens: 60,
      cache_creation_input_tokens: 0,
      output_tokens: 10,
    })
  })

  test('of messages is added up for chat completions', async () => {
    const reply = await rig.ask({
      as: 'chat',
      of: 'messages',
      answer: json({
        type: 'message',
        role: 'assistant',
        content: [{ type: 'text', text: 'Ja.' }],
        stop_reason: 'end_turn',
        usage: {
          input_tokens: 40,
          cache_read_input_tokens: 50,
          cache_creation_input_tokens: 10,
          output_tokens: 10,
        },
      }),
    })
    expect(reply.json.usage).toMatchObject({
      prompt_tokens: 100,
      completion_tokens: 10,
      total_tokens: 110,
      prompt_tokens_details: { cached_tokens: 50 },
    })
  })

  test('of Gemini counts thoughts as output, and of a stream the last word, never the sum', async () => {
    const usage = (thoughts: number, said: number) => ({
      usageMetadata: {
        promptTokenCount: 20,
        candidatesTokenCount: said,
        thoughtsTokenCount: thoughts,
        totalTokenCount: 20 + thoughts + said,
      },
    })
    const answer = sse(
      { ...candidate([{ text: 'Ja' }]), ...usage(6, 1) },
      { ...candidate([{ text: '.' }]), ...usage(6, 3) },
      { ...candidate([{ text: '' }], { finishReason: 'STOP' }), ...usage(6, 4) },
    )
    const { events } = await rig.ask({ as: 'responses', of: 'gemini', stream: true, answer })
    expect(events.at(-1)).toMatchObject({
      response: {
        usage: { input_tokens: 20, output_tokens: 10, output_tokens_details: { reasoning_tokens: 6 } },
      },
    })
  })
})

describe('why a model of messages stopped', () => {
  const stopped = (stop_reason: string, rest: object = {}) =>
    json({
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'Halb' }],
      stop_reason,
      ...rest,
      usage: { input_tokens: 1, output_tokens: 1 },
    })

  test('by a refusal is a filter, with the explanation', async () => {
    const answer = stopped('refusal', { stop_details: { type: 'refusal', explanation: 'Darf ich nicht.' } })
    const { json: chat } = await rig.ask({ as: 'chat', of: 'messages', answer })
    expect(chat.choices).toMatchObject([
      { finish_reason: 'content_filter', message: { content: 'Halb', refusal: 'Darf ich nicht.' } },
    ])
  })

  test('by a full window is the length', async () => {
    const answer = stopped('model_context_window_exceeded')
    const { json: chat } = await rig.ask({ as: 'chat', of: 'messages', answer })
    expect(chat.choices).toMatchObject([{ finish_reason: 'length' }])
  })

  test.each(['pause_turn', 'tired'])('by %s is no end but an error', async reason => {
    const { status, json: chat } = await rig.ask({ as: 'chat', of: 'messages', answer: stopped(reason) })
    expect([status, chat.error]).toEqual([
      502,
      expect.objectContaining({ message: expect.stringContaining(reason) }),
    ])
  })
})

describe('why Gemini stopped', () => {
  const call = [{ functionCall: { name: 'look', args: {} } }]
  const tools = [{ name: 'look', input_schema: { type: 'object' } }]

  test('is a call of tools where there were calls, though it says STOP', async () => {
    const { json: message } = await rig.ask({
      as: 'messages',
      of: 'gemini',
      body: { tools },
      answer: json(candidate(call, { finishReason: 'STOP' })),
    })
    expect(message.stop_reason).toBe('tool_use')
  })

  test.each(['MALFORMED_FUNCTION_CALL', 'SOMETHING_NEW'])(
    'by %s is a failure, whole and streamed',
    async reason => {
      const whole = await rig.ask({
        as: 'messages',
        of: 'gemini',
        body: { tools },
        answer: json(candidate([], { finishReason: reason })),
      })
      expect([whole.status, whole.json.type]).toEqual([502, 'error'])
      const broken = await rig.askForBroken({
        as: 'messages',
        of: 'gemini',
        stream: true,
        answer: sse(candidate([], { finishReason: reason })),
      })
      expect(broken).toContain('"type":"error"')
      expect(broken).not.toContain('message_stop')
    },
  )
})

describe('a response that is incomplete', () => {
  const incomplete = (reason: string, output: readonly object[] = []): Answer =>
    json({
      id: 'resp_1',
      object: 'response',
      status: 'incomplete',
      incomplete_details: { reason },
      output,
      usage: { input_tokens: 20, output_tokens: 10, total_tokens: 30 },
    })

  test.each([
    ['max_output_tokens', 'max_tokens'],
    ['content_filter', 'refusal'],
  ])('by %s is %s of messages, with its usage', async (reason, stop_reason) => {
    const { status, json: message } = await rig.ask({
      as: 'messages',
      of: 'responses',
      answer: incomplete(reason),
    })
    expect([status, message]).toEqual([
      200,
      expect.objectContaining({
        stop_reason,
        usage: expect.objectContaining({ input_tokens: 20, output_tokens: 10 }),
      }),
    ])
  })

  test('in a call is the length, so that nobody runs half a call', async () => {
    const answer = incomplete('max_output_tokens', [
      {
        type: 'function_call',
        call_id: 'call_1',
        name: 'look',
        arguments: '{"at":"Zü',
        status: 'incomplete',
      },
    ])
    const { json: message } = await rig.ask({ as: 'messages', of: 'responses', answer })
    expect(message.stop_reason).toBe('max_tokens')
    const cut = sse(callChunk(0, '{"at":"Zü', { id: 'call_1', name: 'look' }), chunk({}, 'length'), '[DONE]')
    const { events } = await rig.ask({ as: 'messages', of: 'chat', stream: true, answer: cut })
    expect(events.find(({ type }) => type === 'message_delta')).toMatchObject({
      delta: { stop_reason: 'max_tokens' },
    })
  })
})
