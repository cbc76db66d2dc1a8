import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSseFramer } from '../../../../gateway/bytes/sse.ts'
import { noTokens } from '../../../../gateway/contract/chat.ts'
import {
  createAnthropicMeter,
  readAnthropicAnswer,
} from '../../../../gateway/formats/anthropic-messages/answer.ts'

const tokens = (counts: object) => ({
  ...noTokens,
  ...counts,
})

const saysNothing = expect.stringMatching(/^(other|preamble)$/)

function meter(events: readonly object[]) {
  const said: string[] = []
  const subject = createAnthropicMeter(text => said.push(text))
  const framer = createSseFramer()
  const kinds = events.flatMap(event =>
    framer
      .push(Buffer.from(`event: x\ndata: ${JSON.stringify(event)}\n\n`))
      .map(frame => subject.read(frame)),
  )
  const [usage, ended, failed] = [subject.usage(), subject.ended(), subject.failed()]
  return { usage, ended, failed, kinds, said: said.join('') }
}

const start = (usage: unknown) => ({ type: 'message_start', message: { usage } })
const finish = (usage: unknown) => ({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage })
const delta = (delta: object) => ({ type: 'content_block_delta', index: 0, delta })
const block = (content_block: object) => ({ type: 'content_block_start', index: 0, content_block })
const stop = { type: 'message_stop' }

describe('usage of a whole answer', () => {
  test.each([
    ['plain', { input_tokens: 4, output_tokens: 2 }, { input: 4, output: 2 }],
    [
      'with cache classes, which the input excludes',
      { input_tokens: 4, cache_creation_input_tokens: 30, cache_read_input_tokens: 500, output_tokens: 2 },
      { input: 4, cacheRead: 500, cacheWrite: 30, output: 2 },
    ],
    [
      'with a cache written for an hour',
      {
        ...{ input_tokens: 4, cache_creation_input_tokens: 30, output_tokens: 2 },
        cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      },
      { input: 4, cacheWrite: 10, cacheWriteOneHour: 20, output: 2 },
    ],
    [
      'with a cache written, told by its ages alone',
      {
        ...{ input_tokens: 4, output_tokens: 2 },
        cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      },
      { input: 4, cacheWrite: 10, cacheWriteOneHour: 20, output: 2 },
    ],
    [
      'with nulls for what was not used',
      { input_tokens: 4, cache_creation_input_tokens: null, cache_creation: null, output_tokens: 2 },
      { input: 4, output: 2 },
    ],
    [
      'with thinking, which is part of the output',
      { input_tokens: 4, output_tokens: 9, output_tokens_details: { thinking_tokens: 5 } },
      { input: 4, output: 9, reasoning: 5 },
    ],
  ])('%s', (_, usage, counts) => {
    expect(readAnthropicAnswer({ usage }).usage).toMatchObject({ tokens: tokens(counts), complete: true })
  })

  test.each([undefined, null, {}, { input_tokens: '1' }, 'many'])('that is no usage: %j', usage => {
    expect(readAnthropicAnswer({ usage }).usage).toMatchObject({ tokens: undefined, complete: false })
  })

  test.each([
    [{ input_tokens: 1 }, { input: 1 }, 'Of the output nothing is reported.'],
    [{ input_tokens: '1', output_tokens: 1 }, { output: 1 }, 'Of the input nothing is reported.'],
  ])('is as much as is reported, and the rest is to be estimated: %j', (usage, counts, doubt) => {
    const read = readAnthropicAnswer({ usage }).usage
    expect(read).toMatchObject({ tokens: tokens(counts), complete: false, doubt })
  })
})

describe('the tier of service', () => {
  const counts = { input_tokens: 4, output_tokens: 2 }
  const tierOf = (service_tier: unknown) =>
    readAnthropicAnswer({ usage: { ...counts, service_tier } }).usage.terms.serviceTier

  test.each(['standard', 'priority', 'batch'])('is the provider’s own word: %s', tier => {
    expect(tierOf(tier)).toBe(tier)
  })

  test.each([undefined, null, 7, '', 'two words', 'long'.repeat(100)])('is not %j', tier => {
    expect(tierOf(tier)).toBeUndefined()
  })

  test('of a stream is in its beginning, and stays where the end does not repeat it', () => {
    const begin = start({ ...counts, service_tier: 'batch' })
    expect(meter([begin]).usage.terms.serviceTier).toBe('batch')
    const ends = meter([begin, finish({ output_tokens: 3, service_tier: null }), stop])
    expect(ends.usage).toMatchObject({ complete: true, terms: { serviceTier: 'batch' } })
  })
})

test('the text of an answer is all that is billed as output', () => {
  const content = [
    { type: 'thinking', thinking: 'a', signature: 'never' },
    { type: 'text', text: 'b' },
    { type: 'tool_use', id: 'never', name: 'c', input: { d: 1 } },
    { type: 'server_tool_use', name: 'e', input: {} },
    { type: 'redacted_thinking', data: 'never' },
    null,
  ]
  expect(readAnthropicAnswer({ content }).text).toBe('abc{"d":1}e')
})

