import type { CountedFormat } from '../tokens/counted-format.ts'
import { anthropicMessages } from './anthropic-messages/index.ts'
import type { Format } from './format.ts'
import { geminiGenerate } from './gemini-generate/index.ts'
import { geminiGenerateArray } from './gemini-generate-array/index.ts'
import { ollamaChat } from './ollama-chat/index.ts'
import { ollamaGenerate } from './ollama-generate/index.ts'
import { openAiChat } from './openai-chat/index.ts'
import { openAiResponses } from './openai-responses/index.ts'

/** The wire formats that callers and providers speak. */
export const formats = {
  'openai-chat': openAiChat,
  'anthropic-messages': anthropicMessages,
  'ollama-chat': ollamaChat,
  'ollama-generate': ollamaGenerate,
  'gemini-generate': geminiGenerate,
  'gemini-generate-array': geminiGenerateArray,
  'openai-responses': openAiResponses,
} as const satisfies Readonly<Record<string, Format>>

export type WireFormat = keyof typeof formats

export const formatNames = Object.keys(formats) as readonly WireFormat[]

/** What a request is taken for that bears no format's mark. */
export const defaultFormat: WireFormat = 'openai-chat'

/** The path that a person is told for the format. */
export function mainPathOf(format: WireFormat): string {
  const { routes } = formats[format].caller
  return routes.find(({ purpose }) => purpose === 'answer')?.path ?? '/'
}

const byName: ReadonlyMap<string, Format> = new Map(Object.entries(formats))

/** Throws where there is no format of that name. */
export function formatOf(name: string): Format {
  const format = byName.get(name)
  if (!format) throw new Error(`There is no wire format named ${name}`)
  return format
}

/** What it takes to count its requests. */
export function countedFormatOf(name: string): CountedFormat {
  return { format: name, requestLayout: formatOf(name).provider.requestLayout }
}
