// Faults with Gemini that other gateways had as they translated. Each test shows the right behaviour.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { candidate, json, openTranslationRig, sse, type TranslationRig } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const model = 'gemini-3-pro-preview'
const user = (content: unknown) => ({ role: 'user', content })
const look = { name: 'look', input_schema: { type: 'object' } }

describe('the signature of a call', () => {
  const parallel = [
    { functionCall: { name: 'look', args: { at: 'a' } }, thoughtSignature: 'c2lnLWE=' },
    { functionCall: { name: 'look', args: { at: 'b' } } },
  ]

  test.each(['messages', 'responses'] as const)(
    'comes back from callers of %s on the part that had it, and its sibling stays without',
    async as => {
      const answer = json(candidate(parallel, { finishReason: 'STOP' }))
      const tools =
        as === 'messages' ? [look] : [{ type: 'function', name: 'look', parameters: { type: 'object' } }]
      const { json: first } = await rig.ask({ as, of: 'gemini', model, answer, body: { tools } })
      const body = as === 'messages' ? nextMessages(first.content) : nextInput(first.output)
      const { sent } = await rig.ask({ as, of: 'gemini', model, body: { tools, ...body } })
      const [, called] = sent.contents as { parts: { functionCall?: object; thoughtSignature?: string }[] }[]
      const calls = called?.parts.filter(part => part.functionCall) ?? []
      expect(calls.map(part => part.thoughtSignature)).toEqual(['c2lnLWE=', undefined])
      expect(JSON.stringify(sent)).not.toContain('skip_thought')
    },
  )

  function nextMessages(content: unknown) {
    const uses = (content as { type: string; id: string }[]).filter(({ type }) => type === 'tool_use')
    const results = uses.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'x' }))
    return { messages: [user('Hallo'), { role: 'assistant', content }, user(results)] }
  }

  function nextInput(output: unknown) {
    const items = output as { type: string; call_id: string }[]
    const results = items.flatMap(({ type, call_id }) =>
      type === 'function_call' ? [{ type: 'function_call_output', call_id, output: 'x' }] : [],
    )
    return { input: [user('Hallo'), ...items, ...results] }
  }

  test('that another model made is replaced by the token that skips the check', async () => {
    const content = ['toolu_1', 'toolu_2'].map(id => ({ type: 'tool_use', id, name: 'look', input: {} }))
    const { sent } = await rig.ask({
      as: 'messages',
      of: 'gemini',
      model,
      body: { tools: [look], ...nextMessages(content) },
    })
    const [, called] = sent.contents as { parts: { thoughtSignature?: string }[] }[]
    expect(called?.parts.map(part => part.thoughtSignature)).toEqual([
      'skip_thought_signature_validator',
      undefined,
    ])
  })
})

describe('a prompt that Gemini blocks', () => {
  const blocked = {
    promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
    usageMetadata: { promptTokenCount: 5, totalTokenCount: 5 },
  }

  test('is a refusal of messages, whole and streamed', async () => {
    const whole = await rig.ask({ as: 'messages', of: 'gemini', answer: json(blocked) })
    expect([whole.status, whole.json.stop_reason]).toEqual([200, 'refusal'])
    const { events } = await rig.ask({ as: 'messages', of: 'gemini', stream: true, answer: sse(blocked) })
    expect(events.slice(-2)).toMatchObject([
      { type: 'message_delta', delta: { stop_reason: 'refusal' } },
      { type: 'message_stop' },
    ])
  })

  test('is filtered content of responses, whole and streamed', async () => {
    const whole = await rig.ask({ as: 'responses', of: 'gemini', answer: json(blocked) })
    expect([whole.status, whole.json]).toMatchObject([
      200,
      { status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
    ])
    const { events } = await rig.ask({ as: 'responses', of: 'gemini', stream: true, answer: sse(blocked) })
    expect(events.at(-1)).toMatchObject({ type: 'response.incomplete' })
  })
})

test('turns of one role are one, and a history that opens with a call has a user before it', async () => {
  const { sent } = await rig.ask({
    as: 'messages',
    of: 'gemini',
    body: {
      tools: [look],
      messages: [
        { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }] },
        user([{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'x' }]),
        user('Und?'),
        user('Hallo?'),
      ],
    },
  })
  const contents = sent.contents as { role: string; parts: object[] }[]
  expect(contents.map(({ role }) => role)).toEqual(['user', 'model', 'user'])
  expect(contents[2]?.parts).toHaveLength(3)
})
