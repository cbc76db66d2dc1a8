import type { ProviderAdapter } from './adapter.ts'
import { amazonBedrock } from './amazon-bedrock.ts'
import { anthropic } from './anthropic.ts'
import { azureOpenAi } from './azure-openai.ts'
import { cerebras } from './cerebras.ts'
import { cohere } from './cohere.ts'
import { deepInfra } from './deepinfra.ts'
import { deepSeek } from './deepseek.ts'
import { fireworks } from './fireworks.ts'
import { gemini } from './gemini.ts'
import { groq } from './groq.ts'
import { huggingFace } from './hugging-face.ts'
import { llamaCpp } from './llama-cpp.ts'
import { lmStudio } from './lm-studio.ts'
import { miniMax } from './minimax.ts'
import { mistral } from './mistral.ts'
import { moonshot } from './moonshot.ts'
import { nebius } from './nebius.ts'
import { nvidiaNim } from './nvidia-nim.ts'
import { ollama } from './ollama.ts'
import { openAi } from './openai.ts'
import { openAiCompatible } from './openai-compatible.ts'
import { openRouter } from './openrouter.ts'
import { sambaNova } from './sambanova.ts'
import { together } from './together.ts'
import { vertexAi } from './vertex-ai.ts'
import { vLlm } from './vllm.ts'
import { xAi } from './xai.ts'
import { zAi } from './zai.ts'

/**
 * To add a provider, add one file and its line here. Accounts at a cloud, servers on the user's own machine and the general
 * kind come last.
 */
export const providerAdapters: readonly ProviderAdapter[] = [
  openAi,
  anthropic,
  openRouter,
  cerebras,
  cohere,
  deepInfra,
  deepSeek,
  fireworks,
  gemini,
  groq,
  huggingFace,
  miniMax,
  mistral,
  moonshot,
  nebius,
  nvidiaNim,
  sambaNova,
  together,
  xAi,
  zAi,
  amazonBedrock,
  azureOpenAi,
  vertexAi,
  ollama,
  lmStudio,
  llamaCpp,
  vLlm,
  openAiCompatible,
]

export function adapterOf(kind: string): ProviderAdapter | undefined {
  return providerAdapters.find(adapter => adapter.kind === kind)
}
