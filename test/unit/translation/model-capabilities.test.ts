import { expect, test } from 'vitest'
import { formats, type WireFormat } from '../../../gateway/formats/index.ts'
import { modelCapabilities } from '../../../gateway/translation/model-capabilities.ts'

const of = (format: WireFormat, model: string) =>
  modelCapabilities(formats[format].provider.translation, format, model)

test('a model can be asked for what its format can say', () => {
  expect(of('openai-chat', 'gpt-4o')).toEqual({
    tools: true,
    vision: true,
    documents: true,
    audio: true,
    json_mode: true,
    json_schema: true,
    reasoning: false,
    prompt_caching: false,
    embeddings: false,
  })
  expect(of('anthropic-messages', 'claude-sonnet-4-5')).toMatchObject({ audio: false, prompt_caching: true })
  expect(of('ollama-chat', 'llama3.2')).toMatchObject({ tools: true, vision: true, documents: false })
})

test('a schema that is said as a tool can be asked for too', () => {
  expect(of('anthropic-messages', 'claude-3-5-haiku-20241022').json_schema).toBe(true)
})

test.each([
  ['openai-chat', 'gpt-5.1', true],
  ['openai-chat', 'openai/gpt-5.1', true],
  ['openai-chat', 'gpt-5-chat-latest', false],
  ['openai-responses', 'gpt-5-chat-latest', false],
  ['openai-responses', 'o3', true],
  ['openai-responses', 'gpt-4o', false],
  ['openai-chat', 'llama-3.3-70b', false],
  ['openai-chat', 'anthropic/claude-sonnet-4.5', true],
  ['anthropic-messages', 'claude-sonnet-4-5', true],
  ['anthropic-messages', 'claude-3-7-sonnet-20250219', true],
  ['anthropic-messages', 'claude-3-5-haiku-20241022', false],
  ['gemini-generate', 'gemini-2.5-flash', true],
  ['gemini-generate', 'gemini-2.0-flash', false],
  ['ollama-chat', 'gpt-oss:20b', true],
  ['ollama-chat', 'qwen3:8b', true],
  ['ollama-chat', 'qwen3-coder:30b', false],
  ['ollama-chat', 'deepseek-r1:8b', true],
  ['ollama-chat', 'llama3.2', false],
] as const)('in %s, %s is told to think: %s', (format, model, expected) => {
  expect(of(format, model).reasoning).toBe(expected)
})

test('a model of embeddings has a flag of its own and no other', () => {
  for (const model of ['text-embedding-3-small', 'nomic-embed-text', 'embeddinggemma']) {
    const { embeddings, ...others } = of('openai-chat', model)
    expect([model, embeddings, Object.values(others).includes(true)]).toEqual([model, true, false])
  }
})

test('nothing is promised where nothing can be translated', () => {
  expect(Object.values(modelCapabilities(undefined, 'openai-chat', 'gpt-4o'))).not.toContain(true)
})
