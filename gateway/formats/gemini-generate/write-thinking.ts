// https://ai.google.dev/gemini-api/docs/thinking
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { ReasoningEffort, ReasoningWish } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { ModelGeneration } from './model-generation.ts'

/** The member `thinkingConfig`. Models before 2.5 do not think. */
export function writeThinking(
  wish: ReasoningWish | undefined,
  generation: ModelGeneration,
  receipt: Receipt,
): JsonRecord {
  if (!wish) return {}
  if (generation.number < 2.5) {
    if (wish.effort !== 'none') receipt.drop('reasoning', 'The model does not think.')
    return {}
  }
  const amount =
    generation.number >= 3 ? levelFor(wish, generation, receipt) : budgetFor(wish, generation, receipt)
  const shown = wish.isShown === undefined ? {} : { includeThoughts: wish.isShown }
  const config = { ...amount, ...shown }
  return Object.keys(config).length === 0 ? {} : { thinkingConfig: config }
}

/** https://ai.google.dev/gemini-api/docs/openai#thinking names the budgets of three efforts. */
const budgets: Readonly<Record<ReasoningEffort, number>> = {
  none: 0,
  minimal: 512,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_768,
  max: 32_768,
}

function budgetFor(
  { effort, budgetTokens }: ReasoningWish,
  model: ModelGeneration,
  receipt: Receipt,
): JsonRecord {
  const wanted = budgetTokens ?? (effort === undefined ? undefined : budgets[effort])
  if (wanted === undefined) return {}
  const budget = withinBounds(wanted, model)
  if (wanted === 0 && budget > 0)
    receipt.change('reasoning', 'The model always thinks, here as little as it can.')
  else if (budgetTokens !== undefined && budget !== budgetTokens)
    receipt.change('reasoning', `The model takes a budget of ${budget} tokens instead.`)
  else if (budgetTokens === undefined && wanted > 0)
    receipt.change('reasoning', `The effort is said as a budget of ${budget} tokens.`)
  return { thinkingBudget: budget }
}

/** https://ai.google.dev/gemini-api/docs/thinking#set-budget */
function withinBounds(budget: number, { isPro, isLite }: ModelGeneration): number {
  if (isPro) return Math.min(Math.max(budget, 128), 32_768)
  if (budget === 0) return 0
  return Math.min(Math.max(budget, isLite ? 512 : 1), 24_576)
}

type Level = 'minimal' | 'low' | 'medium' | 'high'

function levelFor(
  { effort, budgetTokens }: ReasoningWish,
  model: ModelGeneration,
  receipt: Receipt,
): JsonRecord {
  const wanted = effort ?? (budgetTokens === undefined ? undefined : effortOf(budgetTokens))
  if (wanted === undefined) return {}
  const level = levelOf(wanted, model)
  if (effort === undefined) receipt.change('reasoning', `The budget is said as the level ${level}.`)
  else if (effort === 'none')
    receipt.change('reasoning', `The model always thinks, here at the level ${level}.`)
  else if (effort !== level) receipt.change('reasoning', `The effort is said as the level ${level}.`)
  else if (budgetTokens !== undefined)
    receipt.drop('reasoning', 'Of a level and a budget, the level is sent.')
  return { thinkingLevel: level.toUpperCase() }
}

function effortOf(budget: number): ReasoningEffort {
  if (budget <= 512) return 'minimal'
  if (budget <= 2048) return 'low'
  return budget <= 12_288 ? 'medium' : 'high'
}

/** https://ai.google.dev/gemini-api/docs/thinking#thinking-levels */
function levelOf(effort: ReasoningEffort, { number, isPro }: ModelGeneration): Level {
  switch (effort) {
    case 'none':
    case 'minimal':
      return isPro ? 'low' : 'minimal'
    case 'low':
      return 'low'
    case 'medium':
      return isPro && number < 3.1 ? 'high' : 'medium'
    default:
      return 'high'
  }
}
