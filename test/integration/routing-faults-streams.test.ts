// Faults that other gateways had where a stream fails, each with the right behaviour. The numbers are those of the list that they
// were collected in.
import { describe, expect, test } from 'vitest'
import type { Behaviour } from '../support/fake-upstream.ts'
import { die, gate, head, send, trickle, wait } from '../support/fake-upstream.ts'
import { readRawStream } from '../support/raw-stream.ts'
import { kinds, routeOf, stream, targetsOf, twoTargetsOfEachFile } from '../support/two-targets-rig.ts'

const file = twoTargetsOfEachFile()

const data = (value: object) => `data: ${JSON.stringify(value)}\n\n`
const event = (value: { readonly type: string; readonly [member: string]: unknown }) =>
  `event: ${value.type}\n${data(value)}`
const chunk = (delta: object) => data({ object: 'chat.completion.chunk', choices: [{ index: 0, delta }] })
const begun = { id: 'm', type: 'message', role: 'assistant', content: [], usage: { input_tokens: 3 } }
const block = (content_block: object) => event({ type: 'content_block_start', index: 0, content_block })
const delta = (value: object) => event({ type: 'content_block_delta', index: 0, delta: value })

/** What says nothing to a person, as each kind of provider sends it before the first content. */
const preambles = {
  openai: `: OPENROUTER PROCESSING\n\n${chunk({ role: 'assistant', content: '' })}${chunk({})}`,
  anthropic:
    event({ type: 'message_start', message: begun }) +
    event({ type: 'ping' }) +
    block({ type: 'text', text: '' }),
} as const
const errors = {
  openai: data({ error: { message: 'Overloaded', type: 'overloaded_error' } }),
  anthropic: event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
} as const
const contents = {
  openai: [
    chunk({ content: 'Hi' }),
    chunk({ reasoning_content: 'Hm' }),
    chunk({ tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '{' } }] }),
  ],
  anthropic: [
    delta({ type: 'text_delta', text: 'Hi' }),
    delta({ type: 'thinking_delta', thinking: 'Hm' }),
    delta({ type: 'input_json_delta', partial_json: '{' }),
  ],
} as const
const saying = ['text', 'reasoning', 'a tool call'] as const
const both = ['openai', 'anthropic'] as const

/** Asks for a stream on a connection of its own, and gives what came of it once the gateway has hung up. */
async function askBroken(kind: (typeof both)[number]) {
  const body = { model: routeOf(kind), max_tokens: 64, messages: [{ role: 'user', content: 'Hello' }] }
  const headers = ['connection: close']
  const caller = await file.rig.postRaw(kinds[kind].path, { ...body, stream: true }, headers)
  const read = readRawStream(await caller.readAll())
  return { ...read, row: await file.rig.gateway.row(read.headers['x-gatehouse-request-id'] ?? '') }
}

async function subjectOf(providerId: string) {
  const { subjects } = await file.rig.gateway.admin.health({})
  return subjects.find(each => each.providerId === providerId)
}

describe('11. what is no content does not commit an answer', () => {
  test.each(both)('keepalives and empty items are followed by another target’s answer (%s)', async kind => {
    file.rig.upstream.script(stream(preambles[kind].repeat(3) + errors[kind]))
    const asked = await file.rig.ask(kind, { stream: true })
    expect(asked.route).toBe(targetsOf(kind).join('=overloaded,'))
    expect(asked.text).toContain('Hello')
    expect(asked.text).not.toMatch(/PROCESSING|Overloaded|"id":"m"/)
  })

  const spoken = both.flatMap(kind =>
    contents[kind].map((content, place) => [kind, saying[place] ?? '', content] as const),
  )
  test.each(spoken)('%s: %s does', async (kind, _, content) => {
    file.rig.upstream.script(stream(preambles[kind] + content + errors[kind]))
    const { body, row } = await askBroken(kind)
    expect(body).toContain(content)
    expect(row.providerId).toBe(kind)
    expect(file.rig.counts()).toEqual([1, 0])
  })

  test('an event that nobody knows is content, since only known ones are left out', async () => {
    const unknown = event({ type: 'of_the_future' })
    file.rig.upstream.script(stream(preambles.anthropic + unknown + errors.anthropic))
    expect((await askBroken('anthropic')).body).toContain(unknown)
    expect(file.rig.counts()).toEqual([1, 0])
  })
})

