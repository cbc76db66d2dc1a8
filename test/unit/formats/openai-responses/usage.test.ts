import { describe, expect, test } from 'vitest'
import { asTheFormatSays } from '../../../../gateway/chat/usage-reporting.ts'
import { openAiResponses } from '../../../../gateway/formats/openai-responses/index.ts'

const { readAnswer } = openAiResponses.provider
const usageOf = (response: object) => readAnswer(response, asTheFormatSays).usage
const counts = { input_tokens: 100, output_tokens: 40, total_tokens: 140 }

describe('the tokens of a response', () => {
  test('are input, read from the cache and written to it, and output with reasoning in it', () => {
    const usage = {
      ...counts,
      input_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
      output_tokens_details: { reasoning_tokens: 25 },
    }
    expect(usageOf({ usage })).toEqual({
      tokens: {
        input: 10,
        cacheRead: 60,
        cacheWrite: 30,
        cacheWriteOneHour: 0,
        audioInput: 0,
        output: 40,
        audioOutput: 0,
        reasoning: 25,
      },
      complete: true,
      terms: {},
      uses: {},
    })
  })

  test('that contradict each other are taken for the most that they may mean', () => {
    expect(usageOf({ usage: { ...counts, total_tokens: 150 } })).toMatchObject({
      tokens: { input: 100, output: 50 },
      doubt: 'The total is not the sum of its parts.',
    })
  })

  test('that no request can have are not believed', () => {
    expect(usageOf({ usage: { ...counts, output_tokens: -1 } })).toMatchObject({
      complete: false,
      doubt: 'output_tokens of -1 is no number of tokens',
    })
  })

  test('that were cached for twelve hours have no published rate', () => {
    const written = (ttl_12h_tokens: number) => ({
      ...counts,
      input_tokens_details: {
        cached_tokens: 0,
        cache_write_tokens: 50,
        cache_write_tokens_details: { ttl_12h_tokens, ttl_30m_tokens: 50 - ttl_12h_tokens },
      },
    })
    expect(usageOf({ usage: written(20) }).doubt).toBe(
      'Tokens were cached for 12 hours, which may cost more.',
    )
    expect(usageOf({ usage: written(0) }).doubt).toBeUndefined()
  })
})

describe('what has a fee of its own', () => {
  const search = { type: 'web_search_call', action: { type: 'search', query: 'a' } }
  const opening = { type: 'web_search_call', action: { type: 'open_page', url: 'https://example.com' } }
  const files = { type: 'file_search_call', queries: [] }
  const code = { type: 'code_interpreter_call', code: 'print(1)' }
  const picture = { type: 'image_generation_call', result: '' }
  const shell = (environment: object | null) => ({ type: 'shell_call', environment })

  test.each<[string, object, object]>([
    ['nothing', { output: [] }, {}],
    ['a search, and no page that it opens', { output: [search, opening] }, { 'web-search': 1 }],
    [
      'as many searches as the provider bills',
      { output: [search], tool_usage: { web_search: { num_requests: 3 } } },
      { 'web-search': 3 },
    ],
    ['none that it does not bill', { output: [search], tool_usage: { web_search: { num_requests: 0 } } }, {}],
    ['a search of files', { output: [files, files] }, { 'file-search': 2 }],
    ['code and pictures, at a price that is not known', { output: [code, picture] }, { other: 2 }],
    ['a shell at the provider', { output: [shell({ type: 'container_reference' })] }, { other: 1 }],
    ['no shell of the caller’s own', { output: [shell({ type: 'local' }), shell(null)] }, {}],
    [
      'a search by the older tool, at a price that differs by model',
      { output: [search], tools: [{ type: 'web_search_preview' }] },
      { other: 1 },
    ],
  ])('%s', (_, response, uses) => {
    expect(usageOf({ usage: counts, ...response }).uses).toEqual(uses)
  })
})
