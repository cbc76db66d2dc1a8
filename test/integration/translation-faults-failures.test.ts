// Faults with refusals and failures that other gateways had as they translated. Each test shows the right behaviour.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../support/fake-upstream.ts'
import { readRawStream } from '../support/raw-stream.ts'
import { json, openTranslationRig, sse, type TranslationRig, type Wire } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

describe('a conversation that is too long', () => {
  const openAi = {
    message:
      'This model has a maximum context length of 8192 tokens. However, your messages resulted in 9000 tokens.',
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
  }
  const gemini = {
    code: 400,
    message: 'The input token count (9000) exceeds the maximum number of tokens allowed (8192).',
    status: 'INVALID_ARGUMENT',
  }
  const failed = { type: 'response.failed', response: { id: 'resp_1', status: 'failed', error: openAi } }
  const created = { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } }

  test.each<[string, Wire, Answer, boolean]>([
    ['refused by chat completions', 'chat', json({ error: openAi }, 400), false],
    ['refused by Gemini', 'gemini', json({ error: gemini }, 400), true],
    ['told within a stream of responses', 'responses', sse(created, failed), true],
    ['told within a stream of chat completions', 'chat', sse({ error: openAi }), true],
    ['told within a stream of Gemini', 'gemini', sse({ error: gemini }), true],
  ])('%s has the status and words by which clients of messages shorten it', async (_, of, answer, stream) => {
    const reply = await rig.ask({ as: 'messages', of, answer, stream })
    expect([reply.status, reply.json]).toMatchObject([
      400,
      {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message: expect.stringMatching(/^prompt is too long: 9000 tokens > 8192/),
        },
      },
    ])
  })

  test('has the code by which Codex knows it', async () => {
    const answer = json(
      {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'prompt is too long: 9000 tokens > 8192 maximum' },
      },
      400,
    )
    const reply = await rig.ask({ as: 'responses', of: 'messages', answer })
    expect([reply.status, reply.json]).toMatchObject([400, { error: { code: 'context_length_exceeded' } }])
  })
})

describe('how long to wait after a refusal of Gemini', () => {
  const refusal = (...details: readonly object[]) =>
    json({ error: { code: 429, message: 'Quota exceeded.', status: 'RESOURCE_EXHAUSTED', details } }, 429)
  const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '45.8s' }

  test.each(['messages', 'responses', 'ollama'] as const)(
    'is a header for callers of %s, rounded up',
    async as => {
      const reply = await rig.ask({ as, of: 'gemini', answer: refusal(retry) })
      expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '46'])
    },
  )

  test('is not said of a quota of the day', async () => {
    const quota = {
      '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
      violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }],
    }
    const reply = await rig.ask({ as: 'messages', of: 'gemini', answer: refusal(quota, retry) })
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, null])
  })

  test('is the provider’s own header where there is one', async () => {
    const answer = refusal(retry)
    const reply = await rig.ask({
      as: 'messages',
      of: 'gemini',
      answer: { ...answer, headers: { ...answer.headers, 'retry-after': '7' } },
    })
    expect(reply.headers.get('retry-after')).toBe('7')
  })
})

describe('a provider of messages that is overloaded', () => {
  const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
  const start = {
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      content: [],
      usage: { input_tokens: 1, output_tokens: 1 },
    },
  }
  const said = [
    start,
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Halb' } },
  ]

  test.each([
    [529, 'overloaded_error'],
    [429, 'rate_limit_error'],
  ])('refuses with %i, which the caller gets with the time to wait', async (status, type) => {
    const body = json({ type: 'error', error: { type, message: 'Slow down' } }, status)
    const answer = { ...body, headers: { ...body.headers, 'retry-after': '9' } }
    const reply = await rig.ask({ as: 'chat', of: 'messages', answer })
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([status, '9'])
    expect(reply.json).toMatchObject({ error: { message: 'Slow down' } })
  })

  test('says so in its stream before it has said anything, and the caller gets the status', async () => {
    const reply = await rig.ask({ as: 'chat', of: 'messages', stream: true, answer: sse(start, overloaded) })
    expect([reply.status, reply.json]).toMatchObject([
      529,
      { error: { message: expect.stringContaining('Overloaded') } },
    ])
    expect(await rig.rowOf(new Response(null, { headers: reply.headers }))).toMatchObject({
      outcome: 'upstream-failed',
    })
  })

  test.each([
    [
      '/v1/chat/completions',
      { messages: [{ role: 'user', content: 'Hallo' }] },
      /data: \{"error":\{[^\n]*Overloaded/,
    ],
    ['/v1/responses', { input: 'Hallo' }, /event: response\.failed\ndata: [^\n]*Overloaded/],
  ])(
    'says so after the first words, and the caller of %s gets an error event of its format',
    async (path, body, event) => {
      rig.upstream.script({ answer: sse(...said, overloaded) })
      const caller = await rig.postRaw(path, { model: 'messages/claude-sonnet-4-5', stream: true, ...body }, [
        'connection: close',
      ])
      const { body: text, ended } = readRawStream(await caller.readAll())
      expect(text).toContain('Halb')
      expect(text).toMatch(event)
      expect([ended, text.includes('[DONE]'), text.includes('response.completed')]).toEqual([
        false,
        false,
        false,
      ])
    },
  )
})
