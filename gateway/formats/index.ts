import type { CountedFormat } from '../tokens/counted-format.ts'
import { anthropicMessages } from './anthropic-messages/index.ts'
import type { Format } from './format.ts'
import { geminiEmbed } from './gemini-embed/index.ts'
import { geminiGenerate } from './gemini-generate/index.ts'
import { geminiGenerateArray } from './gemini-generate-array/index.ts'
import { ollamaChat } from './ollama-chat/index.ts'
import { ollamaEmbed } from './ollama-embed/index.ts'
import { ollamaEmbeddings } from './ollama-embeddings/index.ts'
import { ollamaGenerate } from './ollama-generate/index.ts'
import { openAiChat } from './openai-chat/index.ts'
import { openAiEmbeddings } from './openai-embeddings/index.ts'
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
  'openai-embeddings': openAiEmbeddings,
  'ollama-embed': ollamaEmbed,
  'ollama-embeddings': ollamaEmbeddings,
  'gemini-embed': geminiEmbed,
} as const satisfies Readonly<Record<string, Format>>

export type WireFormat = keyof typeof formats

export const formatNames = Object.keys(formats) as readonly WireFormat[]

/** The format of a request that shows no sign of any format. */
export const defaultFormat: WireFormat = 'openai-chat'

/** The format's path that is named in messages to people. */
export function mainPathOf(format: WireFormat): string {
  const { routes } = formats[format].caller
  return routes.find(({ purpose }) => purpose === 'answer')?.path ?? '/'
}

/** Whether a caller of the one format can be answered by a provider that is asked in the other one. */
export function translates(from: WireFormat, to: WireFormat): boolean {
  const { caller }: Format = formats[from]
  const { provider }: Format = formats[to]
  return Boolean((caller.translation && provider.translation) || (caller.embedding && provider.embedding))
}

const byName: ReadonlyMap<string, Format> = new Map(Object.entries(formats))

/** Throws if there is no format with that name. */
export function formatOf(name: string): Format {
  const format = byName.get(name)
  if (!format) throw new Error(`There is no wire format named ${name}`)
  return format
}

/** What is needed to count the tokens of requests in the format. */
export function countedFormatOf(name: string): CountedFormat {
  return { format: name, requestLayout: formatOf(name).provider.requestLayout }
}
