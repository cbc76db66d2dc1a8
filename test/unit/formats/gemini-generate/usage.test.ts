import { describe, expect, test } from 'vitest'
import { noTokens } from '../../../../gateway/contract/chat.ts'
import { createGeminiMeter, readGeminiAnswer } from '../../../../gateway/formats/gemini-generate/answer.ts'

const read = (usageMetadata: object, more: object = {}) => readGeminiAnswer({ usageMetadata, ...more }).usage
const sound = (tokenCount: number) => [{ modality: 'AUDIO', tokenCount }]

// https://ai.google.dev/api/generate-content#UsageMetadata
describe('the tokens of an answer', () => {
  test.each([
    ['text', { promptTokenCount: 7, candidatesTokenCount: 5, totalTokenCount: 12 }, { input: 7, output: 5 }],
    [
      'thoughts, which stand beside what was said',
      { promptTokenCount: 7, candidatesTokenCount: 5, thoughtsTokenCount: 30, totalTokenCount: 42 },
      { input: 7, output: 35, reasoning: 30 },
    ],
    [
      'nothing but thoughts, whose zeros are left out',
      { promptTokenCount: 7, thoughtsTokenCount: 30, totalTokenCount: 37 },
      { input: 7, output: 30, reasoning: 30 },
    ],
    [
      'a cache, which is a part of the prompt',
      { promptTokenCount: 100, cachedContentTokenCount: 80, candidatesTokenCount: 5, totalTokenCount: 105 },
      { input: 20, cacheRead: 80, output: 5 },
    ],
    [
      'what tools found, which stands beside the prompt',
      { promptTokenCount: 10, toolUsePromptTokenCount: 90, candidatesTokenCount: 5, totalTokenCount: 105 },
      { input: 100, output: 5 },
    ],
    [
      'sound',
      { promptTokenCount: 100, promptTokensDetails: sound(60), candidatesTokenCount: 5 },
      { input: 40, audioInput: 60, output: 5 },
    ],
    [
      'speech',
      { promptTokenCount: 1, candidatesTokenCount: 9, candidatesTokensDetails: sound(8) },
      { input: 1, output: 1, audioOutput: 8 },
    ],
  ])('with %s', (_, usage, tokens) => {
    expect(read(usage)).toMatchObject({
      tokens: { ...noTokens, ...tokens },
      complete: true,
      doubt: undefined,
    })
  })

  test.each([
    [
      'a total of more than its parts',
      { promptTokenCount: 7, candidatesTokenCount: 5, totalTokenCount: 20 },
      13,
    ],
    ['a total of less', { promptTokenCount: 7, candidatesTokenCount: 5, totalTokenCount: 9 }, 5],
    [
      'a cache larger than the prompt',
      { promptTokenCount: 7, cachedContentTokenCount: 9, candidatesTokenCount: 5 },
      5,
    ],
    [
      'sound from the cache, which has a price of its own',
      {
        promptTokenCount: 7,
        cachedContentTokenCount: 5,
        cacheTokensDetails: sound(5),
        promptTokensDetails: sound(5),
        candidatesTokenCount: 5,
      },
      5,
    ],
  ])('with %s are doubted', (_, usage, output) => {
    expect(read(usage)).toMatchObject({ tokens: { output }, doubt: expect.any(String) })
  })

  test('that no request can have are not believed', () => {
    const { complete, doubt } = read({ promptTokenCount: 1e18, candidatesTokenCount: 5 })
    expect([complete, doubt]).toEqual([false, expect.stringContaining('promptTokenCount')])
  })

  test('are not known where none are reported', () => {
    expect(readGeminiAnswer({ candidates: [] }).usage).toMatchObject({ tokens: undefined, complete: false })
    expect(read({}).tokens).toBeUndefined()
  })

  test('are of the tier that answered', () => {
    expect(read({ promptTokenCount: 1, serviceTier: 'SERVICE_TIER_FLEX' }).terms.serviceTier).toBe('flex')
    expect(read({ promptTokenCount: 1, serviceTier: 'standard' }).terms.serviceTier).toBe('standard')
    expect(read({ promptTokenCount: 1 }).terms.serviceTier).toBeUndefined()
  })
})

