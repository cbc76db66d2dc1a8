// How a request wants to be answered: https://platform.openai.com/docs/api-reference/responses/create
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation, ReasoningEffort, ReasoningWish } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { effortFor, isPlainModel, isReasoningModel } from '../openai-chat/model-kinds.ts'
import { formatName } from './read-content.ts'

const leastOutputTokens = 16

export function writeWishes(conversation: Conversation, model: string, receipt: Receipt): JsonRecord {
  const { turns, maxOutputTokens: bound } = conversation
  const reasoning = possibleReasoning(conversation, model, receipt)
  const effort = reasoning === undefined ? undefined : effortOf(reasoning, model, receipt)
  const isShown = reasoning?.isShown === true && effort !== 'none'
  const thinks = (reasoning !== undefined && effort !== 'none') || turns.some(hasOwnSeal)
  const sampling = writeSampling(conversation, isReasoningModel(model) && effort !== 'none', receipt)
  const include = [
    // The thoughts come back sealed, since nobody keeps them for the next turn.
    ...(thinks ? ['reasoning.encrypted_content'] : []),
    ...(sampling.hasLogprobs ? ['message.output_text.logprobs'] : []),
  ]
  const wish = { ...(effort === undefined ? {} : { effort }), ...(isShown ? { summary: 'auto' } : {}) }
  if (bound !== undefined && bound < leastOutputTokens)
    receipt.change('max_tokens', `The least that the provider takes is ${leastOutputTokens}.`)
  return {
    ...(bound === undefined ? {} : { max_output_tokens: Math.max(bound, leastOutputTokens) }),
    ...sampling.members,
    ...(Object.keys(wish).length === 0 ? {} : { reasoning: wish }),
    ...(include.length === 0 ? {} : { include }),
  }
}

/** Models that do not reason refuse to be asked for it. */
function possibleReasoning(
  { reasoning }: Conversation,
  model: string,
  receipt: Receipt,
): ReasoningWish | undefined {
  if (reasoning === undefined || !isPlainModel(model)) return reasoning
  if (reasoning.effort !== 'none') receipt.drop('reasoning', 'The model does not reason.')
  return undefined
}

/** OpenAI's models refuse it while they reason: https://platform.openai.com/docs/guides/latest-model */
function writeSampling(
  { temperature, topP, topLogprobs }: Conversation,
  isRefused: boolean,
  receipt: Receipt,
): { readonly members: JsonRecord; readonly hasLogprobs: boolean } {
  if (!isRefused) {
    const members = {
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { top_p: topP }),
      ...(topLogprobs === undefined || topLogprobs === 0 ? {} : { top_logprobs: topLogprobs }),
    }
    return { members, hasLogprobs: topLogprobs !== undefined }
  }
  const reason = 'The provider’s reasoning models refuse it.'
  // 1 is what they do anyway.
  if ((temperature ?? 1) !== 1) receipt.drop('temperature', reason)
  if ((topP ?? 1) !== 1) receipt.drop('top_p', reason)
  if (topLogprobs !== undefined) receipt.drop('logprobs', reason)
  return { members: {}, hasLogprobs: false }
}

function hasOwnSeal({ parts }: Conversation['turns'][number]): boolean {
  return parts.some(part => part.type === 'reasoning' && part.seal?.origin === formatName)
}

function effortOf(wish: ReasoningWish, model: string, receipt: Receipt): ReasoningEffort | undefined {
  const wished = wish.effort ?? effortOfBudget(wish.budgetTokens, receipt)
  if (wished === undefined || !isReasoningModel(model)) return wished
  const sent = effortFor(model, wished)
  if (sent !== wished) receipt.change('reasoning', `The effort “${wished}” is asked for as “${sent}”.`)
  return sent
}

const budgetOfLow = 4096
const budgetOfMedium = 16_384

function effortOfBudget(budget: number | undefined, receipt: Receipt): ReasoningEffort | undefined {
  if (budget === undefined) return undefined
  receipt.change('reasoning', 'The provider takes an effort in place of a number of tokens.')
  if (budget === 0) return 'none'
  if (budget < 0) return undefined // as much as the model likes
  if (budget < budgetOfLow) return 'low'
  return budget < budgetOfMedium ? 'medium' : 'high'
}
