// What each format reads of a request for vectors, and what it writes.
import { describe, expect, test } from 'vitest'
import { GatewayError } from '../../../gateway/errors.ts'
import { batch, callerOf, content, providerOf, read, single } from '../../support/embedding-formats.ts'

const vectors = [[0.5, -0.25]]

describe('a request of OpenAI', () => {
  test.each([
    ['one list of token numbers', [1, 2, 3]],
    ['lists of token numbers', [[1, 2], [3]]],
  ])('with %s is refused, because no other provider has the same tokens', (_, input) => {
    expect(() => read('openai-embeddings', { model: 'm', input })).toThrow(/token numbers.*send the text/)
  })

  test.each([
    ['no input', {}],
    ['an empty text', { input: '' }],
    ['an empty list', { input: [] }],
    ['an empty text in a list', { input: ['a', ''] }],
    ['another encoding', { input: 'a', encoding_format: 'int8' }],
    ['dimensions as a text', { input: 'a', dimensions: '3' }],
  ])('with %s is refused', (_, body) => {
    expect(() => read('openai-embeddings', { model: 'm', ...body })).toThrow(GatewayError)
  })

  test('loses who is behind it, and what nobody knows', () => {
    const body = { model: 'm', input: 'a', user: 'me', input_type: 'query', dimensions: null }
    expect(read('openai-embeddings', body).dropped).toEqual(['user', 'input_type'])
  })
})

describe('a request of Gemini', () => {
  const one = { model: 'models/m', content: content('a') }

  test('loses the task and the title, each named once', () => {
    const each = { ...one, taskType: 'RETRIEVAL_DOCUMENT', title: 'T' }
    const { request, dropped } = read('gemini-embed', { requests: [each, each] }, batch)
    expect(dropped).toEqual(['taskType', 'title'])
    expect(request).toEqual({ texts: ['a', 'a'], dimensions: undefined, answerForm: 'list' })
    expect(read('gemini-embed', { ...one, taskType: 'TASK_TYPE_UNSPECIFIED' }, single).dropped).toEqual([])
  })

  test.each([
    ['camel case', { outputDimensionality: 3 }],
    ['snake case', { output_dimensionality: 3 }],
    ['the newer object', { embedContentConfig: { outputDimensionality: 3 } }],
  ])('may write the number of dimensions in %s', (_, extra) => {
    const { request, dropped } = read('gemini-embed', { ...one, ...extra }, single)
    expect([request.dimensions, dropped]).toEqual([3, []])
  })

  test('of several parts becomes one text of several lines', () => {
    const { request, changed } = read('gemini-embed', { content: content('a', 'b') }, single)
    expect([request.texts, changed.map(({ path }) => path)]).toEqual([['a\nb'], ['content.parts']])
    expect(read('gemini-embed', one, single).changed).toEqual([])
  })

  test.each([
    [
      'another number of dimensions in one request',
      [one, { ...one, outputDimensionality: 3 }],
      /requests\[1\]/,
    ],
    ['a picture', [{ content: { parts: [{ inlineData: {} }] } }], /parts\[0\]" must be a text/],
    ['no parts', [{ content: {} }], /"requests\[0\]\.content\.parts"/],
    ['no content', [one, {}], /"requests\[1\]\.content"/],
    ['no requests', [], /"requests"/],
  ])('with %s is refused', (_, requests, said) => {
    expect(() => read('gemini-embed', { requests }, batch)).toThrow(said)
  })

  test('is answered in its own shape: one vector, or a list even of one', () => {
    const { writeAnswer } = callerOf('gemini-embed')
    const head = { model: 'm', inputTokens: 4 }
    const usageMetadata = { promptTokenCount: 4 }
    const values = vectors[0]
    const [vector = []] = vectors
    expect(writeAnswer([vector], { ...head, answerForm: undefined })).toEqual({
      embedding: { values },
      usageMetadata,
    })
    expect(writeAnswer([vector], { ...head, answerForm: 'list' })).toEqual({
      embeddings: [{ values }],
      usageMetadata,
    })
  })
})

describe('a request of Ollama', () => {
  test('loses what only its own server knows', () => {
    const body = { model: 'm', input: 'a', keep_alive: '5m', truncate: false, options: { num_ctx: 9 } }
    expect(read('ollama-embed', body).dropped.toSorted()).toEqual([
      'keep_alive',
      'options.num_ctx',
      'truncate',
    ])
    expect(read('ollama-embed', { ...body, truncate: true, options: {}, keep_alive: null }).dropped).toEqual(
      [],
    )
    const older = { model: 'm', prompt: 'a', keep_alive: 0 }
    expect(read('ollama-embeddings', older)).toMatchObject({
      dropped: ['keep_alive'],
      request: { texts: ['a'] },
    })
  })

  test.each([
    ['ollama-embed', { input: '' }],
    ['ollama-embed', { input: [] }],
    ['ollama-embeddings', {}],
    ['ollama-embeddings', { prompt: '' }],
  ] as const)('%s without a text is refused, because nothing can be loaded: %j', (format, body) => {
    expect(() => read(format, body)).toThrow(/cannot be loaded beforehand/)
  })

  test.each([
    [{ input: ['a', 5] }, /"input\[1\]" must be a string/],
    [{ input: 5 }, /"input\[0\]" must be a string/],
    [{ input: 'a', dimensions: 'x' }, /"dimensions"/],
  ])('of another shape is refused: %j', (body, said) => {
    expect(() => read('ollama-embed', body)).toThrow(said)
  })
})

describe('a request to Gemini', () => {
  const { writeRequest } = providerOf('gemini-embed')
  const texts = (count: number) => Array.from({ length: count }, (_, at) => `${at}`)

  test('of one text is a single one, of a hundred a batch that names the model in each', () => {
    expect(writeRequest({ texts: ['a'], dimensions: 3 }, { model: 'm/n' })).toEqual({
      path: '/v1beta/models/m%2Fn:embedContent',
      query: '',
      body: { model: 'models/m/n', content: content('a'), outputDimensionality: 3 },
    })
    const { path, body } = writeRequest({ texts: texts(100) }, { model: 'm' })
    expect(path).toBe(batch)
    expect(body.requests).toHaveLength(100)
    expect(body.requests).toContainEqual({ model: 'models/m', content: content('99') })
  })

  test('of more texts is refused with both numbers', () => {
    expect(() => writeRequest({ texts: texts(101) }, { model: 'm' })).toThrow(/101 texts.*at most 100/)
  })
})