describe('12. an error after status 200 is no success', () => {
  const responses = {
    created: event({ type: 'response.created', response: { id: 'r', status: 'in_progress' } }),
    failed: event({
      type: 'response.failed',
      ...{ response: { id: 'r', status: 'failed', error: { code: 'server_error', message: 'Sorry' } } },
    }),
  }
  const failures: readonly (readonly [string, Behaviour])[] = [
    ['an error event', stream(errors.openai)],
    [
      kinds.openai.path,
      stream(data({ error: { code: 502, message: 'Provider returned error' }, choices: [] })),
    ],
    ['response.failed', stream(responses.created + responses.failed)],
  ]
  test.each(failures)('before content, %s: the other target answers', async (name, failure) => {
    const isOfResponses = name === 'response.failed'
    file.rig.upstream.script(failure)
    file.rig.second.script(isOfResponses ? { answer: 'response-stream' } : {})
    const asked = await file.rig.post(isOfResponses ? '/v1/responses' : kinds.openai.path, {
      model: routeOf('openai'),
      stream: true,
      ...(isOfResponses ? { input: 'Hi' } : { messages: [{ role: 'user', content: 'Hi' }] }),
    })
    expect([asked.status, await asked.text()]).toEqual([
      200,
      expect.not.stringMatching(/Sorry|Provider|Over/),
    ])
    expect((await file.rig.rowOf(asked)).providerId).toBe('openai-2')
    expect(await subjectOf('openai')).toMatchObject({ failuresInARow: 1 })
  })

  const broken = {
    openai: data({ error: { message: 'Sorry', type: 'server_error' } }),
    anthropic: event({ type: 'error', error: { type: 'api_error', message: 'Sorry' } }),
  } as const

  test.each(both)('after content, four in a row move everyone to the other target (%s)', async kind => {
    file.rig.upstream.script(stream(preambles[kind] + contents[kind][0] + broken[kind]))
    for (let each = 0; each < 4; each++) {
      const { row } = await askBroken(kind)
      expect(row).toMatchObject({ providerId: kind, outcome: 'upstream-failed' })
    }
    expect(await subjectOf(kind)).toMatchObject({ failuresInARow: 4 })
    expect((await subjectOf(kind))?.state).not.toBe('closed')
    expect((await file.rig.ask(kind, { stream: true })).route).toBe(targetsOf(kind)[1])
  })
})

describe('13. a page or nothing at all is no empty success', () => {
  const html = '<!doctype html><html><body>Log in</body></html>'
  const typed = (type: string, body: string): Behaviour => ({
    answer: { status: 200, headers: { 'content-type': type }, body },
  })
  const pages: readonly (readonly [string, Behaviour])[] = [
    ['no events', stream('')],
    ['comments alone', stream(': hi\n\n: hi\n\n')],
    ['HTML that is called a stream', stream(html)],
    ['JSON that is called a stream', stream('{"ok":true}')],
    ['HTML', typed('text/html', html)],
    ['HTML that is called JSON', typed('application/json', html)],
    ['nothing', typed('application/json', '')],
  ]
  const cases = pages.flatMap(([name, page]) => both.map(kind => [name, kind, page] as const))
  test.each(cases)('%s: the other target answers (%s)', async (_, kind, page) => {
    file.rig.upstream.script(page)
    const asked = await file.rig.ask(kind, { stream: true })
    expect([asked.status, asked.row.outcome]).toEqual([200, 'completed'])
    expect(asked.route).toBe(targetsOf(kind).join('=broken,'))
    expect(asked.text).toContain('Hello')
  })
})

