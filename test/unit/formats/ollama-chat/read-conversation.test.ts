import { describe, expect, test } from 'vitest'
import { Receipt } from '../../../../gateway/chat/receipt.ts'
import { ollamaChat } from '../../../../gateway/formats/ollama-chat/index.ts'

const head = { path: '/api/chat', query: '', headers: {} }
const png = Buffer.from('\x89PNG\r\n\x1a\n0123456789', 'latin1').toString('base64')

function read(body: object) {
  const receipt = new Receipt()
  const messages = [{ role: 'user', content: 'Hi' }]
  const conversation = ollamaChat.caller.translation?.readConversation(
    { head, body: { model: 'm', messages, ...body } },
    receipt,
  )
  if (!conversation) throw new Error('The format has no translation')
  return { conversation, receipt, dropped: receipt.dropped.map(({ path }) => path) }
}

const wishesOf = (body: object) => read(body).conversation

describe('a request', () => {
  test('asks for a stream unless it refuses one', () => {
    expect(
      [{}, { stream: null }, { stream: true }, { stream: false }].map(body => wishesOf(body).stream),
    ).toEqual([true, true, true, false])
  })

  test('says its options in the words that formats share', () => {
    const options = {
      temperature: 0,
      top_p: 0.9,
      top_k: 40,
      num_predict: 99,
      seed: 7,
      stop: ['END'],
      frequency_penalty: 0.5,
      presence_penalty: 0.25,
    }
    const { conversation, receipt } = read({ options })
    expect(conversation).toMatchObject({
      temperature: 0,
      topP: 0.9,
      topK: 40,
      maxOutputTokens: 99,
      seed: 7,
      stopSequences: ['END'],
      frequencyPenalty: 0.5,
      presencePenalty: 0.25,
    })
    expect(receipt.dropped).toEqual([])
  })

  test.each([-1, -2, 0])('has no bound where num_predict is %d', bound => {
    const { conversation, dropped } = read({ options: { num_predict: bound } })
    expect([conversation.maxOutputTokens, dropped]).toEqual([undefined, []])
  })

  test('loses nothing in silence', () => {
    const { receipt } = read({
      keep_alive: '5m',
      truncate: false,
      shift: true,
      own: 1,
      options: { num_ctx: 8192, min_p: 0.1, mirostat: 2, num_gpu: null },
      tools: [{ type: 'web_search' }],
      top_logprobs: 3,
      messages: [{ role: 'user', content: 'Hi', name: 'Ann', thinking: 'Hm' }],
    })
    expect(receipt.dropped.map(({ path }) => path).toSorted()).toEqual(
      [
        'keep_alive',
        'messages[0].name',
        'messages[0].thinking',
        'options.min_p',
        'options.mirostat',
        'options.num_ctx',
        'own',
        'shift',
        'tools[0]',
        'top_logprobs',
        'truncate',
      ].toSorted(),
    )
    expect(receipt.dropped.every(({ reason }) => reason.endsWith('.'))).toBe(true)
  })

  test.each([
    [null, undefined],
    ['', undefined],
    ['json', { type: 'json' }],
    [{ type: 'object' }, { type: 'json-schema', schema: { type: 'object' } }],
  ])('with format %j', (format, expected) => {
    expect(wishesOf({ format }).outputFormat).toEqual(expected)
  })

  test.each([
    [undefined, undefined],
    [false, { effort: 'none' }],
    [true, { effort: 'medium', isShown: true }],
    ['low', { effort: 'low', isShown: true }],
    ['high', { effort: 'high', isShown: true }],
  ])('with think %j', (think, expected) => {
    expect(wishesOf({ think }).reasoning).toEqual(expected)
  })

  test.each([
    [{ logprobs: true }, 0],
    [{ logprobs: true, top_logprobs: 2 }, 2],
    [{ logprobs: false }, undefined],
  ])('with %j', (body, expected) => {
    expect(wishesOf(body).topLogprobs).toBe(expected)
  })

  test('has tools with their JSON Schema', () => {
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
    const tools = [
      { type: 'function', function: { name: 'weather', description: 'Says it', parameters } },
      { function: { name: 'time' } },
    ]
    expect(wishesOf({ tools }).tools).toEqual([
      { name: 'weather', description: 'Says it', parameters },
      { name: 'time', parameters: { type: 'object', properties: {} } },
    ])
  })

  test.each([
    ['messages', { messages: 'Hi' }],
    ['messages', { messages: [] }],
    ['messages[0]', { messages: ['Hi'] }],
    ['messages[0].role', { messages: [{ role: 'king', content: 'Hi' }] }],
    ['messages[0].role', { messages: [{ content: 'Hi' }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] }],
    ['messages[0].images', { messages: [{ role: 'user', content: '', images: png }] }],
    ['messages[0].images[0]', { messages: [{ role: 'user', content: '', images: [[137, 80]] }] }],
    ['messages[0].images[0]', { messages: [{ role: 'user', content: '', images: ['https://a.b/c.png'] }] }],
    ['messages[0].tool_calls', { messages: [{ role: 'assistant', tool_calls: {} }] }],
    ['messages[0].tool_calls[0].function', { messages: [{ role: 'assistant', tool_calls: [{}] }] }],
    [
      'messages[0].tool_calls[0].function.arguments',
      { messages: [{ role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: [1] } }] }] },
    ],
    ['options', { options: [] }],
    ['options.temperature', { options: { temperature: '0.7' } }],
    ['options.stop', { options: { stop: [1] } }],
    ['stream', { stream: 'yes' }],
    ['format', { format: 'xml' }],
    ['think', { think: 'hard' }],
    ['tools', { tools: {} }],
    ['tools[0].function', { tools: [{ type: 'function' }] }],
  ])('is told that %s is wrong', (path, body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ code: 'request_invalid' }))
    expect(() => read(body)).toThrow(`"${path}"`)
  })

  test('that is nested without end is refused', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)
    const messages = [{ role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: deep } }] }]
    expect(() => read({ messages })).toThrow(expect.objectContaining({ code: 'request_invalid' }))
  })
})
