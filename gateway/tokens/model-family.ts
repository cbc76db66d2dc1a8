import type { EncodingName } from './encoding.ts'

/** Which tokenizer counts for a model, and by how much the model's own is known to count more. */
export interface TokenFamily {
  readonly encoding: EncodingName
  /** 1: the model's own tokenizer. Otherwise a prior on the ratio of its tokens to the encoding's. */
  readonly ratio: number
  /** The form in which its models are shown tools and calls. */
  readonly toolForm: 'typescript' | 'json'
}

// https://github.com/openai/tiktoken/blob/main/tiktoken/model.py
const o200k = /^(ft:)?(gpt-4o|gpt-4\.[1-9]|gpt-[5-9]|chatgpt-4o|o[1-9])/
const cl100k = /^(ft:)?(gpt-4|gpt-3\.5|gpt-35)/
// The tokenizers of other families are not published in full. English text measures 10 to 25 % longer than in
// o200k_base for Claude, and about as long for Llama and Mistral; a hold is better a little high.
const claude = /(^|\.)claude/

/** By the model's name, with or without a provider before it. */
export function familyOf(model: string): TokenFamily {
  const name = model.slice(model.lastIndexOf('/') + 1)
  if (o200k.test(name)) return { encoding: 'o200k_base', ratio: 1, toolForm: 'typescript' }
  if (cl100k.test(name)) return { encoding: 'cl100k_base', ratio: 1, toolForm: 'typescript' }
  if (claude.test(name)) return { encoding: 'o200k_base', ratio: 1.25, toolForm: 'json' }
  return { encoding: 'o200k_base', ratio: 1.1, toolForm: 'json' }
}
