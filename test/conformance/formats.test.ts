// What every format in the table does alike, with its official client, its recorded answers and real sockets. What only one
// of them does is in a file of its own.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { formatNames, formats } from '../../gateway/formats/index.ts'
import { ruledBudget } from '../support/budgets.ts'
import { describeError, expectSame, untilError } from '../support/differential.ts'
import { die, hang, send } from '../support/fake-upstream.ts'
import { readRawStream } from '../support/raw-stream.ts'
import { conformingFormat, conformingNames } from './conforming-format.ts'
import { type FormatRig, frameEnds, openFormatRig } from './format-rig.ts'

test('every format in the table has its recorded answers here', () => {
  expect(conformingNames.toSorted()).toEqual(formatNames.toSorted())
})

const known = formatNames.filter(format => conformingNames.includes(format))
const cases = await Promise.all(
  known.map(async format => ({ format, conforming: await conformingFormat(format) })),
)

describe.each(cases)('$format', ({ format, conforming }) => {
  const { caller } = formats[format]
  const { whole, streams, refusals, ownErrors } = conforming
  // What is about streams does not apply to a format that never streams, so those tests are not made.
  const isStreamed = caller.neverStreams !== true
  const ways = isStreamed ? [false, true] : [false]
  const stream = (isStreamed ? streams : whole)[0]?.answer
  if (!stream) throw new Error('A format has a recorded stream, unless it says that it never streams')
  const ends = isStreamed ? frameEnds(format, stream) : []
  /** Between two frames in the middle, and within the one after that. */
  const between = ends[Math.floor(ends.length / 2)] ?? 0
  const within = between + 9
  let rig: FormatRig

  beforeAll(async () => {
    rig = await openFormatRig(format, conforming)
  })
  afterAll(() => rig[Symbol.asyncDispose]())
  afterEach(async () => {
    for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
  })

  describe('an answer is what the client gets straight from the provider:', () => {
    test.each(whole)('whole, $name', async ({ answer }) => {
      rig.upstream.script({ answer })
      const data = await expectSame(rig.clients, client => client.whole())
      expect(data).toEqual(JSON.parse(answer.body.toString()))
    })

    test.each(streams)('streamed, however it is cut on the way, $name', async ({ answer }) => {
      rig.upstream.script({ answer, steps: [send(undefined, { chunkBytes: [7, 300, 1] })] })
      const events = await expectSame(rig.clients, async client => Array.fromAsync(await client.stream()))
      expect(events.length).toBeGreaterThan(2)
      await expectSame(rig.clients, client => client.assembled())
    })

    test('the list of models names what can be asked', async () => {
      expect(await rig.clients.through.models()).toContain(conforming.model)
    })
  })

  describe('the usage that the provider reports is settled to the nano-dollar, and the bytes are its own:', () => {
    test.each([
      ...whole.map(recorded => ({ ...recorded, isStream: false })),
      ...streams.map(recorded => ({ ...recorded, isStream: true })),
    ])('$name', async ({ answer, tokens, costNanoUsd, certainty = 'exact', isStream }) => {
      const before = await rig.money()
      rig.upstream.script({ answer })
      const reply = await rig.ask(isStream)
      expect(await reply.text()).toBe(answer.body.toString())
      const row = await rig.rowOf(reply)
      expect(row).toMatchObject({
        ...tokens,
        format,
        outcome: 'completed',
        certainty,
        streaming: isStream,
        costNanoUsd: String(costNanoUsd),
      })
      expect(row.priceSource).toMatch(conforming.ownPrice ? /^override, / : /^genai-prices /)
      const { held, settled } = await rig.money()
      expect([held, settled - before.settled]).toEqual([0n, BigInt(costNanoUsd)])
      const told = reply.headers.get('x-gatehouse-cost-usd')
      expect(told === null ? null : Math.round(Number(told) * 1e9)).toBe(isStream ? null : costNanoUsd)
    })
  })

  describe('the provider’s error is the one that the client raises straight from it, and costs nothing:', () => {
    test.each(refusals)('$name', async ({ answer, raised, words, says }) => {
      rig.upstream.script({ answer })
      for (const isStream of ways) {
        const error = await expectSame(rig.clients, async client => {
          const failed = await rig.failureOf(client, isStream)
          expect(failed).toBeInstanceOf(raised)
          return describeError(failed)
        })
        expect(error).toMatchObject({ message: expect.stringContaining(words), ...says })
        const reply = await rig.ask(isStream)
        expect([reply.status, await reply.text()]).toEqual([answer.status, answer.body.toString()])
        expect(await rig.rowOf(reply)).toMatchObject({
          outcome: 'upstream-failed',
          costNanoUsd: '0',
          errorCode: null,
        })
      }
    })

    if (isStreamed)
      test('within a stream, after what was said', async () => {
        rig.upstream.script({ answer: conforming.brokenStream.answer })
        const result = await expectSame(rig.clients, async client => untilError(await client.stream()))
        expect(result).toMatchObject(conforming.brokenStream.says)
        const reply = await rig.ask(true)
        expect(await reply.text()).toBe(conforming.brokenStream.answer.body.toString())
        expect(await rig.rowOf(reply)).toMatchObject({
          outcome: 'upstream-failed',
          errorCode: null,
          certainty: 'estimated',
        })
      })
  })

  describe('a provider that breaks off', () => {
    test('before its answer is the client’s error for a bad gateway', async () => {
      rig.upstream.script({ steps: [die('reset')] })
      for (const isStream of ways)
        expect(await rig.failureOf(rig.clients.through, isStream)).toBeInstanceOf(ownErrors.broken.raised)
      expect((await rig.ask(false)).status).toBe(502)
    })

    if (isStreamed)
      test.each([
        ['within a frame', within],
        ['between two frames', between],
      ])('%s ends the stream with an error in the client, and all before it', async (_, bytes) => {
        rig.upstream.script({ answer: stream, steps: [send(bytes), die('close')] })
        const { before, error } = await untilError(await rig.clients.through.stream())
        expect(before.length).toBeGreaterThan(0)
        expect(error).toMatchObject({ message: expect.stringContaining('broke off') })
        rig.expectRaised(await rig.failureOf(rig.clients.through, true), 'broken')

        const raw = await rig.askRaw(true)
        const { body, ended, headers } = readRawStream(await raw.readAll())
        const sent = stream.body.toString('utf8', 0, between)
        expect([ended, body.slice(0, sent.length)]).toEqual([false, sent])
        const rest = Buffer.from(body.slice(sent.length))
        expect(frameEnds(format, { ...stream, body: rest }).at(-1)).toBe(rest.length) // an event, whole
        expect(rest.toString()).toContain('broke off')
        expect(await rig.gateway.row(headers['x-gatehouse-request-id'] ?? '')).toMatchObject({
          outcome: 'truncated',
          errorCode: 'upstream_truncated',
          certainty: 'estimated',
        })
      })

    test.each(whole.slice(0, 1))('within a whole answer gives nothing of it', async ({ answer }) => {
      const { length } = answer.body
      rig.upstream.script({ answer, contentLength: length, steps: [send(length - 5), die('close')] })
      expect(await rig.failureOf(rig.clients.through, false)).toBeInstanceOf(ownErrors.broken.raised)
      const reply = await rig.ask(false)
      expect(reply.status).toBe(502)
      expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'truncated', certainty: 'estimated' })
    })
  })

  if (isStreamed)
    describe('a client that leaves its stream', () => {
      test('by its own means stops the provider', async () => {
        rig.upstream.script({ answer: stream, steps: [send(between), hang()] })
        for await (const _ of await rig.clients.through.stream()) break
        await expect.poll(() => rig.lastCall().abortedAtMs).toBeDefined()
      })

      test('is charged what was said until then', async () => {
        const before = await rig.money()
        rig.upstream.script({ answer: stream, steps: [send(between), hang()] })
        const raw = await rig.askRaw(true)
        const { headers } = readRawStream(await raw.readUntil(stream.body.toString('utf8', 0, ends[0])))
        raw.hangUp()
        const row = await rig.gateway.row(headers['x-gatehouse-request-id'] ?? '')
        expect(row).toMatchObject({
          outcome: 'client-gone',
          certainty: 'estimated',
          errorCode: 'client_gone',
        })
        const { held, settled } = await rig.money()
        expect([held, String(settled - before.settled)]).toEqual([0n, row.costNanoUsd])
        expect(settled).toBeGreaterThan(before.settled)
      })
    })

  describe('the gateway’s own error is raised as the client’s class:', () => {
    test('a token that is not known', async () => {
      const stranger = rig.connect('gth_wrong')
      rig.expectRaised(await rig.failureOf(stranger, false), 'token')
    })

    test('a model that nobody has', async () => {
      const { kind, basePath } = conforming.provider
      const second = { id: 'second', kind, baseUrl: rig.upstream.baseUrl + basePath, key: 'sk-second-key' }
      await rig.gateway.admin.addProvider(second)
      const misspelt = rig.connect(rig.gateway.token, `${conforming.model}x`)
      const failure = await rig.failureOf(misspelt, false)
      await rig.gateway.admin.removeProvider({ id: 'second' })
      rig.expectRaised(failure, 'model')
      expect((failure as Error).message).toContain(conforming.model)
    })

    test('a body that is not valid', async () => {
      rig.expectRaised(await rig.clients.through.whole(conforming.invalid).catch(error => error), 'body')
    })

    test('a limit of requests, with the headers that the format has for it', async () => {
      await rig.gateway.admin.setBudget(
        ruledBudget({ kind: 'bucket', unit: 'requests', limit: '1', refillPerSecond: 0.05 }),
      )
      rig.upstream.script({ answer: whole[0]?.answer ?? stream })
      await rig.clients.through.whole()
      const calls = rig.calls().length
      for (const isStream of ways)
        rig.expectRaised(await rig.failureOf(rig.clients.through, isStream), 'limit')
      const reply = await rig.ask(true)
      const { limit, left, reset } = conforming.limitHeaders
      expect([reply.status, reply.headers.get(limit), reply.headers.get(left)]).toEqual([429, '1', '0'])
      expect(reply.headers.get(reset[0])).toMatch(reset[1])
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'over-budget', costNanoUsd: '0' })
      expect(rig.calls()).toHaveLength(calls)
    })

    test('a budget that can never hold the request', async () => {
      await rig.gateway.admin.setBudget(
        ruledBudget({ kind: 'bucket', unit: 'tokens', limit: '1', refillPerSecond: 1 }),
      )
      const calls = rig.calls().length
      rig.expectRaised(await rig.failureOf(rig.clients.through, false), 'budget')
      const reply = await rig.ask(false)
      expect([reply.status, reply.headers.get('x-should-retry')]).toEqual([402, 'false'])
      expect(rig.calls()).toHaveLength(calls)
    })
  })

  test('its routes say how its tokens are counted where they ask for that', () => {
    const asksForCounts = caller.routes.some(({ purpose }) => purpose === 'count')
    expect(caller.countBody !== undefined).toBe(asksForCounts)
  })
})
