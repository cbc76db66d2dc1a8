import { describe, expect, test } from 'vitest'
import { partsOfChunks } from './answering.ts'

const delta = (said: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: said, finish_reason }],
})
const calls = (...tool_calls: object[]) => delta({ tool_calls })
const done = delta({}, 'stop')
const finish = (reason: string) => ({ type: 'finish', choice: 0, reason })

describe('calls of a stream', () => {
  test('keeps calls that run side by side apart, and says that they stopped it', () => {
    const parts = partsOfChunks(
      calls({ index: 0, id: 'a', type: 'function', function: { name: 'look', arguments: '' } }),
      calls({ index: 1, id: 'b', type: 'function', function: { name: 'read', arguments: '{"x"' } }),
      calls({ index: 0, function: { arguments: '{}' } }, { index: 1, function: { arguments: ':1}' } }),
      done,
    )
    expect(parts).toEqual([
      { type: 'tool-call', choice: 0, call: 0, id: 'a', name: 'look' },
      { type: 'tool-call', choice: 0, call: 1, id: 'b', name: 'read' },
      { type: 'tool-arguments', choice: 0, call: 1, text: '{"x"' },
      { type: 'tool-arguments', choice: 0, call: 0, text: '{}' },
      { type: 'tool-arguments', choice: 0, call: 1, text: ':1}' },
      { type: 'tool-call-end', choice: 0, call: 0 },
      { type: 'tool-call-end', choice: 0, call: 1 },
      finish('tool-calls'),
    ])
  })

  test('ends a call whose arguments are whole as the next one begins, which then need not wait', () => {
    const parts = partsOfChunks(
      calls({ index: 0, id: 'a', type: 'function', function: { name: 'look', arguments: '{"at":' } }),
      calls({ index: 0, function: { arguments: '1}' } }),
      calls({ index: 1, id: 'b', type: 'function', function: { name: 'read', arguments: '{' } }),
      done,
    )
    expect(parts.map(part => [part.type, 'call' in part ? part.call : undefined])).toEqual([
      ['tool-call', 0],
      ['tool-arguments', 0],
      ['tool-arguments', 0],
      ['tool-call-end', 0],
      ['tool-call', 1],
      ['tool-arguments', 1],
      ['tool-call-end', 1],
      ['finish', undefined],
    ])
  })

  const called = (name: string, json: string) => ({ function: { name, arguments: json } })
  test.each([
    [
      'the same index with another id',
      [
        { index: 0, id: 'a', ...called('x', '{}') },
        { index: 0, id: 'b', ...called('y', '{}') },
      ],
    ],
    [
      'no index',
      [
        { id: 'a', ...called('x', '{}') },
        { id: 'b', ...called('y', '{}') },
      ],
    ],
  ])('tells calls apart that have %s', (_, pieces) => {
    const parts = partsOfChunks(...pieces.map(piece => calls(piece)), done)
    expect(parts.filter(({ type }) => type === 'tool-call')).toMatchObject([
      { call: 0, id: 'a', name: 'x' },
      { call: 1, id: 'b', name: 'y' },
    ])
  })

  test('tells whole calls apart that have the same index and no ids', () => {
    const parts = partsOfChunks(
      calls({ index: 0, id: '', ...called('x', '{"a":1}') }, { index: 0, id: '', ...called('x', '{"a":2}') }),
      done,
    )
    expect(parts.filter(({ type }) => type === 'tool-call')).toMatchObject([
      { call: 0, id: 'call_minted1' },
      { call: 1, id: 'call_minted2' },
    ])
  })

  test('does not take a name that is repeated with each piece for another call', () => {
    const piece = (json: string) => calls({ index: 0, ...called('x', json) })
    expect(partsOfChunks(piece('{"a"'), piece(':1'), piece('}'), done)).toHaveLength(6)
  })

  test('waits for the name of a call, mints an id where there is none, and takes an object of arguments', () => {
    expect(
      partsOfChunks(
        calls({ index: 0, function: { arguments: '{' } }),
        calls({ index: 0, function: { name: 'x', arguments: '}' } }),
        calls({ index: 1, function: { name: 'y', arguments: { a: 1 } } }),
        delta({}, 'tool_calls'),
      ).filter(({ type }) => type !== 'tool-call-end'),
    ).toEqual([
      { type: 'tool-call', choice: 0, call: 0, id: 'call_minted1', name: 'x' },
      { type: 'tool-arguments', choice: 0, call: 0, text: '{}' },
      { type: 'tool-call', choice: 0, call: 1, id: 'call_minted2', name: 'y' },
      { type: 'tool-arguments', choice: 0, call: 1, text: '{"a":1}' },
      finish('tool-calls'),
    ])
  })

  test('reads a legacy call of a function', () => {
    expect(
      partsOfChunks(
        delta({ function_call: { name: 'x', arguments: '' } }),
        delta({ function_call: { arguments: '{}' } }),
        delta({}, 'function_call'),
      ),
    ).toMatchObject([
      { type: 'tool-call', id: 'call_minted1', name: 'x' },
      { type: 'tool-arguments', text: '{}' },
      { type: 'tool-call-end' },
      finish('tool-calls'),
    ])
  })
})
