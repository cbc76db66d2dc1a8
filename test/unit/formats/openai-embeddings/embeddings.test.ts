import { describe, expect, test } from 'vitest'
import { scanRequest } from '../../../../gateway/chat/request-facts.ts'
import { asTheNumbersSay } from '../../../../gateway/chat/usage-reporting.ts'
import { countedFormatOf, formats } from '../../../../gateway/formats/index.ts'
import { createEncoding, loadRankTable } from '../../../../gateway/tokens/encoding.ts'
import { countRequest } from '../../../../gateway/tokens/request-count.ts'
import { partsOf } from '../../../support/request-parts.ts'

const { caller, provider } = formats['openai-embeddings']
const encoding = createEncoding(await loadRankTable('cl100k_base'))
const model = 'text-embedding-3-small'

function count(input: unknown) {
  const bytes = Buffer.from(JSON.stringify({ model, input, dimensions: 256, user: 'somebody' }))
  const known = { recall: <Counted>(_scope: string, _bytes: Uint8Array, counted: () => Counted) => counted() }
  const format = countedFormatOf('openai-embeddings')
  return countRequest(format, bytes, scanRequest(bytes), { encoding, model }, known)
}

describe('the input', () => {
  test.each([
    ['a text', 'Hello world', { text: 2, fixed: 0 }],
    ['texts', ['Hello world', 'Hello', ''], { text: 3, fixed: 0 }],
    ['token numbers', [9906, 1917], { text: 0, fixed: 2 }],
    ['lists of token numbers', [[9906, 1917], [9906], []], { text: 0, fixed: 3 }],
    ['texts among token numbers', ['Hello', [1, 2], 3], { text: 1, fixed: 3 }],
    ['nothing', [], { text: 0, fixed: 0 }],
  ])('is counted as %s', (_, input, counted) => {
    expect(count(input)).toEqual({ ...counted, triggers: expect.objectContaining({ unbounded: [] }) })
  })

  test('has no known length where it is something else', () => {
    const picture = { content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] }
    expect(count([picture]).triggers.unbounded).toEqual(['unknown-part'])
    expect(count([[1, 'two']]).triggers.unbounded).toEqual(['unknown-part'])
    expect(count([picture]).text).toBeGreaterThan(10)
  })

  test('leaves no room for output', () => {
    expect(caller.readFacts(partsOf({ model, input: 'Hi' }))).toMatchObject({
      model,
      stream: false,
      maxOutputTokens: 0,
      usageEdits: [],
    })
  })
})

describe('the usage', () => {
  const usageOf = (usage: unknown, reporting = asTheNumbersSay) =>
    provider.readAnswer({ object: 'list', data: [], usage }, reporting).usage

  test.each([
    ['as documented', { prompt_tokens: 8, total_tokens: 8 }, 8],
    ['with an output of none', { prompt_tokens: 8, completion_tokens: 0, total_tokens: 8 }, 8],
    ['without a total', { prompt_tokens: 8 }, 8],
    ['of a total alone', { total_tokens: 8 }, 8],
    ['of nothing', { prompt_tokens: 0, total_tokens: 0 }, 0],
  ])('is read %s', (_, usage, input) => {
    expect(usageOf(usage)).toMatchObject({ tokens: { input, output: 0 }, complete: true, doubt: undefined })
  })

  test.each([
    ['counts that differ', { prompt_tokens: 8, total_tokens: 9 }, 9],
    ['a count that is none', { prompt_tokens: 1e15, total_tokens: 8 }, 8],
  ])('is doubted for %s, and taken for the most that it may mean', (_, usage, input) => {
    expect(usageOf(usage)).toMatchObject({
      tokens: { input },
      complete: false,
      doubt: expect.stringMatching(/./),
    })
  })

  test('says at which tier the answer was given', () => {
    const answer = { data: [], usage: { prompt_tokens: 8 }, service_tier: 'priority' }
    expect(provider.readAnswer(answer).usage.terms.serviceTier).toBe('priority')
    expect(provider.readAnswer({ data: [] }).usage.terms.serviceTier).toBeUndefined()
  })

  test('is missing in an answer without one', () => {
    for (const usage of [undefined, null, 'none', []])
      expect(usageOf(usage)).toMatchObject({ tokens: undefined, complete: false })
    for (const answer of [undefined, null, 5, []])
      expect(provider.readAnswer(answer).usage).toMatchObject({ tokens: undefined, complete: false })
  })

  test('is the provider’s own bill where it states one', () => {
    const usage = { prompt_tokens: 8, total_tokens: 8, cost: 0.00000016 }
    expect(usageOf(usage)).toMatchObject({ billed: 160n, complete: true })
    expect(usageOf({ cost: 0.00000016 })).toMatchObject({ billed: 160n, complete: true })
  })
})

test('a path of embeddings is recognised, with and without /v1', () => {
  const recognises = (path: string) => caller.recognises({ path, query: '', headers: {} })
  expect(['/v1/embeddings', '/embeddings'].map(recognises)).toEqual([true, true])
  expect(['/v1/embeddings/x', '/api/embeddings', '/v1/chat/completions'].map(recognises)).toEqual([
    false,
    false,
    false,
  ])
})
