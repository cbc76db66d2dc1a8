import { describe, expect, test } from 'vitest'
import { scanObject } from '../../../gateway/bytes/json-scan.ts'
import { outlineOf } from '../../../gateway/chat/request-outline.ts'
import { formats, type WireFormat } from '../../../gateway/formats/index.ts'

function outline(format: WireFormat, body: object) {
  const bytes = Buffer.from(JSON.stringify(body))
  return outlineOf(bytes, scanObject(bytes), formats[format].caller.outlineMarks)
}

const url = 'data:image/png;base64,AA=='

describe('needs', () => {
  test.each<[WireFormat, object]>([
    ['openai-chat', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] }],
    ['anthropic-messages', { messages: [{ role: 'user', content: [{ type: 'image', source: {} }] }] }],
    ['openai-responses', { input: [{ role: 'user', content: [{ type: 'input_image', image_url: url }] }] }],
    ['gemini-generate', { contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: 'AA==' } }] }] }],
    ['gemini-generate-array', { contents: [{ parts: [{ inline_data: { mime_type: 'image/png' } }] }] }],
    ['ollama-chat', { messages: [{ role: 'user', content: 'What?', images: ['AA=='] }] }],
    ['ollama-generate', { prompt: 'What?', images: ['AA=='] }],
  ])('%s: a picture needs vision', (format, body) => {
    expect(outline(format, body).needs).toEqual(['vision'])
  })
  test.each<[WireFormat, object]>([
    ['openai-chat', { response_format: { type: 'json_schema', json_schema: {} } }],
    ['anthropic-messages', { output_config: { format: { type: 'json_schema', schema: {} } } }],
    ['openai-responses', { text: { format: { type: 'json_schema', schema: {} } } }],
    ['gemini-generate', { generationConfig: { responseJsonSchema: {} } }],
    ['ollama-chat', { format: { type: 'object' } }],
    ['ollama-generate', { format: { type: 'object' } }],
  ])('%s: a schema for the answer needs JSON Schema', (format, body) => {
    expect(outline(format, body).needs).toEqual(['json-schema'])
  })
  test.each<[WireFormat, object]>([
    ['openai-chat', { messages: [{ role: 'user', content: 'Say "image_url", "image" and "json_schema".' }] }],
    ['openai-chat', { response_format: { type: 'json_object' }, tools: [{ name: 'image_url' }] }],
    ['anthropic-messages', { messages: [], tools: [{ input_schema: { enum: ['image'] } }] }],
    ['ollama-chat', { format: 'json' }],
    ['ollama-generate', { prompt: 'What?', images: [] }],
    ['openai-embeddings', { input: 'image_url' }],
  ])('%s: %j needs nothing', (format, body) => {
    expect(outline(format, body).needs).toEqual([])
  })
})

describe('the opening', () => {
  const system = { role: 'system', content: 'Be brief.' }
  const user = { role: 'user', content: 'Hello' }
  const opening = (...messages: readonly object[]) => outline('openai-chat', { messages }).opening
  test('is the same in all turns of a conversation', () => {
    const later = [
      { role: 'assistant', content: 'Hi' },
      { role: 'user', content: 'More' },
    ]
    expect(opening(system, user, ...later)).toBe(opening(system, user))
  })
  test('differs with the instructions and with the first turn', () => {
    const openings = [
      opening(system, user),
      opening(user),
      opening({ ...system, content: 'Be long.' }, user),
      opening(system, { ...user, content: 'Bye' }),
    ]
    expect(new Set(openings).size).toBe(4)
  })
  test('does not depend on how a text is written, or on marks for the prompt cache', () => {
    const block = { type: 'text', text: 'Hello', cache_control: { type: 'ephemeral' } }
    const of = (content: unknown) =>
      outline('anthropic-messages', { system: 'Be brief.', messages: [{ role: 'user', content }] }).opening
    expect(of([block])).toBe(of('Hello'))
  })
  test('is that of the instructions outside the turns too', () => {
    const of = (instructions: string) => outline('openai-responses', { instructions, input: 'Hello' }).opening
    expect(of('One')).not.toBe(of('Two'))
  })
  test('is empty in a format without conversations', () => {
    expect(outline('openai-embeddings', { input: 'Hello' }).opening).toBe('')
  })
})
