import type { ProviderAdapter } from './adapter.ts'
import { anthropic } from './anthropic.ts'
import { gemini } from './gemini.ts'
import { openAi } from './openai.ts'
import { openAiCompatible } from './openai-compatible.ts'

/** Adding a provider is adding one file and its line here. */
export const providerAdapters: readonly ProviderAdapter[] = [openAi, anthropic, gemini, openAiCompatible]

export function adapterOf(kind: string): ProviderAdapter | undefined {
  return providerAdapters.find(adapter => adapter.kind === kind)
}
