import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSseFramer } from '../../../../gateway/bytes/sse.ts'
import { asTheFormatSays } from '../../../../gateway/chat/usage-reporting.ts'
import { inputTokens, noTokens, outputTokens } from '../../../../gateway/contract/chat.ts'
import { createOpenAiMeter, readOpenAiAnswer } from '../../../../gateway/formats/openai-chat/answer.ts'

const tokens = (counts: object) => ({
  ...noTokens,
  ...counts,
})

/** What the meter makes of these chunks; a string is sent as it is. */
const saysNothing = expect.stringMatching(/^(other|preamble)$/)

function meter(chunks: readonly (object | string)[]) {
  const said: string[] = []
  const subject = createOpenAiMeter(text => said.push(text))
  const framer = createSseFramer()
  const kinds = chunks.flatMap(chunk => {
    const data = typeof chunk === 'string' ? chunk : JSON.stringify(chunk)
    return framer.push(Buffer.from(`data: ${data}\n\n`)).map(frame => subject.read(frame))
  })
  const [usage, ended, failed] = [subject.usage(), subject.ended(), subject.failed()]
  return { usage, ended, failed, kinds, said: said.join('') }
}

const delta = (delta: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
})
const usage = { prompt_tokens: 10, completion_tokens: 5 }

describe('usage of a whole answer', () => {
  const read = (usage: unknown) => readOpenAiAnswer({ usage }).usage

  test.each([
    ['plain', usage, { input: 10, output: 5 }],
    [
      'read from the cache, which is part of the prompt',
      { ...usage, prompt_tokens_details: { cached_tokens: 8 } },
      { input: 2, cacheRead: 8, output: 5 },
    ],
    [
      'written to the cache, which is part of the prompt too',
      { ...usage, prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 5 } },
      { input: 1, cacheRead: 4, cacheWrite: 5, output: 5 },
    ],
    [
      'from a server that reports its cache beside the details',
      { ...usage, prompt_cache_hit_tokens: 6 },
      { input: 4, cacheRead: 6, output: 5 },
    ],
    [
      'with reasoning, which is part of the output',
      { ...usage, completion_tokens_details: { reasoning_tokens: 3 } },
      { input: 10, output: 5, reasoning: 3 },
    ],
    [
      'with audio, which is part of the prompt and of the output',
      {
        ...usage,
        prompt_tokens_details: { audio_tokens: 7 },
        completion_tokens_details: { audio_tokens: 4, reasoning_tokens: 0 },
      },
      { input: 3, audioInput: 7, output: 1, audioOutput: 4, reasoning: 0 },
    ],
    [
      'with audio that the cache held, which is billed once',
      { ...usage, prompt_tokens_details: { cached_tokens: 8, audio_tokens: 8 } },
      { input: 0, cacheRead: 8, audioInput: 2, output: 5 },
    ],
  ])('%s', (_, reported, counts) => {
    expect(read(reported)).toMatchObject({ tokens: tokens(counts), complete: true })
  })

  test('adds up to what was reported, where it is believed, and else to no less', () => {
    const count = fc.integer({ min: 0, max: 50 })
    fc.assert(
      fc.property(fc.tuple(count, count, count, count, count, count, count), counts => {
        const [prompt, completion, cached, written, audioIn, audioOut, reasoning] = counts
        const { tokens: classes = noTokens, doubt } = readOpenAiAnswer(
          {
            usage: {
              prompt_tokens: prompt,
              completion_tokens: completion,
              prompt_tokens_details: {
                cached_tokens: cached,
                cache_write_tokens: written,
                audio_tokens: audioIn,
              },
              completion_tokens_details: { audio_tokens: audioOut, reasoning_tokens: reasoning },
            },
          },
          asTheFormatSays,
        ).usage
        const wholes = [inputTokens(classes), outputTokens(classes)] as const
        if (doubt === undefined) expect(wholes).toEqual([prompt, completion])
        expect(wholes[0] >= prompt && wholes[1] >= completion).toBe(true)
        expect(Object.values(classes).every(each => Number(each) >= 0)).toBe(true)
        expect(classes.reasoning).toBeLessThanOrEqual(classes.output)
      }),
    )
  })

  test.each([undefined, null, 'many', {}, { prompt_tokens: -1 }])('that is no usage: %j', reported => {
    expect(read(reported)).toMatchObject({ tokens: undefined, complete: false })
  })

  test.each([-1, 1.5, 1e15])(
    'that has no such prompt, so that its completion alone is: %d',
    prompt_tokens => {
      const tokens = { ...noTokens, output: 1 }
      expect(read({ prompt_tokens, completion_tokens: 1 })).toMatchObject({ tokens, complete: false })
    },
  )

  test.each([undefined, null, [], 'text', 7])('of what is no answer: %j', answer => {
    expect(readOpenAiAnswer(answer)).toMatchObject({
      usage: { tokens: undefined, complete: false },
      text: '',
    })
  })
})

