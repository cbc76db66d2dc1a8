import { against, type Rule, sides } from './comparison.ts'

/** Whatever is left over on one side makes another question: nothing is taken to be unimportant. */
export const compareRemainingWords: Rule = comparison => {
  const { onlyStored, onlyAsked, stored, asked } = comparison
  if (onlyStored.length + onlyAsked.length > 0) {
    const rule = onlyStored.length > 0 && onlyAsked.length > 0 ? 'other-words' : 'extra-words'
    return { rule, reason: against(onlyStored, onlyAsked, comparison) }
  }
  if (stored.tokens.length > 0 || stored.text.trim().toLowerCase() === asked.text.trim().toLowerCase())
    return undefined
  return { rule: 'other-words', reason: `${sides(comparison)} say nothing that could be compared.` }
}
