// Tells from a provider's words that a prompt did not fit into the model's context. Every provider says it in its own way, and
// clients that shorten the conversation by themselves know only the words of their own format.
import type { UpstreamFailure } from './answer-part.ts'

export interface ContextOverflow {
  /** How long the request was, if the provider says it. */
  readonly tokens: number | undefined
  /** How many tokens fit, if the provider says it. */
  readonly limit: number | undefined
}

const kinds: ReadonlySet<unknown> = new Set([
  'context_length_exceeded', // OpenAI and most compatible servers
  'exceed_context_size_error', // llama.cpp
  'model_context_window_exceeded',
])

const sentences = [
  /prompt (is|was) too long|prompt too long/i, // Anthropic
  /input length and `?max_tokens`? exceed context limit/i, // Anthropic
  /input is too long/i, // Amazon Bedrock
  /too (large|long) for (the |this |requested )?model/i, // Mistral
  /maximum (context|prompt|input) length|max(imum)? context (window|size)/i, // OpenAI, vLLM, xAI
  /input token count.{0,40}exceeds/i, // Gemini
  /(exceed|longer than|greater than|larger than|too long for|overflow|beyond).{0,60}context (length|window|size|limit)/i,
  /context (length|window|size|limit).{0,60}(exceed|overflow|too (small|long))/i,
]

const perMinute = /\bper[ -]?(minute|hour|day)\b|\bTPM\b/i

/** Undefined if the failure is of another kind. A limit on tokens per minute is not about the context. */
export function contextOverflowOf({ message, kind, status }: UpstreamFailure): ContextOverflow | undefined {
  if (status !== undefined && status !== 400 && status !== 413 && status !== 422 && status < 500)
    return undefined
  const said = message.slice(0, 4000)
  if (!kinds.has(kind) && (perMinute.test(said) || !sentences.some(sentence => sentence.test(said))))
    return undefined
  // The two largest numbers are the length of the request and what fits. Smaller ones are parts of the length, and digits
  // within a word are of the name of a model or of a request.
  const numbers = [...said.matchAll(/(?<![\w.-])\d[\d,]{2,12}(?![\w-])/g)].map(([digits]) =>
    Number(digits.replaceAll(',', '')),
  )
  const [tokens, limit] = [...new Set(numbers)].sort((one, other) => other - one)
  return limit === undefined ? { tokens: undefined, limit: undefined } : { tokens, limit }
}
