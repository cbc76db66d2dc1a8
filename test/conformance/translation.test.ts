// Every client against every format that a provider may speak: the client asks in its own format, the provider
// answers in its own, and everything that both can say arrives. The matrix is made of the files in translation/.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatsOf } from '../../gateway/providers/adapter.ts'
import { adapterOf } from '../../gateway/providers/index.ts'
import { die, send } from '../support/fake-upstream.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import type { TranslatedClient } from './translation/client.ts'
import { allClients, allUpstreams } from './translation/matrix.ts'
import {
  type AskedTool,
  type Call,
  type Question,
  type Said,
  type Seen,
  usage,
} from './translation/question.ts'
import type { Upstream } from './translation/upstream.ts'

const clients = await allClients()
const upstreams = await allUpstreams()
/** A provider that speaks the client's format itself is asked in it, and needs no translation: see formats.test.ts. */
const isTranslated = ({ format }: TranslatedClient, upstream: Upstream) => {
  const adapter = adapterOf(upstream.kind)
  return format === upstream.format || (adapter && !formatsOf(adapter).includes(format))
}
const pairs = clients.flatMap(client =>
  upstreams
    .filter(upstream => isTranslated(client, upstream))
    .map(upstream => ({ client, upstream, pair: `${client.name} to ${upstream.name}` })),
)

const hello: Question = { turns: [{ role: 'user', text: 'Hallo, wie geht’s? 🌦' }] }
const words = ['Guten ', 'Tag', ', wie geht es Ihnen? ', '你好 🌍', '\n\n"Zitat" \\ Ende']
const weather: AskedTool = {
  name: 'get_weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer' } },
    required: ['city'],
  },
}
const zurich: Call = { id: 'call_1abc', name: 'get_weather', input: { city: 'Zürich', days: 2 } }
const bern: Call = { id: 'call_2def', name: 'get_weather', input: { city: 'Bern "Süd"' } }
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const schema = {
  type: 'object',
  properties: { city: { type: 'string' }, celsius: { type: 'number' } },
  required: ['city', 'celsius'],
  additionalProperties: false,
}

