import type { EncodingName } from './encoding.ts'

/**
 * The encoding with which a model's tokens are counted, and by how much the model's own tokenizer is known to count more.
 */
export interface TokenFamily {
  readonly encoding: EncodingName
  /**
   * 1 if the encoding is the model's own tokenizer. Else the expected ratio of the model's tokens to the encoding's, before
   * anything is learned.
   */
  readonly ratio: number
  /** The form in which the family's models are shown tools and tool calls. */
  readonly toolForm: 'typescript' | 'json'
}

// https://github.com/openai/tiktoken/blob/main/tiktoken/model.py
const o200k = /^(ft:)?(gpt-4o|gpt-4\.[1-9]|gpt-[5-9]|chatgpt-4o|o[1-9])/
const cl100k = /^(ft:)?(gpt-4|gpt-3\.5|gpt-35|text-embedding-(3-|ada-))/
// The tokenizers of other families are not fully published. Measured on English text, Claude's makes 10 to 25 % more tokens
// than o200k_base, and those of Llama and Mistral about as many. The ratios are rather too high, because a hold that is a
// little too high is better than one that is too low.
const claude = /(^|\.)claude/

/** Finds the family by the model's name, with or without a provider before it. */
export function familyOf(model: string): TokenFamily {
  const name = model.slice(model.lastIndexOf('/') + 1)
  if (o200k.test(name)) return { encoding: 'o200k_base', ratio: 1, toolForm: 'typescript' }
  if (cl100k.test(name)) return { encoding: 'cl100k_base', ratio: 1, toolForm: 'typescript' }
  if (claude.test(name)) return { encoding: 'o200k_base', ratio: 1.25, toolForm: 'json' }
  return { encoding: 'o200k_base', ratio: 1.1, toolForm: 'json' }
}

// Reasoning models of providers that report reasoning outside the answer, or that may not count it towards `max_tokens`.
const thinking =
  /reason|think|qwq|qwen3|magistral|gpt-oss|glm-(4\.[5-9]|[5-9])|minimax-m|kimi-k|deepseek-(r|v3\.[1-9]|v[4-9])|(^|-)r1(-|$)/

/**
 * Whether reasoning may come on top of the most output tokens that a request names. `asked`: the request asks for reasoning.
 * `bounded`: the request names the bound that includes reasoning,
 * https://platform.openai.com/docs/api-reference/chat/create#chat-create-max_completion_tokens
 */
export function mayReasonBeside(model: string, asked: boolean, bounded: boolean): boolean {
  const { ratio } = familyOf(model)
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase()
  if (ratio === 1 || claude.test(name)) return false
  // Grok reports reasoning outside the completion, whichever bound a request names: https://docs.x.ai/docs/guides/reasoning
  if (name.startsWith('grok')) return true
  return !bounded && (asked || thinking.test(name))
}
