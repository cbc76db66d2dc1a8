// Clients that number the calls of each turn anew. Each result stays with its call, whichever format the provider speaks.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonRecord } from '../../gateway/bytes/json-value.ts'
import { openTranslationRig, type TranslationRig, type Wire } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const schema = { type: 'object', properties: { at: { type: 'string' } } }
const turns = [{ calls: ['a', 'b'] }, { calls: ['c'] }, { calls: ['d', 'e'] }]
/** Each turn begins with the same id again, and in the last one both calls have it. */
const idsOf = (turn: number) => (turn === 2 ? ['call_0', 'call_0'] : ['call_0', 'call_1'])
const each = turns.map(({ calls }, turn) => calls.map((at, n) => ({ at, id: idsOf(turn)[n] ?? '' })))
const open = { role: 'user', content: 'Hallo' }

type Call = { readonly at: string; readonly id: string }
const chatCall = ({ at, id }: Call) => ({
  id,
  type: 'function',
  function: { name: 'look', arguments: JSON.stringify({ at }) },
})

const callers: Readonly<Record<Wire, object>> = {
  chat: {
    tools: [{ type: 'function', function: { name: 'look', parameters: schema } }],
    messages: [
      open,
      ...each.flatMap(calls => [
        { role: 'assistant', content: null, tool_calls: calls.map(chatCall) },
        ...calls.map(({ at, id }) => ({ role: 'tool', tool_call_id: id, content: `saw ${at}` })),
      ]),
    ],
  },
  responses: {
    tools: [{ type: 'function', name: 'look', parameters: schema }],
    input: [
      open,
      ...each.flatMap(calls => [
        ...calls.map(({ at, id }) => ({
          type: 'function_call',
          call_id: id,
          name: 'look',
          arguments: JSON.stringify({ at }),
        })),
        ...calls.map(({ at, id }) => ({ type: 'function_call_output', call_id: id, output: `saw ${at}` })),
      ]),
    ],
  },
  messages: {
    tools: [{ name: 'look', input_schema: schema }],
    messages: [
      open,
      ...each.flatMap(calls => [
        {
          role: 'assistant',
          content: calls.map(({ at, id }) => ({ type: 'tool_use', id, name: 'look', input: { at } })),
        },
        {
          role: 'user',
          content: calls.map(({ at, id }) => ({
            type: 'tool_result',
            tool_use_id: id,
            content: `saw ${at}`,
          })),
        },
      ]),
    ],
  },
  gemini: {
    tools: [{ functionDeclarations: [{ name: 'look', parametersJsonSchema: schema }] }],
    contents: [
      { role: 'user', parts: [{ text: 'Hallo' }] },
      ...each.flatMap(calls => [
        {
          role: 'model',
          parts: calls.map(({ at, id }) => ({ functionCall: { id, name: 'look', args: { at } } })),
        },
        {
          role: 'user',
          parts: calls.map(({ at, id }) => ({
            functionResponse: { id, name: 'look', response: { output: `saw ${at}` } },
          })),
        },
      ]),
    ],
  },
  ollama: {
    tools: [{ type: 'function', function: { name: 'look', parameters: schema } }],
    messages: [
      open,
      ...each.flatMap(calls => [
        {
          role: 'assistant',
          content: '',
          tool_calls: calls.map(({ at, id }) => ({ id, function: { name: 'look', arguments: { at } } })),
        },
        ...calls.map(({ at, id }) => ({
          role: 'tool',
          tool_name: 'look',
          tool_call_id: id,
          content: `saw ${at}`,
        })),
      ]),
    ],
  },
}

interface Joined {
  /** The id of each call, where the format has any, and where it was looked. */
  readonly calls: readonly (readonly [id: unknown, at: unknown])[]
  readonly results: readonly (readonly [id: unknown, text: unknown])[]
}

type Bodies = Readonly<Record<string, readonly JsonRecord[]>>
const listOf = (value: unknown) => (Array.isArray(value) ? (value as readonly JsonRecord[]) : [])
const atIn = (value: unknown) =>
  (typeof value === 'string' ? (JSON.parse(value) as JsonRecord) : (value as JsonRecord)).at

const joinedIn: Readonly<Record<Wire, (sent: Bodies) => Joined>> = {
  chat: ({ messages = [] }) => ({
    calls: messages
      .flatMap(message => listOf(message.tool_calls))
      .map(({ id, function: called }) => [id, atIn((called as JsonRecord).arguments)]),
    results: messages
      .filter(({ role }) => role === 'tool')
      .map(({ tool_call_id: id, content }) => [id, content]),
  }),
  responses: ({ input = [] }) => ({
    calls: input
      .filter(({ type }) => type === 'function_call')
      .map(item => [item.call_id, atIn(item.arguments)]),
    results: input
      .filter(({ type }) => type === 'function_call_output')
      .map(({ call_id: id, output }) => [id, output]),
  }),
  messages: ({ messages = [] }) => {
    const blocks = messages.flatMap(({ content }) => listOf(content))
    return {
      calls: blocks.filter(({ type }) => type === 'tool_use').map(({ id, input }) => [id, atIn(input)]),
      results: blocks
        .filter(({ type }) => type === 'tool_result')
        .map(({ tool_use_id: id, content }) => [id, listOf(content)[0]?.text ?? content]),
    }
  },
  gemini: ({ contents = [] }) => {
    const parts = contents.flatMap(content => listOf(content.parts))
    const calls = parts.flatMap(({ functionCall: call }) => (call ? [call as JsonRecord] : []))
    const results = parts.flatMap(({ functionResponse: found }) => (found ? [found as JsonRecord] : []))
    return {
      calls: calls.map(({ id, args }) => [id, atIn(args)]),
      results: results.map(({ id, response }) => [id, (response as JsonRecord).result]),
    }
  },
  ollama: ({ messages = [] }) => ({
    calls: messages
      .flatMap(message => listOf(message.tool_calls))
      .map(({ id, function: called }) => [id, atIn((called as JsonRecord).arguments)]),
    results: messages
      .filter(({ role }) => role === 'tool')
      .map(({ tool_call_id: id, content }) => [id, content]),
  }),
}

const wires = Object.keys(callers) as readonly Wire[]
/** The other kinds of providers are asked for chat completions as they are. */
const translated = (as: Wire) => wires.filter(of => of !== as && (as !== 'chat' || of === 'messages'))

describe.each(wires)('a caller of %s that numbers the calls of each turn anew', as => {
  test.each(translated(as))('has each result joined to its call in %s', async of => {
    const { sent, status } = await rig.ask({ as, of, body: callers[as] })
    expect(status).toBe(200)
    const { calls, results } = joinedIn[of](sent as Bodies)
    expect(calls.map(([, at]) => at)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(results.map(([, text]) => text)).toEqual(['a', 'b', 'c', 'd', 'e'].map(at => `saw ${at}`))
    expect(results.map(([id]) => id)).toEqual(calls.map(([id]) => id))
    const ids = calls.flatMap(([id]) => (id === undefined ? [] : [id]))
    expect(new Set(ids).size).toBe(ids.length)
    // Only this format can do without ids, and joins in order.
    if (of !== 'gemini') expect(ids).toHaveLength(5)
  })
})