describe('a stream', () => {
  test('begins with what says nothing of the answer yet', () => {
    const before = [start({ input_tokens: 4 }), { type: 'ping' }, block({ type: 'thinking', thinking: '' })]
    expect(meter(before).kinds).toEqual(['preamble', 'preamble', 'preamble'])
    expect(meter([block({ type: 'redacted_thinking', data: 'x' })]).kinds).toEqual(['other'])
    expect(meter([block({ type: 'tool_use', id: 't', name: 'look', input: {} })]).kinds).toEqual(['content'])
    expect(meter([{ type: 'error', error: { type: 'overloaded_error' } }]).kinds).toEqual(['other'])
  })

  test('is complete with its last usage, of which every field’s largest count holds', () => {
    const begin = {
      input_tokens: 4,
      cache_read_input_tokens: 500,
      cache_creation_input_tokens: 7,
      output_tokens: 1,
    }
    const read = meter([
      start(begin),
      block({ type: 'text', text: '' }),
      delta({ type: 'text_delta', text: 'Hi' }),
      finish({ output_tokens: 12, cache_read_input_tokens: null }),
      stop,
    ])
    expect(read).toMatchObject({
      usage: { tokens: tokens({ input: 4, cacheRead: 500, cacheWrite: 7, output: 12 }), complete: true },
      ended: true,
      failed: false,
      kinds: ['preamble', 'preamble', 'content', 'other', 'other'],
      said: 'Hi',
    })
  })

  test('has reported only its beginning before that', () => {
    const read = meter([
      start({ input_tokens: 4, output_tokens: 1 }),
      delta({ type: 'text_delta', text: 'Hi' }),
    ])
    expect(read).toMatchObject({
      usage: { tokens: tokens({ input: 4, output: 1 }), complete: false },
      ended: false,
    })
  })

  test('keeps the hour’s share of what its beginning reported', () => {
    const cache_creation = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 30 }
    const begin = { input_tokens: 4, cache_creation_input_tokens: 30, cache_creation, output_tokens: 1 }
    const read = meter([start(begin), finish({ cache_creation_input_tokens: 30, output_tokens: 9 }), stop])
    expect(read.usage.tokens).toEqual(tokens({ input: 4, cacheWriteOneHour: 30, output: 9 }))
  })

  test('counts thinking and tool calls as what was said, signatures not', () => {
    const read = meter([
      delta({ type: 'thinking_delta', thinking: 'hm ' }),
      delta({ type: 'signature_delta', signature: 'never' }),
      block({ type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: {} }),
      delta({ type: 'input_json_delta', partial_json: '{"city":' }),
      delta({ type: 'input_json_delta', partial_json: '' }),
    ])
    expect(read.said).toBe('hm get_weather{"city":')
    expect(read.kinds).toEqual(['content', 'other', 'content', 'content', 'other'])
  })

  test('whose events are never alike is read to the end only where its usage does not come', () => {
    const said = Array.from({ length: 20 }, (_, id) => ({
      ...delta({ type: 'text_delta', text: String(id % 10) }),
      id,
    }))
    const begin = start({ input_tokens: 4, output_tokens: 1 })
    const read = meter([begin, ...said, finish({ output_tokens: 3 }), stop])
    expect(read.said).toBe('0123456789012345')
    expect(read.kinds.slice(16, 19)).toEqual(['content', 'unread', 'unread'])
    expect(meter([begin, ...said]).said).toBe('01234567890123456789')
  })

  test('says all that its events say, blocks of every kind among them', () => {
    const piece = fc.tuple(
      fc.constantFrom('text', 'thinking', 'partial_json'),
      fc.string({ unit: 'binary' }),
      fc.nat(1),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        const events = pieces.map(([kind, text, index]) => ({
          ...delta({ type: kind, [kind]: text }),
          index,
        }))
        expect(meter(events).said).toBe(pieces.map(([, text]) => text).join(''))
      }),
    )
  })

  test('that reports an error has failed, and that is its end', () => {
    const read = meter([
      start({ input_tokens: 4, output_tokens: 1 }),
      { type: 'error', error: { type: 'overloaded_error' } },
    ])
    expect(read).toMatchObject({ ended: true, failed: true, usage: { complete: false } })
  })

  test.each([
    {},
    { type: 'ping' },
    { type: 'new_thing' },
    { type: 'message_start' },
    { type: 'message_delta' },
    { type: 'content_block_delta', delta: 7 },
    [],
  ])('may hold what nobody knows: %j', event => {
    expect(meter([event])).toMatchObject({ ended: false, failed: false, kinds: [saysNothing], said: '' })
  })
})