describe('what an answer used besides tokens', () => {
  const usesOf = (modelVersion: string, groundingMetadata: object) =>
    read({ promptTokenCount: 1 }, { modelVersion, candidates: [{ groundingMetadata }] }).uses
  const web = { web: { uri: 'https://example.com' } }

  test.each([
    ['gemini-2.5-flash', { webSearchQueries: ['a', 'b'], groundingChunks: [web] }, { 'web-search': 1 }],
    ['gemini-3-pro-preview', { webSearchQueries: ['a', '', 'b', 'a'] }, { 'web-search': 2 }],
    ['gemini-3-pro-preview', { webSearchQueries: [] }, {}],
    ['gemini-3-pro-preview', { groundingChunks: [web] }, { 'web-search': 1 }],
    ['gemini-2.5-pro', { groundingChunks: [{ maps: {} }] }, { other: 1 }],
  ])('%s, grounded by %j: %j', (model, metadata, uses) => {
    expect(usesOf(model, metadata)).toEqual(uses)
  })

  test('pictures that it made have no known price', () => {
    const candidatesTokensDetails = [{ modality: 'IMAGE', tokenCount: 1290 }]
    expect(read({ promptTokenCount: 1, candidatesTokenCount: 1290, candidatesTokensDetails }).uses).toEqual({
      other: 1,
    })
  })
})

describe('a stream', () => {
  const chunk = (text: string, more: object = {}, usageMetadata: object = {}) => ({
    candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0, ...more }],
    usageMetadata: { promptTokenCount: 3, ...usageMetadata },
  })
  function meterOf(chunks: readonly object[]) {
    const said: string[] = []
    const meter = createGeminiMeter(text => said.push(text))
    const kinds = chunks.map(each =>
      meter.read({ bytes: Buffer.alloc(0), event: undefined, data: JSON.stringify(each), omittedBytes: 0 }),
    )
    const text = () => {
      meter.readAll()
      return said.join('')
    }
    return { meter, kinds, text }
  }

  test('says in every chunk what was used so far: the last word counts', () => {
    const chunks = ['a', 'b', 'c', 'd', 'e', 'f'].map((text, at) =>
      chunk(text, {}, { candidatesTokenCount: at }),
    )
    const last = chunk('.', { finishReason: 'STOP' }, { candidatesTokenCount: 9, totalTokenCount: 12 })
    const { meter, text } = meterOf([...chunks, last])
    expect([meter.ended(), meter.failed()]).toEqual([true, false])
    expect(meter.usage()).toMatchObject({ tokens: { input: 3, output: 9 }, complete: true })
    expect(text()).toBe('abcdef.')
  })

  test('that breaks off says what was used until then, and that it is not all', () => {
    const { meter } = meterOf(
      ['a', 'b', 'c', 'd'].map((text, at) => chunk(text, {}, { candidatesTokenCount: at })),
    )
    expect([meter.ended(), meter.usage()]).toMatchObject([false, { tokens: { output: 3 }, complete: false }])
  })

  test('is not over while one of its candidates is not', () => {
    const both = { candidates: [0, 1].map(index => ({ index, content: { parts: [{ text: 'x' }] } })) }
    const first = { candidates: [{ index: 0, finishReason: 'STOP' }] }
    const second = { candidates: [{ index: 1, finishReason: 'MAX_TOKENS' }] }
    expect(meterOf([both, first]).meter.ended()).toBe(false)
    expect(meterOf([both, first, second]).meter.ended()).toBe(true)
  })

  test('of a prompt that was blocked is over', () => {
    const blocked = { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 8 } }
    const { meter, kinds } = meterOf([blocked])
    expect([kinds, meter.ended(), meter.failed()]).toEqual([['other'], true, false])
    expect(meter.usage()).toMatchObject({ tokens: { input: 8, output: 0 }, complete: true })
  })

  test('has said nothing before its first text, thought or call', () => {
    const call = { candidates: [{ content: { parts: [{ functionCall: { name: 'f', args: {} } }] } }] }
    const signed = { candidates: [{ content: { parts: [{ text: '', thoughtSignature: 'x' }] } }] }
    expect(meterOf([{ usageMetadata: {} }, chunk(''), chunk('Hi')]).kinds).toEqual([
      'preamble',
      'preamble',
      'content',
    ])
    expect(meterOf([call]).kinds).toEqual(['content'])
    expect(meterOf([signed]).kinds).toEqual(['other'])
  })

  test('that reports an error has failed, and its usage is no whole report', () => {
    const { meter } = meterOf([chunk('a', {}, { candidatesTokenCount: 1 }), { error: { code: 503 } }])
    expect([meter.ended(), meter.failed(), meter.usage().complete]).toEqual([true, true, false])
  })
})
