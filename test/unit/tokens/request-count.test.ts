import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scanRequest } from '../../../gateway/chat/request-facts.ts'
import type { WireFormat } from '../../../gateway/formats/index.ts'
import { countedFormatOf } from '../../../gateway/formats/index.ts'
import { createEncoding, loadRankTable } from '../../../gateway/tokens/encoding.ts'
import { createMessageCounts, type MessageCounts } from '../../../gateway/tokens/message-counts.ts'
import { countRequest, scaleCount } from '../../../gateway/tokens/request-count.ts'
import type { PartCount, TokenCount } from '../../../gateway/tokens/request-layout.ts'
import { valueText } from '../../support/json-arbitraries.ts'

const encoding = createEncoding(await loadRankTable('o200k_base'))
const context = { encoding, model: 'gpt-4o' }
const formats = ['openai-chat', 'anthropic-messages'] as const
const nothingKnown: MessageCounts = { recall: (_scope, _bytes, count) => count() }

function count(format: WireFormat, text: string, known: MessageCounts): TokenCount {
  const bytes = Buffer.from(text)
  const { text: tokens, fixed } = countRequest(
    countedFormatOf(format),
    bytes,
    scanRequest(bytes),
    context,
    known,
  )
  return { text: tokens, fixed }
}

/** From the parsed body, by the format's table and nothing else. */
function countParsed(format: WireFormat, text: string): TokenCount {
  const { fixedText, lists, members, toolMembers } = countedFormatOf(format).requestLayout
  const body = new Map<string, unknown>(Object.entries(JSON.parse(text)))
  const isThere = (key: string) => body.get(key) !== undefined && body.get(key) !== null
  const partsOf = (table: typeof members) => Object.entries(table).filter(([key]) => isThere(key))
  const others = partsOf(members).map(([key, part]) => ({ key, counted: part(body.get(key), context) }))
  const hasTools = others.some(({ key, counted }) => toolMembers.includes(key) && counted.text > 0)
  const listed = partsOf(lists).flatMap(([key, part]) => {
    const value = body.get(key)
    return (Array.isArray(value) ? value : [value]).map((each): PartCount => part(each, context))
  })
  const first = hasTools ? listed.findIndex(each => each.textBesideTools !== undefined) : -1
  const all = [...others.map(({ counted }) => counted), ...listed]
  const beside = listed[first]
  return {
    text: all.reduce(
      (sum, each) => sum + each.text,
      fixedText + ((beside?.textBesideTools ?? 0) - (beside?.text ?? 0)),
    ),
    fixed: all.reduce((sum, each) => sum + each.fixed, 0),
  }
}

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .tuple(fc.constantFrom('words ', '数据', '"\\', '\ud83d\udc4b\n', '{}[],'), fc.nat(300))
    .map(([part, times]) => part.repeat(times)),
)
const message = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record(
        {
          role: fc.constantFrom('system', 'developer', 'user', 'assistant', 'tool', 'function'),
          content: fc.oneof(
            words,
            fc.array(fc.oneof(fc.record({ type: fc.constant('text'), text: words }), fc.jsonValue())),
            fc.jsonValue(),
          ),
          name: fc.oneof(words, fc.jsonValue()),
          tool_calls: fc.oneof(
            fc.array(fc.record({ function: fc.record({ name: words, arguments: words }) }), { maxLength: 3 }),
            fc.jsonValue(),
          ),
          function_call: fc.oneof(fc.record({ name: words, arguments: words }), fc.jsonValue()),
        },
        { requiredKeys: [] },
      )
      .map(each => JSON.stringify(each)),
  },
  { weight: 1, arbitrary: valueText },
)
const otherMembers = fc.dictionary(
  fc.constantFrom(
    'system',
    'tools',
    'functions',
    'response_format',
    'tool_choice',
    'function_call',
    'stream',
  ),
  fc.oneof(
    valueText,
    words.map(text => JSON.stringify(text)),
    fc.constant('[]'),
    fc.constant('null'),
  ),
  { maxKeys: 4 },
)

describe.each(formats)('counting %s requests', format => {
  test('is the same by bytes, by parsed body, and by memory, in any order and again (seed 41)', () => {
    const known = createMessageCounts({ entries: 64, bytes: 1e6 })
    const pools = fc.array(message, { minLength: 1, maxLength: 6 })
    const orders = fc.array(fc.array(fc.nat(), { maxLength: 12 }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(pools, orders, otherMembers, (pool, turns, others) => {
        for (const turn of turns) {
          const messages = turn.map(pick => pool[pick % pool.length]).join(' , ')
          const rest = Object.entries(others).map(([key, value]) => `,"${key}": ${value}`)
          const body = `{ "messages" : [ ${messages} ]${rest.join('')} }`
          const expected = countParsed(format, body)
          expect(count(format, body, nothingKnown)).toEqual(expected)
          expect(count(format, body, known)).toEqual(expected)
          expect(count(format, body, known)).toEqual(expected)
        }
      }),
      { seed: 41, numRuns: 300 },
    )
  })

  test('counts only the new messages of a conversation that was counted before', () => {
    const turns = Array.from({ length: 20 }, (_, turn) => ({
      role: 'user',
      content: `${turn} said `.repeat(100),
    }))
    const bodyOf = (length: number) => JSON.stringify({ messages: turns.slice(0, length) })
    const counted: string[] = []
    const memory = createMessageCounts()
    const known: MessageCounts = {
      recall: (scope, bytes, countNow) =>
        memory.recall(scope, bytes, () => {
          counted.push(JSON.parse(Buffer.from(bytes).toString()).content.slice(0, 2).trim())
          return countNow()
        }),
    }
    count(format, bodyOf(18), known)
    expect(counted.splice(0)).toHaveLength(18)
    expect(count(format, bodyOf(20), known)).toEqual(countParsed(format, bodyOf(20)))
    expect(counted).toEqual(['18', '19'])
  })

  test('counts a million short messages together', () => {
    const body = `{"messages":[${Array(1_000_000).fill('{}').join(',')}]}`
    const { text } = count(format, body, createMessageCounts())
    const single = count(format, '{"messages":[{}]}', nothingKnown).text
    const none = count(format, '{"messages":[]}', nothingKnown).text
    expect(text).toBe(none + 1_000_000 * (single - none))
  })

  test('never takes what it does not know for nothing', () => {
    const empty = count(format, '{"messages":[]}', nothingKnown).text
    for (const odd of [
      '"text"',
      '17',
      '{"content":{"parts":"hidden in here"}}',
      '{"content":[{"type":"new","x":"y"}]}',
    ])
      expect(count(format, `{"messages":[${odd}]}`, nothingKnown).text, odd).toBeGreaterThan(empty)
  })
})

test('a ratio between tokenizers is one of text, not of pictures, and never rounds down', () => {
  expect(scaleCount({ text: 101, fixed: 1000 }, 1.25)).toBe(127 + 1000)
  expect(scaleCount({ text: 100, fixed: 7 }, 1)).toBe(107)
})
