import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation, ReasoningEffort } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { dropUnsayable } from '../../chat/unsayable.ts'
import { fittedKey } from '../fitted-names.ts'
import { chatCapabilities } from './capabilities.ts'
import { effortFor, effortOfBudget, isPlainModel, isReasoningModel, takesVerbosity } from './model-kinds.ts'

// https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop
const stopsAtMost = 4
const tiers: ReadonlySet<string> = new Set(['auto', 'default', 'flex', 'priority', 'scale', 'fast'])

/** The members of a request that are numbers and words. */
export function writeSettings(conversation: Conversation, model: string, receipt: Receipt): JsonRecord {
  const { maxOutputTokens, seed, choices, serviceTier, user, promptCacheKey } = conversation
  const isReasoning = isReasoningModel(model)
  const effort = writeEffort(conversation, model, receipt)
  dropUnsayable(conversation, chatCapabilities, receipt)
  const isKnownTier = serviceTier === undefined || tiers.has(serviceTier)
  if (!isKnownTier) receipt.drop('service_tier', 'The provider knows no such tier.')
  return {
    // OpenAI's reasoning models refuse `max_tokens`, and older compatible servers do not know the new name.
    ...(isReasoning ? { max_completion_tokens: maxOutputTokens } : { max_tokens: maxOutputTokens }),
    ...samplingOf(conversation, isReasoning && effort !== 'none', receipt),
    seed,
    n: choices === 1 ? undefined : choices,
    reasoning_effort: effort,
    verbosity: writeVerbosity(conversation, model, receipt),
    service_tier: isKnownTier ? serviceTier : undefined,
    user: writeKey('user', user, receipt),
    prompt_cache_key: writeKey('prompt_cache_key', promptCacheKey, receipt),
  }
}

function writeKey(path: string, key: string | undefined, receipt: Receipt): string | undefined {
  const sent = key && fittedKey(key)
  if (sent !== key) receipt.change(path, 'It is too long for the provider and is sent as a hash.')
  return sent
}

function samplingOf(conversation: Conversation, isRefused: boolean, receipt: Receipt): JsonRecord {
  const { temperature, topP, frequencyPenalty, presencePenalty, topLogprobs, stopSequences } = conversation
  const members = {
    temperature,
    top_p: topP,
    frequency_penalty: frequencyPenalty,
    presence_penalty: presencePenalty,
    ...(topLogprobs !== undefined && { logprobs: true, top_logprobs: topLogprobs || undefined }),
    stop: writeStops(stopSequences, isRefused, receipt),
  }
  if (!isRefused) return members
  for (const [name, value] of Object.entries(members))
    if (value !== undefined && !isDefault(name, value) && name !== 'top_logprobs')
      receipt.drop(name, 'The provider’s reasoning models refuse it.')
  return {}
}

function writeVerbosity({ verbosity }: Conversation, model: string, receipt: Receipt): string | undefined {
  if (verbosity === undefined || takesVerbosity(model)) return verbosity
  if (verbosity !== 'medium') receipt.drop('verbosity', 'The model takes no such wish.')
  return undefined
}

function isDefault(name: string, value: unknown): boolean {
  return value === (name === 'temperature' || name === 'top_p' ? 1 : 0)
}

function writeStops(sequences: readonly string[] | undefined, isRefused: boolean, receipt: Receipt) {
  if (!sequences || sequences.length === 0) return undefined
  if (sequences.length > stopsAtMost && !isRefused)
    receipt.change('stop', `The provider takes ${stopsAtMost} sequences at most.`)
  return sequences.slice(0, stopsAtMost)
}

function writeEffort(
  { reasoning }: Conversation,
  model: string,
  receipt: Receipt,
): ReasoningEffort | undefined {
  if (!reasoning) return undefined
  const { effort, budgetTokens, isShown } = reasoning
  if (isShown !== undefined) receipt.drop('reasoning', 'The provider decides whether it shows thinking.')
  const wished = effort ?? (budgetTokens === undefined ? undefined : effortOfBudget(budgetTokens))
  if (wished === undefined) return undefined
  if (isPlainModel(model)) {
    if (wished !== 'none') receipt.drop('reasoning', 'The model does not reason.')
    return undefined
  }
  const sent = effortFor(model, wished)
  if (sent === undefined) {
    receipt.drop('reasoning', 'Servers differ in how thinking is turned off, so it is left to the model.')
    return undefined
  }
  if (budgetTokens !== undefined && budgetTokens > 0)
    receipt.change('reasoning', `A budget of ${budgetTokens} tokens is asked for as the effort “${sent}”.`)
  else if (sent !== wished) receipt.change('reasoning', `The effort “${wished}” is asked for as “${sent}”.`)
  return sent
}