describe.each(pairs)('$pair', ({ client, upstream }) => {
  let rig: GatewayRig
  beforeAll(async () => {
    rig = await openGatewayRig({
      providers: origin => [
        {
          id: 'only',
          kind: upstream.kind,
          baseUrl: origin + upstream.basePath,
          key: 'sk-key-of-the-provider-0123',
        },
      ],
    })
    const { admin } = rig.gateway
    await admin.setPrice({
      providerId: 'only',
      model: upstream.model,
      inputUsdPerMillion: '1',
      outputUsdPerMillion: '2',
    })
  })
  afterAll(() => rig[Symbol.asyncDispose]())

  const address = () => ({
    gatewayUrl: rig.gateway.gatewayUrl,
    token: rig.gateway.token,
    model: `only/${upstream.model}`,
  })

  async function ask(question: Question, said: Said, stream: boolean) {
    rig.upstream.script({
      answer: upstream.answer(said, stream),
      steps: [send(undefined, { chunkBytes: [61, 7, 300] })],
    })
    const got = await client.ask(address(), question, stream)
    const request = rig.upstream.requests.findLast(({ method }) => method === 'POST')
    return { got, seen: upstream.see(String(request?.body)) }
  }

  /** Formats without ids for calls get one from the gateway. */
  const asCalls = (calls: readonly Call[]) => calls.map(({ input, name }) => ({ input, name }))

  describe.each([
    { how: 'whole', stream: false },
    { how: 'streamed', stream: true },
  ])('$how', ({ stream }) => {
    test('text', async () => {
      const { got, seen } = await ask(
        { ...hello, system: 'Be brief.', maxTokens: 2000 },
        { text: words, finish: 'stop' },
        stream,
      )
      expect(got).toMatchObject({ text: words.join(''), calls: [], finish: 'stop', usage })
      expect(seen).toMatchObject({
        system: 'Be brief.',
        texts: ['Hallo, wie geht’s? 🌦'],
        maxTokens: 2000,
      } satisfies Partial<Seen>)
    })

    test('long text', async () => {
      const long = Array.from({ length: 400 }, (_, index) => `Zeile ${index}: ${'äöü '.repeat(20)}\n`)
      const { got } = await ask(hello, { text: long, finish: 'stop' }, stream)
      expect(got.text).toBe(long.join(''))
    })

    test('a call of a tool', async () => {
      const { got, seen } = await ask(
        { ...hello, tools: [weather] },
        { calls: [zurich], finish: 'calls' },
        stream,
      )
      expect(asCalls(got.calls)).toEqual(asCalls([zurich]))
      expect([got.finish, seen.tools]).toEqual(['calls', ['get_weather']])
    })

    test('parallel calls, with ids of their own', async () => {
      const { got } = await ask(
        { ...hello, tools: [weather] },
        { text: ['Moment.'], calls: [zurich, bern], finish: 'calls' },
        stream,
      )
      expect(asCalls(got.calls)).toEqual(asCalls([zurich, bern]))
      expect(got.text).toBe('Moment.')
      if (client.shows.ids) expect(new Set(got.calls.map(({ id }) => id)).size).toBe(2)
    })

    test('the turn after parallel calls, with their results', async () => {
      const turns: Question['turns'] = [
        { role: 'user', text: 'Wie ist das Wetter?' },
        { role: 'assistant', text: 'Moment.', calls: [zurich, { ...bern, name: 'get_wind' }] },
        {
          role: 'results',
          results: [
            { call: zurich, text: '{"celsius":7}' },
            { call: { ...bern, name: 'get_wind' }, text: 'still' },
          ],
        },
        { role: 'user', text: 'Und?' },
      ]
      const tools = [weather, { ...weather, name: 'get_wind' }]
      const { got, seen } = await ask({ turns, tools }, { text: ['7 °C'], finish: 'stop' }, stream)
      expect(got).toMatchObject({ text: '7 °C', finish: 'stop' })
      expect(seen).toMatchObject({
        isPaired: true,
        calls: [asCalls([zurich])[0], { name: 'get_wind', input: bern.input }],
      })
      expect(seen.results).toEqual(['{"celsius":7}', 'still'])
      expect(seen.texts).toEqual(['Wie ist das Wetter?', 'Moment.', 'Und?'])
    })

    test('a picture', async () => {
      const turns: Question['turns'] = [{ role: 'user', text: 'Was ist das?', pictureBase64: picture }]
      const { seen } = await ask({ turns }, { text: ['Ein Punkt.'], finish: 'stop' }, stream)
      expect(seen).toMatchObject({ pictures: [picture], texts: ['Was ist das?'] })
    })

    test('an answer by a JSON Schema', async () => {
      const answer = '{"city":"Zürich","celsius":7.5}'
      const { got, seen } = await ask({ ...hello, schema }, { text: [answer], finish: 'stop' }, stream)
      expect([got.text, seen.hasSchema]).toEqual([answer, true])
    })

    test('thinking', async () => {
      const said: Said = {
        reasoning: 'Ich überlege.',
        signature: 'c2lnbmF0dXJl',
        text: ['Ja.'],
        finish: 'stop',
      }
      const { got } = await ask({ ...hello, reasons: true, maxTokens: 4000 }, said, stream)
      expect(got.text).toBe('Ja.')
      if (client.shows.reasoning && upstream.shows.reasoning) expect(got.reasoning).toBe('Ich überlege.')
    })

    // A client of the provider's own format carries the seals itself.
    if (upstream.shows.seals && upstream.format !== client.format) {
      test('the provider gets back what only it can read, with the call that it led to', async () => {
        const said: Said = {
          reasoning: 'Ich sehe nach.',
          signature: 'c2VhbGVkLTE=',
          calls: [zurich],
          finish: 'calls',
        }
        const asked: Question = { ...hello, tools: [weather], reasons: true, maxTokens: 4000 }
        const { got } = await ask(asked, said, stream)
        const [call] = got.calls
        if (!call) throw new Error('Nothing was called')
        const turns: Question['turns'] = [
          ...hello.turns,
          { role: 'assistant', calls: [call] },
          { role: 'results', results: [{ call, text: '7' }] },
        ]
        const { seen } = await ask({ ...asked, turns }, { text: ['7 °C'], finish: 'stop' }, stream)
        expect(seen).toMatchObject({ isPaired: true, seals: call.id === '' ? [] : ['c2VhbGVkLTE='] })
      })
    }

    test('an answer that is cut at the most tokens', async () => {
      const { got } = await ask(
        { ...hello, maxTokens: 16 },
        { text: ['Es war ein'], finish: 'length' },
        stream,
      )
      expect([got.text, got.finish]).toEqual(['Es war ein', 'length'])
    })

    // Ollama filters nothing.
    if (upstream.format !== 'ollama-chat')
      test('an answer that the provider filters', async () => {
        const { got } = await ask(hello, { text: ['Ich kann'], finish: 'filtered' }, stream)
        expect([got.text, got.finish]).toEqual(['Ich kann', 'filtered'])
      })

    test('what it costs, to the nano-dollar', async () => {
      const before = (await rig.money()).settled
      await ask(hello, { text: ['Ja.'], finish: 'stop' }, stream)
      await expect
        .poll(async () => (await rig.money()).settled - before)
        .toBe(BigInt(usage.input * 1000 + usage.output * 2000))
    })

    test.each([400, 401, 404, 429, 500])('the provider refuses with %i, in its own words', async status => {
      const message = `No, because of ${status}.`
      rig.upstream.script({ answer: upstream.failure(status, message), headers: { 'retry-after': '7' } })
      const raised = await client.ask(address(), hello, stream).then(
        () => undefined,
        error => client.raised(error),
      )
      expect(raised).toMatchObject({ status, message: expect.stringContaining(message) })
    })

    test('an answer that breaks off is an error', async () => {
      const answer = upstream.answer({ text: words, finish: 'stop' }, stream)
      const bytes = Math.floor((answer.body as Buffer).length * 0.7)
      rig.upstream.script({ answer, steps: [send(bytes), die('close')] })
      await expect(client.ask(address(), hello, stream)).rejects.toThrow()
    })

    test('a caller that leaves ends the request to the provider', async () => {
      const answer = upstream.answer({ text: words, finish: 'stop' }, stream)
      rig.upstream.script({ answer, steps: [send(80), { type: 'hang' }] })
      const before = rig.upstream.requests.length
      const leaving = new AbortController()
      const asking = client.ask(address(), hello, stream, leaving.signal).catch(() => 'left')
      await expect.poll(() => rig.upstream.requests.length).toBeGreaterThan(before)
      leaving.abort()
      expect(await asking).toBe('left')
      await expect.poll(() => rig.upstream.requests.at(-1)?.abortedAtMs).toBeTypeOf('number')
    })
  })
})
