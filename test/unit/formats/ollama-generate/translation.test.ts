import { Ollama } from 'ollama'
import { describe, expect, test } from 'vitest'
import type { AnswerPart } from '../../../../gateway/chat/answer-part.ts'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { noTokens } from '../../../../gateway/contract/chat.ts'
import { ollamaGenerate } from '../../../../gateway/formats/ollama-generate/index.ts'

const { translation } = ollamaGenerate.caller
if (!translation) throw new Error('The format has no translation')

const base64 = Buffer.from('\x89PNG\r\n\x1a\n0123456789', 'latin1').toString('base64')

function read(body: object) {
  const receipt = new Receipt()
  const head = { path: '/api/generate', query: '', headers: {} }
  const conversation = translation?.readConversation({ head, body: { model: 'm', ...body } }, receipt)
  return { conversation, dropped: receipt.dropped.map(({ path }) => path) }
}

describe('a prompt', () => {
  test('is a turn of a user, behind one of the system', () => {
    const { conversation, dropped } = read({
      prompt: 'What is it?',
      system: 'Be kind.',
      images: [base64],
      stream: false,
      format: 'json',
      think: 'low',
      options: { num_predict: 9 },
      suffix: '',
      raw: false,
      template: '',
      context: [],
    })
    expect(conversation).toMatchObject({
      stream: false,
      turns: [
        { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
        {
          role: 'user',
          parts: [
            { type: 'image', source: { type: 'data', mediaType: 'image/png', base64 } },
            { type: 'text', text: 'What is it?' },
          ],
        },
      ],
      tools: [],
      maxOutputTokens: 9,
      outputFormat: { type: 'json' },
      reasoning: { effort: 'low', isShown: true },
    })
    expect(dropped).toEqual([])
  })

  test('is answered in a stream unless it refuses one', () => {
    expect(read({ prompt: 'Hi' }).conversation?.stream).toBe(true)
  })

  test('loses nothing in silence', () => {
    const { dropped } = read({
      prompt: 'Hi',
      suffix: 'end',
      raw: true,
      template: '{{ .Prompt }}',
      context: [1, 2],
      width: 512,
      height: 512,
      steps: 4,
      keep_alive: 0,
      options: { num_ctx: 1 },
      own: {},
    })
    expect(dropped.toSorted()).toEqual([
      'context',
      'height',
      'keep_alive',
      'options.num_ctx',
      'own',
      'raw',
      'steps',
      'suffix',
      'template',
      'width',
    ])
  })

  test.each([
    ['prompt', {}],
    ['prompt', { prompt: '' }],
    ['prompt', { prompt: ['Hi'] }],
    ['system', { prompt: 'Hi', system: 7 }],
    ['images', { prompt: 'Hi', images: 'x' }],
  ])('is told that %s is wrong in %j', (path, body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ code: 'request_invalid' }))
    expect(() => read(body)).toThrow(`"${path}"`)
  })
})

describe('an answer', () => {
  const head = { id: 'a', model: 'm', createdAtMs: 0, inputTokens: 5, usageAsked: false, request: {} }
  const known = { model: 'm', created_at: '1970-01-01T00:00:00.000Z' }
  const usage = { ...noTokens, input: 3, output: 2 }
  const parts: AnswerPart[] = [
    { type: 'reasoning', choice: 0, text: 'Hm' },
    { type: 'text', choice: 0, text: 'Hi' },
    { type: 'finish', choice: 0, reason: 'length' },
  ]
  const end = {
    done: true,
    done_reason: 'length',
    total_duration: 0,
    load_duration: 0,
    prompt_eval_count: 3,
    prompt_eval_duration: 0,
    eval_count: 2,
    eval_duration: 0,
    context: [],
  }
  function stream() {
    const encoder = translation?.createEncoder(head)
    return parts.map(part => encoder?.write(part)).join('') + encoder?.end(usage)
  }

  test('is a stream of responses', () => {
    const lines = stream()
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines).toEqual([
      { ...known, response: '', thinking: 'Hm', done: false },
      { ...known, response: 'Hi', done: false },
      { ...known, response: '', ...end },
    ])
  })

  test('is a stream that the official client reads', async () => {
    const client = new Ollama({
      host: 'http://127.0.0.1:1',
      fetch: () => Promise.resolve(new Response(stream())),
    })
    const lines = await Array.fromAsync(await client.generate({ model: 'm', prompt: 'Hi', stream: true }))
    expect(lines.map(({ response }) => response).join('')).toBe('Hi')
    expect(lines.at(-1)).toMatchObject({ done: true, done_reason: 'length', eval_count: 2 })
  })

  test('is whole', () => {
    expect(translation.writeWhole(parts, usage, head)).toEqual({
      ...known,
      response: 'Hi',
      thinking: 'Hm',
      ...end,
    })
  })

  test('that failed is the text that clients raise', () => {
    expect(translation.failureBody({ message: 'Overloaded', status: 529 }, 'r')).toEqual({
      error: 'Overloaded',
    })
  })
})
