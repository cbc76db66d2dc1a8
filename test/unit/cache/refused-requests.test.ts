import { describe, expect, test } from 'vitest'
import { formatNames, formatOf, type WireFormat } from '../../../gateway/formats/index.ts'
import { asked, atPath, examples, generated, keys, read, reason } from '../../support/cache-questions.ts'

describe('not eligible', () => {
  const chat = examples['openai-chat'].of(asked)
  const messages = examples['anthropic-messages'].of(asked)
  const responses = examples['openai-responses'].of(asked)
  const local = examples['ollama-chat'].of(asked)
  const probabilities = 'The request asks for the probabilities of tokens.'
  const moreThanText = 'The request asks for more than text.'
  const kept = 'The request builds on what the provider keeps.'
  const toBeKept = 'The request asks the provider to keep the answer.'
  const hosted = 'Tools that the provider runs look at what changes meanwhile.'
  const search = 'The request asks for a search, and what that finds changes.'
  const several = 'The request asks for several answers.'
  const first = 'The request pays for being answered first.'
  const stored = 'The conversation points to what the provider keeps.'
  const sound = { role: 'assistant', audio: { id: 'audio_1' } }

  test.each<[WireFormat, object, object, string]>([
    ['openai-chat', chat, { n: 2 }, several],
    ['openai-chat', chat, { logprobs: true }, probabilities],
    ['openai-chat', chat, { top_logprobs: 3 }, probabilities],
    ['openai-chat', chat, { modalities: ['text', 'audio'] }, moreThanText],
    ['openai-chat', chat, { audio: { voice: 'alloy', format: 'wav' } }, moreThanText],
    ['openai-chat', chat, { store: true }, toBeKept],
    ['openai-chat', chat, { previous_response_id: 'resp_1' }, kept],
    ['openai-chat', chat, { conversation: 'conv_1' }, kept],
    ['openai-chat', chat, { service_tier: 'priority' }, first],
    ['openai-chat', chat, { web_search_options: {} }, search],
    ['openai-chat', chat, { search_parameters: { mode: 'auto' } }, search],
    ['openai-chat', chat, { plugins: [{ id: 'web' }] }, search],
    ['openai-chat', chat, { enable_search: true }, search],
    ['openai-chat', chat, { tools: [{ type: 'web_search' }] }, hosted],
    ['openai-chat', chat, { messages: [sound, ...chat.messages] }, stored],
    ['anthropic-messages', messages, { container: 'c_1' }, kept],
    ['anthropic-messages', messages, { speed: 'fast' }, first],
    ['anthropic-messages', messages, { mcp_servers: [{ name: 'x' }] }, hosted],
    ['anthropic-messages', messages, { tools: [{ type: 'web_search_20250305', name: 's' }] }, hosted],
    ['openai-responses', responses, { previous_response_id: 'resp_1' }, kept],
    ['openai-responses', responses, { conversation: { id: 'conv_1' } }, kept],
    ['openai-responses', responses, { prompt: { id: 'pmpt_1' } }, kept],
    ['openai-responses', responses, { store: true }, toBeKept],
    ['openai-responses', responses, { background: true }, toBeKept],
    ['openai-responses', responses, { top_logprobs: 2 }, probabilities],
    ['openai-responses', responses, { include: ['message.output_text.logprobs'] }, probabilities],
    ['openai-responses', responses, { modalities: ['audio'] }, moreThanText],
    ['openai-responses', responses, { audio: {} }, moreThanText],
    ['openai-responses', responses, { service_tier: 'priority' }, first],
    ['openai-responses', responses, { tools: [{ type: 'web_search' }] }, hosted],
    [
      'openai-responses',
      responses,
      { input: [{ type: 'item_reference', id: 'msg_1' }, ...responses.input] },
      stored,
    ],
    ['ollama-chat', local, { logprobs: true }, probabilities],
    ['ollama-chat', local, { top_logprobs: 2 }, probabilities],
    [
      'ollama-generate',
      { model: 'm', prompt: asked },
      { images: ['AA=='] },
      'The last turn has pictures, files or sound.',
    ],
    ['ollama-generate', { model: 'm', prompt: asked }, { logprobs: true }, probabilities],
  ])('%s %j with %j: %s', (format, body, more, told) => {
    expect(reason(format, body)).toBeUndefined()
    expect(reason(format, { ...body, ...more }, { allowsTools: true })).toBe(told)
  })

  test.each<[object, string]>([
    [{ generationConfig: { candidateCount: 2 } }, several],
    [{ generation_config: { candidate_count: 2 } }, several],
    [{ generationConfig: { responseLogprobs: true } }, probabilities],
    [{ generationConfig: { logprobs: 3 } }, probabilities],
    [{ generationConfig: { responseModalities: ['AUDIO'] } }, moreThanText],
    [{ generation_config: { response_modalities: ['TEXT', 'IMAGE'] } }, moreThanText],
    [{ generationConfig: { speechConfig: { voiceConfig: {} } } }, moreThanText],
    [{ cachedContent: 'cachedContents/1' }, kept],
    [{ cached_content: 'cachedContents/1' }, kept],
    [{ serviceTier: 'SERVICE_TIER_PRIORITY' }, first],
    [{ tools: [{ googleSearch: {} }] }, hosted],
    [{ tools: { google_search: {} } }, hosted],
    [{ generation_config: { temperature: 1.5 } }, 'The temperature of 1.5 is above 1.'],
    [
      { contents: [{ parts: [{ text: asked }, { inline_data: { mime_type: 'image/png', data: 'AA==' } }] }] },
      'The last turn has pictures, files or sound.',
    ],
  ])('gemini-generate with %j: %s', (more, told) => {
    expect(reason('gemini-generate', generated(asked), atPath)).toBeUndefined()
    expect(reason('gemini-generate', generated(asked, more), { ...atPath, allowsTools: true })).toBe(told)
  })

  test('what says no more than the default is eligible', () => {
    const defaults = {
      n: 1,
      logprobs: false,
      top_logprobs: 0,
      modalities: ['text'],
      audio: null,
      store: false,
      service_tier: 'auto',
      search_parameters: { mode: 'off' },
      plugins: [],
      tools: null,
    }
    expect(reason('openai-chat', { ...chat, ...defaults })).toBeUndefined()
    const own = { store: false, background: false, previous_response_id: null, include: [], top_logprobs: 0 }
    expect(reason('openai-responses', { ...responses, ...own })).toBeUndefined()
  })

  test.each(['gpt-4o-search-preview', 'sonar-pro', 'maker/model:online', 'o4-mini-deep-research'])(
    'a model that searches by itself, as %s, by its own name or as a route’s target',
    model => {
      const told = 'The model searches by itself, and what it finds changes.'
      expect(reason('openai-chat', { ...chat, model })).toBe(told)
      expect(reason('openai-chat', chat, { targets: ['one/m', `two/${model}`] })).toBe(told)
    },
  )

  test('a body of more than 128 KiB', () => {
    const fits = JSON.stringify({ ...chat, padding: '' })
    const padded = (bytes: number) => ({ ...chat, padding: 'x'.repeat(bytes - fits.length) })
    expect(reason('openai-chat', padded(128 * 1024))).toBeUndefined()
    expect(reason('openai-chat', padded(128 * 1024 + 1))).toBe('The request is longer than 128 KiB.')
  })

  test('a member that is there twice, wherever it is, because servers differ in which one they read', () => {
    const twice = '{"model":"m","messages":[{"role":"user","content":"one","content":"two"}]}'
    expect(read('openai-chat', twice)).toEqual({
      eligible: false,
      reason: 'A member of the body is there twice.',
    })
  })

  test('half a character, which would be hashed as any other half', () => {
    const half = (content: string) => `{"model":"m","messages":[{"role":"user","content":"${content}"}]}`
    const told = { eligible: false, reason: 'The request holds half a character.' }
    expect(read('openai-chat', half('\\ud83c'))).toEqual(told)
    expect(read('openai-chat', half('\\ud83c').replace('"m"', '"\\udf26"'))).toEqual(told)
    expect(keys('openai-chat', half('\\ud83c\\udf26'))).toEqual(keys('openai-chat', half('🌦')))
  })

  test('formats of embeddings', () => {
    const vectors = formatNames.filter(name => formatOf(name).caller.translation === undefined)
    expect(vectors.length).toBeGreaterThan(3)
    for (const format of vectors)
      expect(reason(format, { model: 'm', input: asked })).toBe('Answers of this format are not kept.')
  })

  test('something that is no object', () => {
    expect(read('openai-chat', '[]')).toEqual({ eligible: false, reason: 'The body is no JSON object.' })
    expect(read('openai-chat', '{')).toEqual({ eligible: false, reason: 'The body is no JSON object.' })
  })
})
