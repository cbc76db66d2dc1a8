import { describe, expect, test } from 'vitest'
import { headOf } from '../../../../gateway/chat/request-head.ts'
import { formats } from '../../../../gateway/formats/index.ts'
import { partsOf } from '../../../support/request-parts.ts'

const { caller, provider } = formats['gemini-generate']
const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }]
const path = '/v1beta/models/gemini-2.5-flash:generateContent'
const read = (body: object, url = path) => caller.readFacts(partsOf(body, headOf({ url, headers: {} })))
const refused = expect.objectContaining({ code: 'request_invalid' })

describe('the path', () => {
  test.each([
    ['/v1beta/models/gemini-2.5-flash:generateContent', 'gemini-2.5-flash', false],
    ['/v1/models/gemini-2.5-flash:streamGenerateContent?alt=sse', 'gemini-2.5-flash', true],
    ['/v1beta/models/work/gemini-2.5-flash:streamGenerateContent', 'work/gemini-2.5-flash', true],
    ['/v1beta/models/a%2Fb%3Afree:countTokens', 'a/b:free', false],
    ['/v1beta/models/llama:8b:generateContent', 'llama:8b', false],
  ])('%s names the model %s and whether it is streamed: %s', (url, model, stream) => {
    expect(read({ contents }, url)).toMatchObject({ model, stream, modelValue: undefined })
  })

  test('that cannot be read is refused', () => {
    expect(() => read({ contents }, '/v1beta/models/%E0:generateContent')).toThrow(refused)
  })

  test('of another kind leaves it to the body to name the model', () => {
    expect(read({ contents, model: 'models/gemini-2.5-pro' }, '/gatehouse/v1/quote').model).toBe(
      'gemini-2.5-pro',
    )
    expect(() => read({ contents }, '/gatehouse/v1/quote')).toThrow(refused)
  })
})

describe('the bounds of the output', () => {
  test.each([
    [{}, undefined, 1],
    [{ generationConfig: { maxOutputTokens: 50 } }, 50, 1],
    [{ generationConfig: { maxOutputTokens: 50, candidateCount: 3 } }, 150, 3],
    [{ generation_config: { max_output_tokens: 50 } }, 50, 1],
    [{ generationConfig: { maxOutputTokens: 0 } }, undefined, 1],
    [{ generationConfig: null }, undefined, 1],
  ])('%j: %s for %s', (more, maxOutputTokens, choices) => {
    expect(read({ contents, ...more })).toMatchObject({ maxOutputTokens, choices, boundsReasoning: true })
  })

  test.each([
    { generationConfig: { maxOutputTokens: 'many' } },
    { generationConfig: { candidateCount: 0 } },
    { generationConfig: { candidateCount: 9 } },
    // Which of them counts is nothing to guess at.
    { generationConfig: {}, generation_config: { maxOutputTokens: 50 } },
    { generationConfig: { maxOutputTokens: 5, max_output_tokens: 50 } },
    { contents: 'Hi' },
  ])('%j is refused', more => {
    expect(() => read({ contents, ...more })).toThrow(refused)
  })
})

test('what it asks for is known', () => {
  const generationConfig = { thinkingConfig: { thinkingBudget: 100 } }
  expect(read({ contents, generationConfig, tools: [{ functionDeclarations: [] }] })).toMatchObject({
    tools: true,
    reasoning: true,
  })
  const tierOf = (tier: object) => read({ contents, ...tier }).terms.serviceTier
  expect(tierOf({})).toBeUndefined()
  expect(tierOf({ serviceTier: 'flex' })).toBe('flex')
  expect(tierOf({ service_tier: 'SERVICE_TIER_PRIORITY' })).toBe('priority')
  expect(tierOf({ serviceTier: 'unspecified' })).toBeUndefined()
  expect(tierOf({ serviceTier: 3 })).toBe('unknown')
})

describe('what is sent', () => {
  const call = (body: object, url: string, model: string, purpose: 'answer' | 'count' = 'answer') =>
    provider.callFor({ facts: read(body, url), model, purpose, query: 'key=secret&alt=sse&$fields=x' })

  test('names the provider’s model in the path, and asks for a stream as the format has it', () => {
    expect(call({ contents }, path, 'a/b')).toEqual({
      pathSuffix: '/a%2Fb:generateContent',
      query: '',
      headers: {},
      edits: [],
    })
    const stream = '/v1/models/x:streamGenerateContent'
    expect(call({ contents }, stream, 'x')).toMatchObject({
      pathSuffix: '/x:streamGenerateContent',
      query: '?alt=sse',
    })
    const array = formats['gemini-generate-array'].provider
    const facts = read({ contents }, stream)
    expect(array.callFor({ facts, model: 'x', purpose: 'answer', query: 'alt=json' }).query).toBe('')
    expect(call({ contents }, path, 'x', 'count').pathSuffix).toBe('/x:countTokens')
  })

  test('names it wherever the body does', () => {
    const body = { generateContentRequest: { model: 'models/work/x', contents } }
    const text = JSON.stringify(body)
    const [edit] = call(body, '/v1beta/models/work/x:countTokens', 'x', 'count').edits
    const edited = text.slice(0, edit?.start) + edit?.text + text.slice(edit?.end)
    expect(JSON.parse(edited).generateContentRequest).toEqual({ model: 'models/x', contents })
  })
})

describe('a request', () => {
  const recognisedBy = (url: string, headers = {}) =>
    (['gemini-generate', 'gemini-generate-array'] as const).filter(name =>
      formats[name].caller.recognises(headOf({ url, headers })),
    )

  test.each([
    ['/v1beta/models', {}, ['gemini-generate']],
    [path, {}, ['gemini-generate']],
    ['/v1/models/x:streamGenerateContent?alt=sse', {}, ['gemini-generate']],
    ['/v1/models/x:streamGenerateContent?a=1&$alt=sse', {}, ['gemini-generate']],
    ['/v1/models/x:streamGenerateContent', {}, ['gemini-generate-array']],
    ['/v1/models/x:streamGenerateContent?alt=json', {}, ['gemini-generate-array']],
    ['/v1/models', { 'x-goog-api-key': 'gth_x' }, ['gemini-generate']],
    ['/v1/models?key=gth_x', {}, ['gemini-generate']],
    ['/v1/models', {}, []],
    ['/v1beta/openai/chat/completions', {}, []],
  ])('to %s with %j is of %j', (url, headers, names) => {
    expect(recognisedBy(url, headers)).toEqual(names)
  })
})
