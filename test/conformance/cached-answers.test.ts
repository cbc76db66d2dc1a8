// Every client gets stored answers that it cannot tell from new ones: streamed and whole, whichever way they were stored, from
// providers of its own format and of each other one.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatNames, formatOf } from '../../gateway/formats/index.ts'
import { formatsOf } from '../../gateway/providers/adapter.ts'
import { adapterOf } from '../../gateway/providers/index.ts'
import { type CacheRig, openCacheRig } from '../support/cache-rig.ts'
import type { Answer } from '../support/fake-upstream.ts'
import { arrayClient } from './translation/array-client.ts'
import type { Address, TranslatedClient } from './translation/client.ts'
import { allClients, allUpstreams } from './translation/matrix.ts'
import type { Got, Question, Said } from './translation/question.ts'
import { words } from './translation/scenario.ts'
import type { Upstream } from './translation/upstream.ts'

interface Case {
  readonly name: 'text' | 'thinking' | 'call'
  readonly asked: Omit<Question, 'turns'>
  readonly said: Said
}

const cases: readonly Case[] = [
  { name: 'text', asked: { system: 'Be brief.' }, said: { text: words, finish: 'stop' } },
  {
    name: 'thinking',
    asked: { reasons: true, maxTokens: 4000 },
    said: { reasoning: 'Ich überlege.', signature: 'c2lnbmF0dXJl', text: words, finish: 'stop' },
  },
  {
    name: 'call',
    asked: {
      tools: [
        {
          name: 'get_weather',
          parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        },
      ],
    },
    said: {
      text: ['Moment.'],
      calls: [{ id: 'call_1', name: 'get_weather', input: { city: 'Zürich "Süd"' } }],
      finish: 'calls',
    },
  },
]

const clients = [...(await allClients()), arrayClient]
const upstreams = await allUpstreams()

test('every format whose answers are kept has a client here', () => {
  const kept = formatNames.filter(name => formatOf(name).caller.cache)
  expect(kept.filter(name => clients.every(({ format }) => format !== name))).toEqual([])
})

/** An array is how the provider of generated content answers where nobody asks for events. */
const speaks = (upstream: Upstream, { format }: TranslatedClient) =>
  upstream.format === format || (upstream.format === 'gemini-generate' && format === arrayClient.format)

const pairs = clients.flatMap(client =>
  upstreams
    .filter(upstream => {
      const adapter = adapterOf(upstream.kind)
      return speaks(upstream, client) || !(adapter && formatsOf(adapter).includes(client.format))
    })
    .map(upstream => ({ client, upstream, pair: `${client.name} in front of ${upstream.name}` })),
)

/** What the provider answers to this client. */
function answerOf(client: TranslatedClient, upstream: Upstream, said: Said, stream: boolean): Answer {
  const answer = upstream.answer(said, stream)
  if (!stream || client.format !== arrayClient.format || !speaks(upstream, client)) return answer
  const chunks = String(answer.body).matchAll(/^data: (.+?)\r?$/gm)
  return {
    ...answer,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: Buffer.from(`[${[...chunks].map(([, chunk]) => chunk).join(',\n')}]`),
  }
}

/** What the gateway said of the cache in the newest answer that any client got. */
let cacheSaid: string | undefined
const onHeaders = (message: unknown) => {
  const { response } = message as { readonly response: { readonly headers: readonly Buffer[] } }
  const headers = response.headers.map(String)
  const at = headers.findIndex(name => name.toLowerCase() === 'x-gatehouse-cache')
  if (at >= 0) cacheSaid = headers[at + 1]
}

let rig: CacheRig
/** Of a client that gets no stored answers. */
let uncachedToken: string

beforeAll(async () => {
  rig = await openCacheRig({
    providers: origin =>
      upstreams.map(({ format, kind, basePath }) => ({
        id: format,
        kind,
        baseUrl: origin + basePath,
        key: 'sk-key-of-the-provider-0123',
      })),
  })
  const { admin } = rig.gateway
  const [cached] = await admin.listClients({})
  await admin.setClientCache({ id: cached?.id ?? '', mode: null, scope: 'client', allowsTools: true })
  const { client: uncached, token } = await admin.createClient({ name: 'uncached' })
  await admin.setClientCache({ id: uncached.id, mode: 'off', scope: 'client', allowsTools: false })
  uncachedToken = token
  subscribe('undici:request:headers', onHeaders)
})

afterAll(async () => {
  unsubscribe('undici:request:headers', onHeaders)
  await rig[Symbol.asyncDispose]()
})

/** Whether it is asked for as a stream. A format of streams alone has one way. */
function waysOf({ format }: TranslatedClient) {
  if (format === arrayClient.format) return [{ how: 'streamed twice', first: true, later: true }]
  return [
    { how: 'first streamed, then whole', first: true, later: false },
    { how: 'first whole, then streamed', first: false, later: true },
  ]
}

describe.each(pairs)('$pair', ({ client, upstream }) => {
  const possible = cases.filter(({ name }) => !client.cannot[name] && !upstream.cannot[name])
  const tried = possible.flatMap(each => waysOf(client).map(way => ({ ...each, ...way })))

  test.each(tried)('$name, $how', async ({ name, asked, said, first, later, how }) => {
    const text = `${client.name}, ${upstream.name}, ${name}, ${how}?`
    const question: Question = { ...asked, turns: [{ role: 'user', text }] }

    async function ask(stream: boolean, token = rig.gateway.token) {
      rig.time.nowMs += 1000
      rig.upstream.script({ answer: answerOf(client, upstream, said, stream) })
      const before = rig.calls().length
      const { gatewayUrl } = rig.gateway
      const to: Address = { gatewayUrl, token, model: `${upstream.format}/${upstream.model}` }
      const got = await client.ask(to, question, stream)
      return { got, cache: cacheSaid, calls: rig.calls().length - before }
    }

    const fresh = await ask(later, uncachedToken)
    expect(fresh).toMatchObject({ cache: 'off', calls: 1 })
    const stored = await ask(first)
    expect(stored).toMatchObject({ cache: 'miss', calls: 1 })
    const newest = async () => (await rig.gateway.admin.listCacheEntries({ limit: 1 }))[0]?.createdAtMs
    await expect.poll(newest, { interval: 5 }).toBe(rig.time.nowMs)
    const again = await ask(first)
    expect(again).toMatchObject({ cache: expect.stringMatching(/^exact; age=\d+$/), calls: 0 })
    expect(again.got).toEqual(stored.got)
    const otherwise = await ask(later)
    expect(otherwise).toMatchObject({ cache: expect.stringMatching(/^exact; age=\d+$/), calls: 0 })
    expect(comparable(otherwise.got, client)).toEqual(comparable(fresh.got, client))
  })
})

/** Formats whose clients leave a stream in the pieces in which it came, which may be others from one answer to the next. */
const inPieces = ['gemini-generate', 'ollama-chat', 'ollama-generate']

/** Without ids, and without the usage at the beginning of a stream, when nobody knows it yet. */
function comparable({ message, calls, ...got }: Got, { format }: TranslatedClient): object {
  return {
    ...got,
    calls: calls.map(({ input, name }) => ({ name, input })),
    message: inPieces.includes(format) ? undefined : withoutIds(message),
  }
}

function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([name]) => !/^usage$|(^|_)id$|Id$/.test(name))
  return Object.fromEntries(members.map(([name, each]) => [name, withoutIds(each)]))
}
