import { describe, expect, test } from 'vitest'
import { hi, readGenerate as read } from '../../../support/generated-content.ts'

describe('calls and their responses', () => {
  const call = (name: string, id?: string) => ({ functionCall: { name, args: {}, ...(id ? { id } : {}) } })
  const response = (name: string, value: object, id?: string) => ({
    functionResponse: { name, response: value, ...(id ? { id } : {}) },
  })
  const turnsOf = (calls: object[], responses: object[]) =>
    read({ contents: [hi, { role: 'model', parts: calls }, { role: 'user', parts: responses }] }).conversation
      .turns

  test('without ids are paired by name and order, with ids that are the same each time', () => {
    const calls = [call('f'), call('g'), call('f')]
    const responses = [
      response('g', {}),
      response('f', { output: 'first' }),
      response('f', { output: 'second' }),
    ]
    const [, asked, told] = turnsOf(calls, responses)
    const ids = asked?.parts.map(part => (part.type === 'tool-call' ? part.id : ''))
    expect(new Set(ids).size).toBe(3)
    expect(told?.parts.map(part => (part.type === 'tool-result' ? part.callId : ''))).toEqual([
      ids?.[1],
      ids?.[0],
      ids?.[2],
    ])
    expect(turnsOf(calls, responses)).toEqual(turnsOf(calls, responses))
    for (const id of ids ?? []) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)
  })

  test('keep ids that are given', () => {
    const turns = turnsOf([call('f', 'a.1:x')], [response('f', {}, 'a.1:x')])
    expect(turns).toMatchObject([{}, { parts: [{ id: 'a.1:x' }] }, { parts: [{ callId: 'a.1:x' }] }])
  })

  test.each([
    ['output', { output: 'sunny' }, 'sunny', false],
    ['result', { result: [1] }, '[1]', false],
    ['error', { error: 'no network' }, 'no network', true],
    ['any object', { sun: true, degrees: 3 }, '{"sun":true,"degrees":3}', false],
  ])('%s of a response', (_, value, text, isError) => {
    expect(turnsOf([call('f')], [response('f', value)])[2]).toMatchObject({
      role: 'tool',
      parts: [{ type: 'tool-result', name: 'f', content: [{ type: 'text', text }], isError }],
    })
  })

  test('responses and text of one content are two turns, the responses first', () => {
    const turns = turnsOf([call('f')], [{ text: 'And now?' }, response('f', {})])
    expect(turns.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'user'])
  })
})