describe('the tier of service', () => {
  const tierOf = (service_tier: unknown) => readOpenAiAnswer({ usage, service_tier }).usage.terms.serviceTier

  test.each(['default', 'flex', 'priority', 'scale', 'on_demand'])('is the provider’s own word: %s', tier => {
    expect(tierOf(tier)).toBe(tier)
  })

  test.each([undefined, null, 7, '', {}, 'two words', 'long'.repeat(100)])('is not %j', tier => {
    expect(tierOf(tier)).toBeUndefined()
  })

  test('of a stream is in its first chunk, though later ones are not parsed', () => {
    const chunk = { ...delta({ content: 'a' }), service_tier: 'flex' }
    const read = meter([chunk, chunk, { choices: [], usage }, '[DONE]'])
    expect(read.usage.terms.serviceTier).toBe('flex')
    expect(read.kinds).toEqual(['content', 'content', 'usage', 'other'])
  })

  test('of a stream may come with its usage alone, and stays where a later chunk has none', () => {
    const last = { choices: [], usage, service_tier: 'priority' }
    expect(meter([delta({ content: 'a' }), last]).usage.terms.serviceTier).toBe('priority')
    expect(meter([last, { choices: [], service_tier: null }]).usage.terms.serviceTier).toBe('priority')
    expect(meter([delta({ content: 'a' })]).usage.terms.serviceTier).toBeUndefined()
  })
})

test('the text of an answer is all that is billed as output', () => {
  const message = {
    content: 'a',
    refusal: 'b',
    reasoning_content: 'c',
    tool_calls: [{ function: { name: 'd', arguments: 'e' } }, { function: null }, 7],
    function_call: { name: 'f', arguments: 'g' },
  }
  const answer = { choices: [{ message }, { message: { content: 'h', reasoning: 'i' } }, null] }
  expect([...readOpenAiAnswer(answer).text].sort().join('')).toBe('abcdefghi')
})

