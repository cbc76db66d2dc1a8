// Every client of embeddings against every format in which a provider of another format may be asked.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatNames, formatOf } from '../../gateway/formats/index.ts'
import { formatsOf } from '../../gateway/providers/adapter.ts'
import { adapterOf } from '../../gateway/providers/index.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { jsonAnswer } from '../support/line-answers.ts'
import {
  type AskedVectors,
  clients,
  type EmbeddingClient,
  type EmbeddingUpstream,
  openAiAsks,
  upstreams,
} from './embedding-ends.ts'

/** Exact as floats of 32 bits, which is what clients of base64 see. */
const vectors = [[0.5, -0.25, 0.125], [1, 0, -1e-7].map(Math.fround)]
const texts = ['Wie ist das Wetter in Zürich? 🌦', 'It is warm.']
const usdPerMillion = 1

test('no format of embeddings is missing from the grid', () => {
  const having = (side: 'caller' | 'provider') => formatNames.filter(name => formatOf(name)[side].embedding)
  expect(clients.map(({ format }) => format).toSorted()).toEqual(having('caller').toSorted())
  expect(upstreams.map(({ format }) => format).toSorted()).toEqual(having('provider').toSorted())
})

let rig: GatewayRig
beforeAll(async () => {
  rig = await openGatewayRig({
    providers: origin =>
      upstreams.map(({ basePath, format, kind }) => ({
        id: format,
        kind,
        baseUrl: origin + basePath,
        key: 'sk-key-of-the-provider-0123',
      })),
  })
  for (const { format, model } of upstreams)
    await rig.gateway.admin.setPrice({
      providerId: format,
      model,
      inputUsdPerMillion: String(usdPerMillion),
      outputUsdPerMillion: '0',
    })
})
afterAll(() => rig[Symbol.asyncDispose]())

const addressOf = ({ format, model }: EmbeddingUpstream) => ({
  gatewayUrl: rig.gateway.gatewayUrl,
  token: rig.gateway.token,
  model: `${format}/${model}`,
})
const sent = () => JSON.parse(rig.lastCall().body.toString())
let asks = 0
const ask = (client: EmbeddingClient, upstream: EmbeddingUpstream, asked: AskedVectors) => {
  asks++
  return client.ask(addressOf(upstream), asked)
}
const raisedBy = (client: EmbeddingClient, upstream: EmbeddingUpstream, asked: AskedVectors) =>
  ask(client, upstream, asked).then(
    () => undefined,
    error => client.raised(error),
  )

/** The others are asked in the caller's own format. */
const isTranslated = (format: string, { kind }: EmbeddingUpstream) => {
  const adapter = adapterOf(kind)
  return adapter !== undefined && !formatsOf(adapter).some(spoken => spoken === format)
}
const pairs = clients.flatMap(client =>
  upstreams
    .filter(upstream => isTranslated(client.format, upstream))
    .map(upstream => ({ client, upstream, pair: `${client.format} to ${upstream.format}` })),
)

describe.each(pairs)('$pair', ({ client, upstream }) => {
  const asked = client.takesSeveral ? texts : texts.slice(0, 1)
  const answered = vectors.slice(0, asked.length)

  test('a text', async () => {
    rig.upstream.script({ answer: upstream.answer(vectors.slice(0, 1), 7) })
    const got = await ask(client, upstream, { texts: texts.slice(0, 1) })
    expect(got.vectors).toEqual(vectors.slice(0, 1))
    expect(got.inputTokens ?? 7).toBe(7)
    expect(upstream.see(rig.lastCall().path, sent())).toEqual({ texts: texts.slice(0, 1) })
    expect(await rig.newestRow(asks)).toMatchObject({
      outcome: 'completed',
      certainty: 'exact',
      inputTokens: 7,
      outputTokens: 0,
      costNanoUsd: String(7 * 1000 * usdPerMillion),
      receipt: expect.objectContaining({ dropped: [], changed: [] }),
    })
  })

  test('several texts in their order, with the number of dimensions', async () => {
    rig.upstream.script({ answer: upstream.answer(answered, 12) })
    const question = { texts: asked, ...(client.takesDimensions && { dimensions: 3 }) }
    const got = await ask(client, upstream, question)
    expect(got.vectors).toEqual(answered)
    expect(upstream.see(rig.lastCall().path, sent())).toEqual(question)
  })

  test('an answer without a count is counted here', async () => {
    rig.upstream.script({ answer: upstream.answer(answered) })
    const got = await ask(client, upstream, { texts: asked })
    const { certainty, inputTokens } = await rig.newestRow(asks)
    expect(certainty).toBe('estimated')
    expect(Number(inputTokens)).toBeGreaterThan(2)
    expect(got.inputTokens ?? inputTokens).toBe(inputTokens)
  })

  test.each([400, 401, 404, 429, 500])('the provider refuses with %i, in its own words', async status => {
    const message = `No, because of ${status}.`
    rig.upstream.script({ answer: upstream.failure(status, message) })
    const raised = await raisedBy(client, upstream, { texts: asked })
    expect(raised).toMatchObject({ status, message: expect.stringContaining(message) })
    expect(await rig.newestRow(asks)).toMatchObject({ outcome: 'upstream-failed', costNanoUsd: '0' })
  })

  test.each([
    ['a vector too few', () => upstream.answer([])],
    ['a vector too many', () => upstream.answer([...answered, [1, 2, 3], [1, 2, 3]])],
    ['no numbers in a vector', () => upstream.answer([['x' as unknown as number], [1]])],
    ['something else', () => jsonAnswer(200, { hello: 'world' })],
  ])('an answer with %s is an error', async (_, answer) => {
    rig.upstream.script({ answer: answer() })
    const raised = await raisedBy(client, upstream, { texts: asked })
    expect(raised?.status).toBe(502)
  })
})

describe('an OpenAI client is given vectors in the encoding that it asks for', () => {
  const local = upstreams.find(({ format }) => format === 'ollama-embed')
  test.each([undefined, 'float', 'base64'] as const)('%s', async encoding => {
    if (!local) throw new Error('Nobody is asked in it')
    rig.upstream.script({ answer: local.answer(vectors, 12) })
    const got = await openAiAsks(encoding)(addressOf(local), { texts })
    const asNumbers = (vector: unknown) =>
      typeof vector === 'string'
        ? [...new Float32Array(new Uint8Array(Buffer.from(vector, 'base64')).buffer)]
        : vector
    expect(got.vectors.map(asNumbers)).toEqual(vectors)
    expect(got.vectors.map(vector => typeof vector === 'string')).toEqual(
      vectors.map(() => encoding === 'base64'),
    )
  })

  test('and is told to send texts in place of token numbers', async () => {
    if (!local) throw new Error('Nobody is asked in it')
    const answer = await rig.post('/v1/embeddings', { model: addressOf(local).model, input: [[1, 2], [3]] })
    expect([answer.status, (await answer.json()).error]).toEqual([
      400,
      expect.objectContaining({ code: 'request_invalid', message: expect.stringContaining('send the text') }),
    ])
  })
})
