// Whether and how much a model is to think: https://docs.ollama.com/capabilities/thinking

import type { ReasoningEffort, ReasoningWish } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'

type Think = boolean | 'low' | 'medium' | 'high'

/** These cannot be told not to think, and take only a level. */
const hasLevels = /(^|\/)gpt-oss/i

/**
 * Models that are known to think. The server refuses to let others think, so that it is asked only for these; one that thinks
 * and is missing here does so unasked.
 */
const thinks =
  /(^|\/)(qwen3(?!-(coder|embedding))|deepseek-(r1|v3\.[1-9]|v[4-9])|magistral|glm-(4\.[5-9]|[5-9])|kimi-k2-thinking|minimax-m\d)/i
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

/** From which budget on a level fits. */
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
  // What is meant where only thinking is asked for.
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
