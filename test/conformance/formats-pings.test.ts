// What every format that streams does alike where a provider lets its caller wait: see formats.test.ts.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatNames, formats } from '../../gateway/formats/index.ts'
import { type Answer, type Gate, gate, send, wait } from '../support/fake-upstream.ts'
import { readRawStream } from '../support/raw-stream.ts'
import { conformingFormat, conformingNames } from './conforming-format.ts'
import { type FormatRig, frameEnds, openFormatRig } from './format-rig.ts'

const cases = await Promise.all(
  formatNames
    .filter(format => conformingNames.includes(format) && !formats[format].caller.neverStreams)
    .map(async format => ({ format, conforming: await conformingFormat(format) })),
)

describe.each(cases)('$format', ({ format, conforming }) => {
  const { caller, provider } = formats[format]
  const { ping, streamType } = caller
  const [recorded, whole, refusal] = [conforming.streams[0], conforming.whole[0], conforming.refusals[0]]
  if (!recorded || !refusal) throw new Error('A format has a stream and a refusal')
  let rig: FormatRig

  beforeAll(async () => {
    rig = await openFormatRig(format, conforming, { pingIntervalMs: 15 })
  })
  afterAll(() => rig[Symbol.asyncDispose]())

  /** The answer comes only once the caller has been pinged. */
  async function afterPing<Result>(answer: Answer, read: (late: Gate) => Promise<Result>): Promise<Result> {
    const late = gate()
    rig.upstream.script({ answer, steps: [wait(late), send()] })
    const reading = read(late)
    await late.reached
    const watcher = await rig.askRaw(true)
    // Asked later, so by the time it has heard two pings the first has had one.
    await expect.poll(async () => readRawStream(await watcher.readUntil(ping)).body).toContain(ping.repeat(2))
    watcher.hangUp()
    late.open()
    return await reading
  }

  /** Everything that a raw caller received, with its row; `events`: without the pings. */
  async function streamed(answer: Answer) {
    const bytes = await afterPing(answer, async () => (await rig.askRaw(true)).readAll())
    const stream = readRawStream(bytes)
    const row = await rig.gateway.row(stream.headers['x-gatehouse-request-id'] ?? '')
    return { ...stream, row, events: stream.body.replaceAll(ping, '') }
  }

  const entriesOf = (requestId: string) => {
    const ledger = new Database(join(rig.gateway.homeDir, 'ledger.db'), { readonly: true })
    const columns = 'certainty, cost_nano_usd AS cost, output_tokens AS output'
    try {
      return ledger.prepare(`SELECT ${columns} FROM entries WHERE request_id = ?`).all(requestId)
    } finally {
      ledger.close()
    }
  }

  test('a client reads through pings what it gets straight from the provider', async () => {
    const read = await afterPing(recorded.answer, async () =>
      Array.fromAsync(await rig.clients.through.stream()),
    )
    rig.upstream.script({ answer: recorded.answer })
    expect(read).toEqual(await Array.fromAsync(await rig.clients.direct.stream()))
  })

  test('a caller that waits for headers has 200 and pings, then the stream as it is', async () => {
    const { status, headers, body, ended, row } = await streamed(recorded.answer)
    expect([status, ended]).toEqual([200, true])
    expect(headers).toMatchObject({
      'content-type': streamType,
      'x-gatehouse-request-id': expect.stringMatching(/^req_/),
      'x-gatehouse-route': `only/${conforming.model}`,
    })
    const sent = recorded.answer.body.toString()
    expect(body.endsWith(sent)).toBe(true)
    expect(body.slice(0, -sent.length)).toMatch(/./)
    expect(body.slice(0, -sent.length).replaceAll(ping, '')).toBe('')
    expect(row).toMatchObject({ outcome: 'completed', costNanoUsd: String(recorded.costNanoUsd) })
  })

  test('pings stand between frames, never within one', async () => {
    const ends = frameEnds(format, recorded.answer)
    const boundary = ends[Math.floor(ends.length / 2)] ?? 0
    const [within, between] = [gate(), gate()]
    const next = ends.find(end => end > boundary) ?? 0
    rig.upstream.script({
      answer: recorded.answer,
      steps: [send(boundary + 9), wait(within), send(next - boundary - 9), wait(between), send()],
    })
    const raw = await rig.askRaw(true)
    for (const [shownBytes, paused] of [
      [boundary, within],
      [next, between],
    ] as const) {
      const shown = recorded.answer.body.subarray(0, shownBytes).toString().slice(-40)
      await expect
        .poll(async () => readRawStream(await raw.readUntil(ping)).body)
        .toContain(shown + ping.repeat(2))
      paused.open()
    }
    const { body, ended } = readRawStream(await raw.readAll())
    expect(ended).toBe(true)
    expect(body.replaceAll(ping, '')).toBe(recorded.answer.body.toString().replaceAll(ping, ''))
  })

  test('a refusal that comes after a ping is raised by the client in the provider’s own words', async () => {
    const { answer, words } = refusal
    const failure = await afterPing(answer, () => rig.failureOf(rig.clients.through, true))
    expect(failure).toMatchObject({ message: expect.stringContaining(words) })
    const { ended, events, row } = await streamed(answer)
    expect([ended, events]).toEqual([false, caller.errorEvent(answer.body.toString())])
    expect(row).toMatchObject({
      outcome: 'upstream-failed',
      status: 200,
      upstreamStatus: answer.status,
      certainty: 'none',
      costNanoUsd: '0',
    })
  })

  // Where a stream is one piece of JSON, nothing tells it from a whole answer.
  if (!whole) return

  test('a whole answer is the stream that it would have been, and money, log and answer say the same', async () => {
    const { ended, events, row } = await streamed(whole.answer)
    expect(ended).toBe(true)
    const said: string[] = []
    const meter = provider.createMeter(text => said.push(text))
    const frames = provider.framingOf(streamType, true)?.().push(Buffer.from(events)) ?? []
    for (const frame of frames) meter.read(frame)
    meter.readAll()
    const { text, usage } = provider.readAnswer(JSON.parse(whole.answer.body.toString()))
    expect([meter.ended(), meter.failed(), said.join('')]).toEqual([true, false, text])
    expect(meter.usage().tokens).toEqual(usage.tokens)
    expect(row).toMatchObject({
      ...whole.tokens,
      outcome: 'completed',
      errorCode: null,
      certainty: 'exact',
      status: 200,
      streaming: true,
      costNanoUsd: String(whole.costNanoUsd),
      responseBytes: Buffer.byteLength(events),
    })
    await expect
      .poll(() => entriesOf(row.requestId))
      .toEqual([{ certainty: 'exact', cost: whole.costNanoUsd, output: row.outputTokens }])
  })

  test.each([
    ['an error of 500', 500, { error: { message: 'Broken', type: 'server_error' } }],
    ['an error that is called 200', 200, { type: 'error', error: { message: 'Broken', type: 'api_error' } }],
    ['JSON that is no answer', 200, { hello: 'Broken' }],
  ])('%s is an error event, and the log says that it failed', async (_, status, said) => {
    const headers = { 'content-type': 'application/json' }
    const { ended, events, row } = await streamed({ status, headers, body: JSON.stringify(said) })
    expect([ended, events]).toEqual([false, caller.errorEvent(JSON.stringify(said))])
    expect(row).toMatchObject({ outcome: 'upstream-failed', status: 200 })
  })

  test('without a ping, a whole answer stays whole', async () => {
    await using patient = await openFormatRig(format, conforming)
    patient.upstream.script({ answer: whole.answer })
    const answer = await patient.ask(true)
    expect(answer.headers.get('content-type')).toBe(whole.answer.headers?.['content-type'])
    expect(await answer.text()).toBe(whole.answer.body.toString())
    expect(await patient.rowOf(answer)).toMatchObject({ outcome: 'completed', certainty: 'exact' })
  })
})