describe('14. a ping commits status 200, so the first one comes late', () => {
  const fail = (late: ReturnType<typeof gate>): Behaviour => ({
    answer: { status: 500, headers: { 'retry-after': '7' }, body: '{"error":{"message":"Busy"}}' },
    steps: [wait(late), send()],
  })
  const ask = (kind: (typeof both)[number]) => file.rig.ask(kind, { stream: true })

  test.each(both)('a failure within the interval has its real status and headers (%s)', async kind => {
    await file.rig.setRoute(kind, { limits: { firstTokenMs: 60_000 } })
    const late = gate()
    file.rig.upstream.script(fail(late))
    file.rig.second.script(fail(late))
    const asking = ask(kind)
    await late.reached
    late.open()
    const asked = await asking
    expect([asked.status, asked.headers.get('retry-after')]).toEqual([500, '7'])
  })

  test.each(both)(
    'a failure after a ping ends in the error event of the caller’s format (%s)',
    async kind => {
      const { admin } = file.rig.gateway
      await admin.changeSetting({ key: 'pingIntervalMs', value: 1000 })
      const late = gate()
      file.rig.upstream.script(fail(late))
      file.rig.second.script(fail(late))
      const body = { model: routeOf(kind), max_tokens: 64, messages: [], stream: true }
      const caller = await file.rig.postRaw(kinds[kind].path, body, ['connection: close'])
      await caller.readUntil(kind === 'openai' ? ': ' : 'event: ping')
      late.open()
      await admin.changeSetting({ key: 'pingIntervalMs', value: 600_000 })
      const { status, body: text, ended } = readRawStream(await caller.readAll())
      expect([status, ended]).toEqual([200, false])
      expect(text).toContain(kind === 'openai' ? 'data: {"error":' : 'event: error\n')
      expect(text).toContain('Busy')
    },
  )
})

describe('15. nothing is mixed into an answer that has begun', () => {
  test.each(both)('the caller gets an error event, and what came is paid for (%s)', async kind => {
    const { settled: before } = await file.rig.money()
    const sent = preambles[kind] + contents[kind][0]
    file.rig.upstream.script({ ...stream(sent), steps: [head(), send(), die()] })
    const { body, ended, row } = await askBroken(kind)
    expect([ended, body.startsWith(sent)]).toEqual([false, true])
    expect(body).toContain(kind === 'openai' ? 'data: {"error":' : 'event: error\n')
    expect(body).not.toContain('Hello')
    expect(file.rig.counts()).toEqual([1, 0])
    expect(row).toMatchObject({ outcome: 'truncated', certainty: 'estimated', attempts: [{ number: 1 }] })
    expect(BigInt(row.costNanoUsd ?? 0)).toBeGreaterThan(0n)
    expect(await file.rig.money()).toEqual({ held: 0n, settled: before + BigInt(row.costNanoUsd ?? 0) })
    expect(await subjectOf(kind)).toMatchObject({ failuresInARow: 1, lastFailure: { kind: 'broken' } })
  })
})

describe('17. a limit on the first content is not put off by what is none', () => {
  const headOf = (type: string) => `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\nconnection: close\r\n\r\n`
  const limits = { firstTokenMs: 250 }
  /** Says something each 20 ms, and never anything else. */
  const busy = (type: string, piece: string): Behaviour => ({
    steps: [trickle([headOf(type), ...Array.from({ length: 2000 }, () => piece)], 20)],
  })

  test.each(both)('a stream of pings (%s)', async kind => {
    await file.rig.setRoute(kind, { limits })
    file.rig.upstream.script(
      busy('text/event-stream', kind === 'openai' ? ': wait\n\n' : event({ type: 'ping' })),
    )
    expect((await file.rig.ask(kind, { stream: true })).route).toBe(targetsOf(kind).join('=late,'))
  })

  test.each(both)('white space in place of JSON (%s)', async kind => {
    await file.rig.setRoute(kind, { limits })
    file.rig.upstream.script(busy('application/json', ' \n'))
    expect((await file.rig.ask(kind)).route).toBe(targetsOf(kind).join('=late,'))
  })

  test('the last target is spared', async () => {
    await file.rig.setRoute('openai', { limits })
    file.rig.upstream.script(busy('text/event-stream', ': wait\n\n'))
    const late = [...Array.from({ length: 30 }, () => ': wait\n\n'), chunk({ content: 'At last' })]
    const pieces = [headOf('text/event-stream'), ...late, 'data: [DONE]\n\n']
    file.rig.second.script({ steps: [trickle(pieces, 20), die()] })
    const asked = await file.rig.ask('openai', { stream: true })
    expect([asked.route, asked.text]).toEqual([
      targetsOf('openai').join('=late,'),
      expect.stringContaining('At last'),
    ])
  })
})
