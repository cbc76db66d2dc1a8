import { describe, expect, test } from 'vitest'
import { scanRequest } from '../../../../gateway/chat/request-facts.ts'
import { countedFormatOf, formatNames, formats } from '../../../../gateway/formats/index.ts'
import { createEncoding, loadRankTable } from '../../../../gateway/tokens/encoding.ts'
import { countRequest } from '../../../../gateway/tokens/request-count.ts'
import { partsOf } from '../../../support/request-parts.ts'

const { caller, provider } = formats['gemini-embed']
const encoding = createEncoding(await loadRankTable('o200k_base'))
const content = { parts: [{ text: 'Hello world' }] }
const headAt = (path: string, query = '') => ({ path, query, headers: {} })
const one = headAt('/v1beta/models/small:embedContent', 'key=gth_x')
const batch = headAt('/v1beta/models/small:batchEmbedContents')

/** The body as the provider would get it, and the path behind the models'. */
function sentFor(head: typeof one, body: object, model: string) {
  const parts = partsOf(body, head)
  const { edits, ...call } = provider.callFor({
    facts: caller.readFacts(parts),
    model,
    purpose: 'answer',
    query: head.query,
  })
  let text = Buffer.from(parts.bytes).toString()
  for (const { start, end, text: put } of edits.toReversed())
    text = text.slice(0, start) + put + text.slice(end)
  return { ...call, body: JSON.parse(text) }
}

describe('the model', () => {
  const named = { model: 'models/small', content }

  test('is that of the path, and the body stays as it is', () => {
    expect(sentFor(one, { content, taskType: 'CLUSTERING' }, 'small')).toEqual({
      pathSuffix: '/small:embedContent',
      query: '',
      headers: {},
      body: { content, taskType: 'CLUSTERING' },
    })
    expect(sentFor(batch, { requests: [named, { content }] }, 'small').body).toEqual({
      requests: [named, { content }],
    })
  })

  test('is replaced in every place where it is named', () => {
    const renamed = { model: 'models/large', content }
    expect(sentFor(one, named, 'large').body).toEqual(renamed)
    expect(sentFor(batch, { requests: [named, { content }, named], model: 'small' }, 'large')).toMatchObject({
      pathSuffix: '/large:batchEmbedContents',
      body: { requests: [renamed, { content }, renamed], model: 'models/large' },
    })
    expect(sentFor(batch, { model: 'models/small', requests: [named] }, 'large').body).toEqual({
      model: 'models/large',
      requests: [renamed],
    })
  })

  test('is that of the body where there is no such path, as for a quote', () => {
    const quoted = headAt('/gatehouse/v1/quote', 'format=gemini-embed')
    expect(sentFor(quoted, named, 'small').pathSuffix).toBe('/small:embedContent')
    expect(sentFor(quoted, { requests: [named] }, 'small').pathSuffix).toBe('/small:batchEmbedContents')
    expect(() => caller.readFacts(partsOf({ content }, quoted))).toThrow('the path must name a model')
  })

  test.each([
    [one, { model: 'models/large', content }, '"model" names another model than the path.'],
    [batch, { requests: [named, { model: 'large', content }] }, '"requests[1].model" names another model'],
    [batch, { requests: [{ model: 5, content }] }, '"requests[0].model" must be a string.'],
    [batch, { requests: [{ model: 'small' }] }, '"requests[0].content" must be an object.'],
    [batch, { requests: [5] }, '"requests[0]" must be an object.'],
    [batch, { content }, '"requests" must be an array.'],
    [one, { content: 'Hi' }, '"content" must be an object.'],
    [
      batch,
      { requests: Array.from({ length: 10_001 }, () => ({ content })) },
      '"requests" has more than 10000.',
    ],
  ])('or the request is refused: %j', (head, body, reason) => {
    expect(() => caller.readFacts(partsOf(body, head))).toThrow(reason)
  })
})

describe('tokens', () => {
  function count(body: object) {
    const bytes = Buffer.from(JSON.stringify(body))
    const known = {
      recall: <Counted>(_scope: string, _bytes: Uint8Array, counted: () => Counted) => counted(),
    }
    const context = { encoding, model: 'gemini-embedding-001' }
    return countRequest(countedFormatOf('gemini-embed'), bytes, scanRequest(bytes), context, known)
  }

  test('are those of the texts and titles of all requests', () => {
    expect(count({ content, outputDimensionality: 3 })).toMatchObject({ text: 2, fixed: 0 })
    expect(count({ content, title: 'Hello' })).toMatchObject({ text: 3, fixed: 0 })
    expect(count({ requests: [{ content }, { content, title: 'Hello' }] })).toMatchObject({
      text: 5,
      fixed: 0,
    })
  })

  test('have no bound where there is more than text and sound', () => {
    const withPart = (mimeType: string) => ({
      content: { parts: [{ inlineData: { mimeType, data: 'AAAA' } }] },
    })
    expect(count(withPart('image/png')).triggers.unbounded).toEqual(['unknown-part'])
    expect(count({ requests: [withPart('video/mp4')] }).triggers.unbounded).toEqual(['unknown-part'])
    expect(count(withPart('audio/wav')).triggers).toMatchObject({ unbounded: [], audioInput: true })
  })
})

describe('the usage', () => {
  const usageOf = (usageMetadata?: object) =>
    provider.readAnswer({ embedding: { values: [1] }, usageMetadata }).usage

  test('is missing in most answers', () => {
    expect(usageOf()).toMatchObject({ tokens: undefined, complete: false, doubt: undefined })
    expect(provider.readAnswer(undefined).usage).toMatchObject({ tokens: undefined, complete: false })
  })

  test('is read where it stands there', () => {
    expect(usageOf({ promptTokenCount: 8 })).toMatchObject({
      tokens: { input: 8, output: 0 },
      complete: true,
    })
  })

  test('tells sound from text, and says that pictures have another price', () => {
    const details = (modality: string) => [
      { modality: 'TEXT', tokenCount: 8 },
      { modality, tokenCount: 100 },
    ]
    expect(usageOf({ promptTokenCount: 108, promptTokenDetails: details('AUDIO') })).toMatchObject({
      tokens: { input: 8, audioInput: 100 },
      uses: {},
    })
    expect(usageOf({ promptTokenCount: 108, promptTokenDetails: details('IMAGE') }).uses).toEqual({
      other: 1,
    })
  })
})

test('its paths are recognised by it alone', () => {
  for (const head of [one, batch, headAt('/v1/models/a/b:embedContent')]) {
    const path = { ...head, headers: { 'x-goog-api-key': 'gth_x' } }
    expect(formatNames.filter(name => formats[name].caller.recognises(path))).toEqual(['gemini-embed'])
  }
})
