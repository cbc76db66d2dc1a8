// Chooses the member `think`, which says whether and how much a model thinks before it answers:
// https://docs.ollama.com/capabilities/thinking

import type { ReasoningEffort, ReasoningWish } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'

type Think = boolean | 'low' | 'medium' | 'high'

/** These models take only a level, and cannot be told not to think. */
const hasLevels = /(^|\/)gpt-oss/i

/**
 * Models of the server's own library that can think. The server answers 400 if a model that cannot is asked to think. A
 * model that can and is missing here thinks anyway, because that is the server's default.
 */
const thinks =
  /^(library\/)?(qwen3(?!-(coder|embedding))|deepseek-(r1|v3\.[1-9]|v[4-9])|magistral|glm-(4\.[5-9]|[5-9])|kimi-k2-thinking|minimax-m\d)/i
const answersAtOnce = /instruct|non-?thinking/i

const levelOf: Readonly<Record<ReasoningEffort, Exclude<Think, boolean>>> = {
  none: 'low',
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
  max: 'high',
}

/** The smallest budgets of thinking tokens for the two higher levels. */
const mediumFromTokens = 2048
const highFromTokens = 8192

export function thinkValue(
  wish: ReasoningWish | undefined,
  model: string,
  receipt: Receipt,
): Think | undefined {
  const effort = effortOf(wish, receipt)
  if (effort === undefined) return undefined
  if (hasLevels.test(model)) {
    const level = levelOf[effort]
    if (level !== effort) receipt.change('reasoning', `The nearest that this model knows is ${level}.`)
    return level
  }
  if (effort === 'none') return false
  if (effort === 'minimal') {
    receipt.change('reasoning', 'This model knows no levels, and does not think at all.')
    return false
  }
  if (!thinks.test(model) || answersAtOnce.test(model)) {
    receipt.drop('reasoning', 'This model is not known to take it, and thinks as it does by itself.')
    return undefined
  }
  // `medium` is what readers make of a wish to think that names no level.
  if (effort !== 'medium') receipt.change('reasoning', 'This model knows no levels, and just thinks.')
  return true
}

function effortOf(wish: ReasoningWish | undefined, receipt: Receipt): ReasoningEffort | undefined {
  if (!wish) return undefined
  const { effort, budgetTokens, isShown } = wish
  if (budgetTokens !== undefined && budgetTokens > 0)
    receipt.change('reasoning', 'The tokens of thinking cannot be bounded apart.')
  if (isShown === false && effort !== 'none') receipt.change('reasoning', 'Thinking is always shown.')
  if (effort !== undefined) return effort
  if (budgetTokens === undefined) return isShown ? 'medium' : undefined
  if (budgetTokens <= 0) return 'none'
  return budgetTokens < mediumFromTokens ? 'low' : budgetTokens < highFromTokens ? 'medium' : 'high'
}
