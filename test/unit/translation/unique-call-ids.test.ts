import { describe, expect, test } from 'vitest'
import type { Conversation, Part, Turn } from '../../../gateway/chat/conversation.ts'
import { Receipt } from '../../../gateway/chat/receipt.ts'
import { withUniqueCallIds } from '../../../gateway/translation/unique-call-ids.ts'

const call = (id: string): Part => ({ type: 'tool-call', id, name: 'look', arguments: '{}' })
const result = (callId: string, text: string): Part => ({
  type: 'tool-result',
  callId,
  content: [{ type: 'text', text }],
  isError: false,
})
const called = (...ids: readonly string[]): Turn => ({ role: 'assistant', parts: ids.map(call) })
const answered = (...parts: readonly Part[]): Turn => ({ role: 'tool', parts })
const said: Turn = { role: 'user', parts: [{ type: 'text', text: 'Hallo' }] }
const conversation = (...turns: readonly Turn[]): Conversation => ({ stream: false, tools: [], turns })

/** Calls and results in their order, as `id` and `id: text`. */
function idsOf({ turns }: Conversation): readonly string[] {
  return turns.flatMap(({ parts }) =>
    parts.flatMap(part => {
      if (part.type === 'tool-call') return [part.id]
      const [first] = part.type === 'tool-result' ? part.content : []
      return part.type === 'tool-result' && first?.type === 'text' ? [`${part.callId}: ${first.text}`] : []
    }),
  )
}

const unique = (...turns: readonly Turn[]) => idsOf(withUniqueCallIds(conversation(...turns), new Receipt()))

describe('ids of calls', () => {
  test('stay as they are where each is given once', () => {
    const given = conversation(said, called('a', 'b'), answered(result('b', '1'), result('a', '2')))
    const receipt = new Receipt()
    expect(withUniqueCallIds(given, receipt)).toBe(given)
    expect(receipt.changed).toEqual([])
  })

  test('that come again in later turns get a number, alike for the call and its result', () => {
    expect(
      unique(called('a'), answered(result('a', '1')), called('a'), answered(result('a', '2')), called('a')),
    ).toEqual(['a', 'a: 1', 'a_again_1', 'a_again_1: 2', 'a_again_2'])
  })

  test('that calls side by side share are given to results in the order of the calls', () => {
    const results = answered(result('a', '1'), result('b', '2'), result('a', '3'))
    expect(unique(called('a', 'b', 'a'), results)).toEqual([
      'a',
      'b',
      'a_again_1',
      'a: 1',
      'b: 2',
      'a_again_1: 3',
    ])
    const apart = [called('a'), called('a'), answered(result('a', '1')), answered(result('a', '2'))]
    expect(unique(...apart)).toEqual(['a', 'a_again_1', 'a: 1', 'a_again_1: 2'])
  })

  test('are those of the last call where an earlier one was never answered', () => {
    expect(unique(called('a'), said, called('a'), answered(result('a', '1')))).toEqual([
      'a',
      'a_again_1',
      'a_again_1: 1',
    ])
  })

  test('of results in pieces are all that of their call', () => {
    const pieces = answered(result('a', '1'), result('a', '2'))
    expect(unique(called('a'), pieces, called('a'), answered(result('a', '3')))).toEqual([
      'a',
      'a: 1',
      'a: 2',
      'a_again_1',
      'a_again_1: 3',
    ])
  })

  test('never become one that another call has', () => {
    expect(unique(called('a'), said, called('a_again_1'), said, called('a'))).toEqual([
      'a',
      'a_again_1',
      'a_again_2',
    ])
  })

  test('of results without a call stay', () => {
    expect(unique(answered(result('b', '0')), called('a'), said, called('a'))).toEqual([
      'b: 0',
      'a',
      'a_again_1',
    ])
  })

  test('are in the receipt where they changed', () => {
    const receipt = new Receipt()
    withUniqueCallIds(conversation(called('a'), said, called('b', 'a')), receipt)
    expect(receipt.changed).toMatchObject([{ path: 'messages[2].content[1].id' }])
  })

  test('of many calls are found in linear time', () => {
    const turns = Array.from({ length: 50_000 }, () => [called('a'), answered(result('a', 'x'))]).flat()
    const written = withUniqueCallIds({ stream: false, tools: [], turns }, new Receipt())
    expect(new Set(idsOf(written)).size).toBe(100_000)
  })
})
