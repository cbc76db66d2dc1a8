// A route that lets another target go on with an answer that breaks off: the official clients get one answer in one stream, and
// each of the two attempts costs what it used.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { allClients } from '../conformance/translation/matrix.ts'
import { usage } from '../conformance/translation/question.ts'
import {
  begun,
  breakingOff,
  type ContinuedRig,
  costOf,
  goingOn,
  joined,
  openContinuedRig,
  rates,
  rest,
  textIn,
  wires,
} from '../support/continued-rig.ts'
import { type Answer, type Behaviour, gate, head, send, wait } from '../support/fake-upstream.ts'
import { chatUsage, chunk, requestOf, sse, upstreams, type Wire } from '../support/translation-rig.ts'

let rig: ContinuedRig

beforeAll(async () => {
  rig = await openContinuedRig()
})

afterAll(async () => await rig[Symbol.asyncDispose]())

beforeEach(async () => await rig.forgive())

const clients = await allClients()
const pairs = clients.flatMap(client =>
  (['ollama', 'messages'] as const).map(next => ({ client, next, pair: `${client.name} to ${next}` })),
)

/** The provider that speaks the format. Of a format that no other one is translated into, one that speaks another. */
function firstFor(format: string): Wire {
  return wires.find(each => upstreams[each].format === format) ?? 'chat'
}

describe('an answer that breaks off is continued in the same stream', () => {
  test.each(pairs)('$pair', async ({ client, next }) => {
    const first = firstFor(client.format)
    const before = await rig.rowsSoFar()
    const calls = rig.calls().length
    const settledBefore = (await rig.money()).settled
    rig.upstream.script(breakingOff(first), goingOn(next))
    const { gatewayUrl, token } = rig.gateway
    const address = { gatewayUrl, token, model: `${first}-${next}` }
    const got = await client.ask(address, { turns: [{ role: 'user', text: 'Hallo' }] }, true)
    expect(got).toMatchObject({ text: joined, finish: 'stop', calls: [] })

    const row = await rig.newestRow(before + 1)
    expect(row).toMatchObject({ outcome: 'completed', providerId: next })
    expect(row.attempts.map(({ providerId, state }) => [providerId, state])).toEqual([
      [first, 'broken'],
      [next, 'complete'],
    ])
    expect(row.trace?.steps.map(({ outcome }) => outcome)).toEqual(['answered', 'broken', 'continued'])
    const sum = (of: 'inputTokens' | 'outputTokens') =>
      row.attempts.reduce((total, attempt) => total + (attempt[of] ?? 0), 0)
    expect(got.usage).toEqual({ input: sum('inputTokens'), output: sum('outputTokens') })

    const second = row.attempts[1]
    const billed = BigInt(usage.input) * rates.input + BigInt(usage.output) * rates.output
    if (first !== next) expect(second).toMatchObject({ certainty: 'exact', costNanoUsd: String(billed) })
    expect(BigInt(row.costNanoUsd ?? -1)).toBe(costOf(row))
    const { held, settled } = await rig.money()
    expect(held).toBe(0n)
    expect(settled - settledBefore).toBe(costOf(row))

    const sent = upstreams[next].see(String(rig.calls()[calls + 1]?.body))
    expect(sent.texts).toEqual(['Hallo', 'Die Antwort auf alles ist'])
    expect(row.receipt?.changed).toContainEqual({
      path: 'answer',
      reason: expect.stringMatching(
        new RegExp(`^continued by ${next}/\\S+ after ${begun.join('').length} characters$`),
      ),
    })
  })
})

describe('an answer is continued after', () => {
  const begin = chunk({ content: begun.join('') })
  test.each<readonly [string, Behaviour]>([
    [
      'an error event',
      { answer: sse(begin, { error: { message: 'Overloaded', type: 'overloaded_error' } }) },
    ],
    [
      'an event that is no JSON',
      { answer: { ...sse(begin), body: `${String(sse(begin).body)}data: {"x\n\n` } },
    ],
    ['an end without a finish', { answer: sse(begin) }],
  ])('%s', async (_, broken) => {
    const { ended, sent, text } = await rig.askRoute('chat', 'chat-ollama', [broken, goingOn('ollama')])
    expect(ended, text).toBe(true)
    expect(sent).toHaveLength(2)
    expect(textIn('chat', text)).toBe(joined)
    expect(text).not.toContain('"error"')
  })
})

describe('an event that is not complete is not said, neither to the caller nor to the next model', () => {
  test.each(['chat', 'ollama'] as const)('%s', async wire => {
    const { answer, steps } = breakingOff(wire)
    const whole = String((answer as Answer).body)
    const bytes = whole.slice(0, whole.indexOf(begun[1] ?? '') + 5)
    const broken = {
      answer: { ...(answer as Answer), body: bytes },
      steps: [head(), send(), ...(steps?.slice(2) ?? [])],
    }
    const { sent, text } = await rig.askRoute(wire, `${wire}-messages`, [broken, goingOn('messages')])
    expect(textIn(wire, text)).toBe('Die Antwort auf 42, und das ist gut.')
    expect(upstreams.messages.see(sent[1] ?? '').texts.at(-1)).toBe('Die Antwort auf')
  })
})

