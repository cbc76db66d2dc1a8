import { against, type Rule } from './comparison.ts'
import type { Token } from './question.ts'

const denied = (tokens: readonly Token[]) =>
  tokens.filter(({ kind, role }) => kind === 'negation' || role === 'without' || role === 'except')

/** What is denied on one side and not on the other. Where both deny as often, the order of words tells what is denied. */
export const compareNegations: Rule = comparison => {
  const [stored, asked] = [denied(comparison.stored.tokens), denied(comparison.asked.tokens)]
  const keys = (tokens: readonly Token[]) =>
    tokens
      .map(({ kind, key, role }) => (kind === 'negation' ? key : role))
      .toSorted()
      .join()
  return keys(stored) === keys(asked)
    ? undefined
    : { rule: 'negation', reason: against(stored, asked, comparison) }
}
