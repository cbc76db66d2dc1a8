import { describe, expect, test } from 'vitest'
import { scanRequest } from '../../../../gateway/chat/request-facts.ts'
import { countedFormatOf } from '../../../../gateway/formats/index.ts'
import { createEncoding, loadRankTable } from '../../../../gateway/tokens/encoding.ts'
import type { MessageCounts } from '../../../../gateway/tokens/message-counts.ts'
import { countRequest } from '../../../../gateway/tokens/request-count.ts'
import type { RequestCount } from '../../../../gateway/tokens/request-layout.ts'

const encoding = createEncoding(await loadRankTable('o200k_base'))
const nothingKnown: MessageCounts = { recall: (_scope, _bytes, counted) => counted() }

function count(body: object, model = 'gemini-2.5-flash'): RequestCount {
  const bytes = Buffer.from(JSON.stringify(body))
  const format = countedFormatOf('gemini-generate')
  return countRequest(format, bytes, scanRequest(bytes), { encoding, model }, nothingKnown)
}

const withParts = (...parts: readonly object[]) => ({ contents: [{ role: 'user', parts }] })
const inline = (mimeType: string, data: Buffer | string, more: object = {}) => ({
  inlineData: { mimeType, data: Buffer.from(data).toString('base64') },
  ...more,
})

function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(32)
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1')
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

describe('text', () => {
  test('is counted turn by turn, with the instruction, in both spellings', () => {
    const once = count(withParts({ text: 'one two' }, { text: 'three' })).text
    expect(count({ contents: [] }).text).toBe(0)
    const instruction = { parts: [{ text: 'be brief' }] }
    const camel = count({
      ...withParts({ text: 'one two' }, { text: 'three' }),
      systemInstruction: instruction,
    })
    const snake = count({
      ...withParts({ text: 'one two' }, { text: 'three' }),
      system_instruction: instruction,
    })
    expect([camel.text, snake.text]).toEqual([2 * once - 1, 2 * once - 1])
  })

  test('without lists around single elements is the same as with them', () => {
    const part = { text: 'one two three' }
    const alone = { contents: { parts: part }, systemInstruction: { parts: part } }
    const listed = { contents: [{ parts: [part] }], systemInstruction: { parts: [part] } }
    expect(count(alone)).toEqual(count(listed))
    expect(count({ generateContentRequest: alone })).toEqual(count(listed))
  })

  test('of tools and schemas is their JSON', () => {
    const tools = [{ functionDeclarations: [{ name: 'f', description: 'what it does' }] }]
    expect(count({ contents: [], tools }).text).toBe(encoding.count(JSON.stringify(tools)))
    const responseSchema = { type: 'object', description: 'a b c' }
    const { text } = count({ contents: [], generationConfig: { responseSchema, temperature: 1 } })
    expect(text).toBe(encoding.count(JSON.stringify(responseSchema)))
  })

  test('of a whole request within a count is the same as without it', () => {
    const request = { ...withParts({ text: 'one two' }), tools: [{ functionDeclarations: [{ name: 'f' }] }] }
    expect(count({ generateContentRequest: { model: 'models/x', ...request } }).text).toBe(
      count(request).text,
    )
  })

  test('does not count signatures, which are no text', () => {
    const call = { functionCall: { name: 'f', args: { a: 1 } } }
    expect(count(withParts({ ...call, thoughtSignature: 'a b c d' })).text).toBe(count(withParts(call)).text)
  })
})