test('a last line without its end is said to both, if it is complete', async () => {
  const { answer } = breakingOff('ollama')
  const line = String((answer as Answer).body).split('\n')[0] ?? ''
  const { sent, text } = await rig.askRoute('ollama', 'ollama-messages', [
    { answer: { ...(answer as Answer), body: `${line}\n${line.replace('Die Antwort auf', 'alles ist')}` } },
    goingOn('messages'),
  ])
  const said = upstreams.messages.see(sent[1] ?? '').texts.at(-1)
  expect(textIn('ollama', text)).toBe(`${said} 42, und das ist gut.`)
})

describe('the stream is one answer', () => {
  test.each(wires)('%s', async wire => {
    const { ended, headers, text } = await rig.askRoute(wire, `${wire}-messages`, [
      breakingOff(wire),
      goingOn('messages'),
    ])
    expect(ended, text).toBe(true)
    expect(textIn(wire, text)).toBe(joined)
    expect(text.match(/"message_start"/g) ?? []).toHaveLength(wire === 'messages' ? 1 : 0)
    const ids = [...text.matchAll(/"(?:chatcmpl|resp|msg)[-_][\w-]+"/g)].map(([id]) => id)
    if (wire === 'chat') expect(new Set(ids).size).toBe(1)
    // The headers were sent before anyone knew.
    expect(headers['x-gatehouse-route']).toBe(`${wire}/${upstreams[wire].model}`)
  })
})

test('a target that takes no last turn of the assistant is passed over', async () => {
  await rig.setRoute('over', ['chat', 'responses', 'gemini', 'ollama'], true)
  const { ended, row, text } = await rig.askRoute('chat', 'over', [breakingOff('chat'), goingOn('ollama')])
  expect(ended).toBe(true)
  expect(textIn('chat', text)).toBe(joined)
  expect(row.attempts.map(({ providerId }) => providerId)).toEqual(['chat', 'ollama'])
})

test('the rest may have as many tokens as are left, is not thought about, and repeats no white space', async () => {
  const { sent } = await rig.askRoute(
    'messages',
    'messages-ollama',
    [breakingOff('messages'), goingOn('ollama')],
    {
      body: { max_tokens: 100 },
    },
  )
  const request = JSON.parse(sent[1] ?? '') as { options: { num_predict: number }; messages: unknown[] }
  expect(request.options.num_predict).toBeLessThan(100)
  expect(request.options.num_predict).toBeGreaterThan(80)
  expect(request.messages.at(-1)).toEqual({ role: 'assistant', content: 'Die Antwort auf alles ist' })
})

test('the last words are said once if the second model repeats them', async () => {
  const repeating = { text: ['auf alles', ' ist ', '42.'], finish: 'stop' } as const
  const { text } = await rig.askRoute('chat', 'chat-ollama', [
    breakingOff('chat'),
    { answer: upstreams.ollama.answer(repeating, true) },
  ])
  expect(textIn('chat', text)).toBe('Die Antwort auf alles ist 42.')
})

test('an answer that comes as a whole goes on as well', async () => {
  const { ended, text } = await rig.askRoute('chat', 'chat-messages', [
    breakingOff('chat'),
    { answer: upstreams.messages.answer(rest, false) },
  ])
  expect(ended).toBe(true)
  expect(textIn('chat', text)).toBe(joined)
})

test('a caller that leaves while the second target is awaited is asked for nothing more', async () => {
  const rows = await rig.rowsSoFar()
  const held = gate()
  rig.upstream.script(breakingOff('chat'), { ...goingOn('ollama'), steps: [wait(held)] })
  const { path, request } = requestOf('chat', 'chat-ollama', {}, true)
  const caller = await rig.postRaw(path, request)
  await caller.readUntil('alles ist')
  await held.reached
  caller.hangUp()
  const row = await rig.newestRow(rows + 1)
  held.open()
  expect(row).toMatchObject({ outcome: 'client-gone', providerId: 'chat' })
  expect(row.attempts.map(({ state }) => state)).toEqual(['broken', 'left'])
  expect((await rig.money()).held).toBe(0n)
})

test('an answer that does not break off is the same with the option', async () => {
  const { ended, sent, text } = await rig.askRoute(
    'chat',
    'chat-ollama',
    [{ answer: sse(chunk({ content: joined }), chunk({}, 'stop'), chatUsage, '[DONE]') }],
    { body: { stream_options: { include_usage: true } } },
  )
  expect(ended).toBe(true)
  expect(sent).toHaveLength(1)
  expect(textIn('chat', text)).toBe(joined)
  expect(text).toContain('"prompt_tokens":20')
})
