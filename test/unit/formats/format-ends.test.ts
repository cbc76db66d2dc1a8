import { describe, expect, test } from 'vitest'
import { invalid, type RequestFacts } from '../../../gateway/chat/request-facts.ts'
import { headOf } from '../../../gateway/chat/request-head.ts'
import type { CallerFormat, CallQuestion, ProviderFormat } from '../../../gateway/formats/format.ts'
import { formatNames, formatOf, formats, mainPathOf } from '../../../gateway/formats/index.ts'
import { partsOf } from '../../support/request-parts.ts'

const factsOf = (format: (typeof formatNames)[number], body: object): RequestFacts =>
  formats[format].caller.readFacts(partsOf(body))

describe.each(['openai-chat', 'anthropic-messages'] as const)('%s', format => {
  const { provider } = formats[format]
  const facts = factsOf(format, { model: 'small', max_tokens: 5, messages: [] })
  const question: CallQuestion = { facts, model: 'small', purpose: 'answer', query: '' }

  test('sends a request that names the provider’s model as it is', () => {
    expect(provider.callFor(question)).toEqual({ pathSuffix: '', query: '', headers: {}, edits: [] })
  })

  test('puts the provider’s name for the model in the caller’s place', () => {
    const { edits } = provider.callFor({ ...question, model: 'the "large" one' })
    expect(edits).toEqual([{ start: 9, end: 16, text: '"the \\"large\\" one"' }])
  })

  test('edits no body that does not name the model', () => {
    const { modelValue: _, ...elsewhere } = facts
    expect(provider.callFor({ ...question, facts: elsewhere, model: 'large' }).edits).toEqual([])
  })
})

describe.each(formatNames)('%s', format => {
  const { caller, provider } = formats[format]

  if (!caller.neverStreams)
    test('frames what its callers are streamed, and nothing of an answer without a type', () => {
      expect(provider.framingOf(caller.streamType, true)?.().push(Buffer.from(caller.ping))).toMatchObject([
        { bytes: Buffer.from(caller.ping) },
      ])
      expect(provider.framingOf('', true)).toBeUndefined()
    })

  test('has a path for answers, which its clients find at the base URL they are given', () => {
    const base = new URL(caller.baseUrl('http://gateway.test'))
    expect(mainPathOf(format).startsWith(base.pathname)).toBe(true)
    expect(caller.routes.map(({ path }) => path)).toContain(mainPathOf(format))
  })
})

describe.each(['openai-chat', 'anthropic-messages'] as const)('%s', format => {
  test.each([
    ['text/event-stream', true],
    ['Text/Event-Stream; charset=utf-8', true],
    ['application/json', false],
    ['application/x-ndjson', false],
  ])('takes %j for a stream, whatever was asked for: %s', (contentType, isStream) => {
    for (const streams of [false, true])
      expect(formats[format].provider.framingOf(contentType, streams) !== undefined).toBe(isStream)
  })
})

test('there is no format of another name', () => {
  expect(() => formatOf('nobody-speaks-it')).toThrow('There is no wire format named nobody-speaks-it')
})

describe('the head of a request', () => {
  test.each([
    ['/v1/messages', '/v1/messages', ''],
    ['/v1/messages?', '/v1/messages', ''],
    ['/v1/messages?a=1?b&c', '/v1/messages', 'a=1?b&c'],
  ])('%s is the path %s and the query %j', (url, path, query) => {
    const headers = { accept: '*/*' }
    expect(headOf({ url, headers })).toEqual({ path, query, headers })
  })
})

/** As the formats do that have the model and the wish to stream in their URL: `/models/NAME:streamAnswer`. */
const inUrl: Pick<CallerFormat, 'readFacts'> & Pick<ProviderFormat, 'callFor'> = {
  readFacts({ head, bytes, body }) {
    const [, model = '', action] = /^\/models\/([^/:]+):(\w+)$/.exec(head.path) ?? []
    if (model === '') throw invalid('The path must name a model.')
    const { modelValue: _, ...facts } = formats['openai-chat'].caller.readFacts({ head, bytes, body })
    return { ...facts, model: decodeURIComponent(model), stream: action === 'streamAnswer' }
  },
  callFor: ({ facts, model }) => ({
    pathSuffix: `/${encodeURIComponent(model)}:${facts.stream ? 'streamAnswer' : 'answer'}`,
    query: facts.stream ? '?alt=sse' : '',
    headers: {},
    edits: facts.usageEdits,
  }),
}

describe('a format that has the model and the wish to stream in its URL', () => {
  const body = '{"model":"ignored","messages":[{"role":"user","content":"hello"}]}'
  const read = (path: string) => inUrl.readFacts(partsOf(body, { path, query: '', headers: {} }))

  test('is read by them', () => {
    const facts = read('/models/gpt%2D4o:streamAnswer')
    expect(facts).toMatchObject({ model: 'gpt-4o', stream: true })
    expect(facts.modelValue).toBeUndefined()
    expect(() => read('/models/')).toThrow(expect.objectContaining({ code: 'request_invalid' }))
  })

  test('is sent to the provider’s own name, its body untouched', () => {
    const question: CallQuestion = {
      facts: read('/models/alias:answer'),
      model: 'a/b',
      purpose: 'answer',
      query: 'x=1',
    }
    expect(inUrl.callFor(question)).toMatchObject({ pathSuffix: '/a%2Fb:answer', query: '', edits: [] })
    expect(inUrl.callFor({ ...question, facts: read('/models/alias:streamAnswer') })).toMatchObject({
      pathSuffix: '/a%2Fb:streamAnswer',
      query: '?alt=sse',
    })
  })
})
