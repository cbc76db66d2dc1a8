// Writes how to think: https://platform.claude.com/docs/en/build-with-claude/thinking
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { ReasoningEffort, ReasoningWish } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { ModelTraits } from './generation.ts'

export interface WrittenThinking {
  readonly thinking?: JsonRecord | undefined
  readonly effort?: ReasoningEffort | undefined
  /** Whether the model thinks, asked or not. */
  readonly thinks: boolean
}

export interface ThinkingQuestion {
  readonly wish: ReasoningWish | undefined
  readonly traits: ModelTraits
  readonly maxTokens: number
  /** Why the model must not think, if it must not. */
  readonly obstacle: string | undefined
}

const leastBudget = 1024

// The number of tokens that an effort stands for, where a model knows only budgets. The other way round, a budget is the
// highest effort whose number it reaches.
const budgets: readonly (readonly [ReasoningEffort, number])[] = [
  ['minimal', 1024],
  ['low', 2048],
  ['medium', 8192],
  ['high', 16_384],
  ['xhigh', 24_576],
  ['max', 32_000],
]

export function writeThinking(question: ThinkingQuestion, receipt: Receipt): WrittenThinking {
  const { wish, traits, obstacle } = question
  if (wish?.effort === 'none')
    return writeOff(traits, receipt, 'The model always thinks; it thinks as little as it can.')
  if (obstacle !== undefined && traits.thinksUnasked !== 'always') {
    if (wish !== undefined) receipt.drop('reasoning', obstacle)
    return writeOff(traits, receipt, '')
  }
  if (wish === undefined) return { thinks: traits.thinksUnasked !== 'no' }
  switch (traits.thinking) {
    case 'none':
      receipt.drop('reasoning', 'The model cannot think before it answers.')
      return { thinks: false }
    case 'budget':
      return writeBudget(question, wish, receipt)
    case 'budget-or-adaptive':
      return wish.budgetTokens === undefined
        ? writeAdaptive(traits, wish, receipt)
        : writeBudget(question, wish, receipt)
    case 'adaptive':
      return writeAdaptive(traits, wish, receipt)
  }
}

function writeOff(traits: ModelTraits, receipt: Receipt, reason: string): WrittenThinking {
  if (traits.thinksUnasked === 'always') {
    receipt.change('reasoning', reason)
    return { effort: 'low', thinks: true }
  }
  // Others think only where they are asked to, and some of them refuse the word.
  return traits.thinksUnasked === 'yes'
    ? { thinking: { type: 'disabled' }, thinks: false }
    : { thinks: false }
}

function writeBudget(
  { traits, maxTokens }: ThinkingQuestion,
  wish: ReasoningWish,
  receipt: Receipt,
): WrittenThinking {
  const effort = traits.efforts.find(each => each === wish.effort)
  if (wish.effort !== undefined && effort === undefined) {
    receipt.change('reasoning', `The model knows no effort ${wish.effort}, only a number of tokens.`)
  }
  const wished = wish.budgetTokens ?? budgetOf(wish.effort ?? 'medium')
  // A fifth of the answer's tokens is left for what is not thinking.
  const budget = Math.max(leastBudget, Math.min(Math.trunc(wished), Math.trunc(maxTokens * 0.8)))
  if (budget >= maxTokens) {
    receipt.drop(
      'reasoning',
      `Thinking takes at least ${leastBudget} tokens, and the answer may have ${maxTokens}.`,
    )
    return { thinks: false, effort }
  }
  if (wish.budgetTokens !== undefined && budget !== wish.budgetTokens) {
    receipt.change('reasoning', `The model may think with ${budget} tokens.`)
  }
  if (wish.isShown === false) receipt.change('reasoning', 'The model always shows its thinking.')
  return { thinking: { type: 'enabled', budget_tokens: budget }, effort, thinks: true }
}

function writeAdaptive(traits: ModelTraits, wish: ReasoningWish, receipt: Receipt): WrittenThinking {
  if (wish.budgetTokens !== undefined) {
    receipt.change('reasoning', 'The model takes an effort in place of a number of tokens.')
  }
  const wished = wish.effort ?? (wish.budgetTokens === undefined ? undefined : effortOf(wish.budgetTokens))
  const effort = wished && nearestEffort(wished, traits.efforts)
  if (effort !== wished)
    receipt.change('reasoning', `The model knows no effort ${wished}, so it is ${effort}.`)
  const display = wish.isShown === undefined ? {} : { display: wish.isShown ? 'summarized' : 'omitted' }
  return { thinking: { type: 'adaptive', ...display }, effort, thinks: true }
}

function budgetOf(effort: ReasoningEffort): number {
  return budgets.find(([each]) => each === effort)?.[1] ?? leastBudget
}

function effortOf(budgetTokens: number): ReasoningEffort {
  return budgets.findLast(([, tokens]) => tokens <= budgetTokens)?.[0] ?? 'low'
}

/** The effort itself, or the next lower one that the model knows, or its lowest. */
function nearestEffort(
  wished: ReasoningEffort,
  known: readonly ReasoningEffort[],
): ReasoningEffort | undefined {
  const order = budgets.map(([effort]) => effort)
  const lower = order.slice(0, order.indexOf(wished) + 1)
  return known.findLast(each => lower.includes(each)) ?? known[0]
}