// https://ai.google.dev/gemini-api/docs/image-understanding#token-calculation and media-resolution#token-counts
describe('a picture', () => {
  test.each([
    ['gemini-2.5-flash', 384, 384, 258],
    ['gemini-2.5-flash', 960, 540, 6 * 258],
    ['gemini-2.0-flash', 1980, 1380, 6 * 258],
    ['gemini-2.5-pro', 100_000, 100_000, 16 * 258],
    ['gemini-3-pro-preview', 100, 100, 1120],
  ])('for %s of %i x %i is %i tokens', (model, width, height, fixed) => {
    expect(count(withParts(inline('image/png', png(width, height))), model)).toMatchObject({ text: 4, fixed })
  })

  test.each([
    ['MEDIA_RESOLUTION_LOW', 280],
    ['MEDIA_RESOLUTION_ULTRA_HIGH', 2240],
    ['MEDIA_RESOLUTION_UNSPECIFIED', 1120],
  ])('of %s is %i tokens for the third generation', (level, fixed) => {
    const part = inline('image/png', png(10, 10), { mediaResolution: { level } })
    expect(count(withParts(part), 'gemini-3-pro-preview').fixed).toBe(fixed)
  })

  test('whose size cannot be read is the largest', () => {
    expect(count(withParts(inline('image/heic', 'no picture'))).fixed).toBe(16 * 258)
  })
})

test('a second of sound is 32 tokens, a page a picture', () => {
  expect(count(withParts(inline('audio/mp3', Buffer.alloc(8000)))).fixed).toBe(2 * 32)
  const pdf = '%PDF-1.7 /Type /Page /Type /Page'
  expect(count(withParts(inline('application/pdf', pdf))).fixed).toBe(2 * 258)
  expect(count(withParts(inline('application/pdf', pdf)), 'gemini-3-pro-preview').fixed).toBe(2 * 560)
})

describe('what makes a request dearer', () => {
  const triggersOf = (body: object, model?: string) => count(body, model).triggers
  const unboundedOf = (body: object, model?: string) => triggersOf({ contents: [], ...body }, model).unbounded

  test.each([
    [{ cachedContent: 'cachedContents/x' }, ['conversation-elsewhere']],
    [{ cached_content: 'cachedContents/x' }, ['conversation-elsewhere']],
    [{ tools: [{ googleSearch: {} }] }, ['hosted-tool']],
    [{ tools: [{ google_search: {} }] }, ['hosted-tool']],
    [{ tools: [{ functionDeclarations: [] }, { urlContext: {} }] }, ['hosted-tool']],
    [{ tools: [{ codeExecution: {} }] }, ['hosted-tool']],
    [{ tools: [{ toolOfTomorrow: {} }] }, ['hosted-tool']],
    [{ tools: [{ functionDeclarations: [{ name: 'f' }] }] }, []],
    [{ generationConfig: { responseModalities: ['TEXT', 'IMAGE'] } }, ['other-modality']],
    [{ generation_config: { response_modalities: ['Image'] } }, ['other-modality']],
    [withParts({ fileData: { fileUri: 'https://x', mimeType: 'image/png' } }), ['document-elsewhere']],
    [withParts({ file_data: { file_uri: 'https://x', mime_type: 'audio/mp3' } }), ['audio-elsewhere']],
    [withParts({ partOfTomorrow: {} }), ['unknown-part']],
    [withParts({ text: 'Hi', thought: true, thoughtSignature: 'x' }), []],
    [withParts({ functionResponse: { name: 'f', response: {} } }), []],
    [withParts({ functionResponse: { name: 'f', parts: [{ fileData: {} }] } }), ['document-elsewhere']],
    [{ systemInstruction: { parts: [{ fileData: {} }] } }, ['document-elsewhere']],
  ])('%j has no bound for %j', (body, unbounded) => {
    expect(unboundedOf(body)).toEqual(unbounded)
  })

  test('a model that draws does so unasked', () => {
    expect(unboundedOf(withParts({ text: 'a cat' }), 'gemini-2.5-flash-image')).toEqual(['other-modality'])
  })

  test('a search is held for, sound has a price of its own, and files are as long as the window', () => {
    expect(triggersOf({ contents: [], tools: [{ googleSearch: {} }] }).searches).toBe(1)
    expect(triggersOf(withParts(inline('audio/wav', 'x')))).toMatchObject({ audioInput: true, file: false })
    expect(triggersOf(withParts(inline('video/mp4', 'x')))).toMatchObject({ audioInput: true, file: true })
    expect(triggersOf(withParts(inline('application/pdf', 'x')))).toMatchObject({
      audioInput: false,
      file: true,
    })
    expect(triggersOf({ contents: [], generationConfig: { speechConfig: {} } }).audioOutput).toBe(true)
  })
})