describe('a stream', () => {
  test('is complete with its usage chunk, which alone is of that kind', () => {
    const read = meter([
      delta({ role: 'assistant', content: '' }),
      delta({ content: 'Hi' }),
      delta({}, 'stop'),
      { choices: [], usage },
      '[DONE]',
    ])
    expect(read).toMatchObject({
      usage: { tokens: tokens({ input: 10, output: 5 }), complete: true },
      ended: true,
      failed: false,
      kinds: ['preamble', 'content', 'other', 'usage', 'other'],
      said: 'Hi',
    })
  })

  test('has ended with a finish reason, or with [DONE], and not before', () => {
    expect(meter([delta({ content: 'Hi' })]).ended).toBe(false)
    expect(meter([delta({ content: 'Hi' }, 'length')]).ended).toBe(true)
    expect(meter(['[DONE]']).ended).toBe(true)
  })

  test('that reports usage all along is not complete before its end', () => {
    const growing = [1, 2, 3].map(completion_tokens => ({
      ...delta({ content: 'x' }),
      usage: { prompt_tokens: 10, completion_tokens },
    }))
    expect(meter(growing).usage).toMatchObject({ tokens: tokens({ input: 10, output: 3 }), complete: false })
    expect(meter([...growing, '[DONE]']).usage.complete).toBe(true)
    expect(meter([...growing, { ...delta({}, 'stop'), usage }]).usage).toMatchObject({
      tokens: tokens({ input: 10, output: 5 }),
      complete: true,
    })
    expect(meter(growing).kinds).toEqual(['content', 'content', 'content'])
  })

  test('keeps its last usage where a later chunk has none', () => {
    const read = meter([{ choices: [], usage }, { choices: [], usage: null }, '[DONE]'])
    expect(read.usage).toMatchObject({ tokens: tokens({ input: 10, output: 5 }), complete: true })
  })

  test('counts tool calls, reasoning and refusals as what was said', () => {
    const call = (name: string, text: string) => ({ tool_calls: [{ function: { name, arguments: text } }] })
    const read = meter([
      delta(call('get_weather', '')),
      delta(call('', '{"city"')),
      delta({ reasoning: 'so ' }),
      delta({ refusal: 'no' }),
    ])
    expect(read.said).toBe('get_weather{"city"so no')
    expect(read.kinds).toEqual(['content', 'content', 'content', 'content'])
  })

  test('whose events are never alike is read to the end only where its usage does not come', () => {
    const said = Array.from({ length: 20 }, (_, id) => ({ id, ...delta({ content: String(id % 10) }) }))
    const read = meter([...said, delta({}, 'stop'), { choices: [], usage }])
    expect(read.said).toBe('0123456789012345')
    expect(read.kinds.slice(15, 18)).toEqual(['content', 'unread', 'unread'])
    expect(meter(said).said).toBe('01234567890123456789')
    expect(meter([...said, delta({ content: '!' }, 'stop')]).said).toBe('01234567890123456789!')
  })

  test('says all that its events say, however alike they are', () => {
    const piece = fc.record({
      content: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"', '\\', 'content', ' word')),
      id: fc.constantFrom('a', 'a', 'a', 'b'),
      obfuscation: fc.option(fc.string({ maxLength: 4 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        const chunks = pieces.map(({ content, id, obfuscation }) => ({
          id,
          ...delta({ content }),
          obfuscation,
        }))
        expect(meter(chunks).said).toBe(pieces.map(({ content }) => content).join(''))
      }),
    )
  })

  test('is read on the way where it is long', () => {
    const long = Array.from({ length: 2000 }, (_, id) => ({ id, ...delta({ content: 'word ' }) }))
    const { said, usage: reported } = meter([...long, delta({}, 'stop'), { choices: [], usage }])
    expect(reported.complete).toBe(true)
    expect(said.length).toBeGreaterThan(5000)
  })

  test('may write names and spaces as it likes, and text may look like them', () => {
    const odd = '{"choices":[], "usage" : {"prompt_tokens":10,"completion_tokens":5}}'
    const text = delta({ content: '"usage":{ "finish_reason":"stop" "error":{' })
    const read = meter([text, text, delta({}, 'stop'), odd])
    expect(read).toMatchObject({ kinds: ['content', 'content', 'other', 'usage'], failed: false })
    expect(read.usage.complete).toBe(true)
    const escaped = String.raw`{"choices":[{"delta":{},"finish_\u0072eason":"stop"}]}`
    expect(meter([text, escaped])).toMatchObject({ kinds: ['content', 'other'], ended: true })
  })

  test('that reports an error has failed, and that is its end', () => {
    expect(meter([delta({ content: 'Hi' }), { error: { message: 'oops' } }])).toMatchObject({
      ended: true,
      failed: true,
      usage: { tokens: undefined, complete: false },
    })
  })

  test.each(['', 'not json', '[]', 'null', '7', '{"choices":7}', '{"choices":[null,7]}', '{"usage":7}'])(
    'may hold what nobody knows: %s',
    data => {
      expect(meter([data])).toMatchObject({ ended: false, failed: false, kinds: [saysNothing], said: '' })
    },
  )
})
