import type { GuardRule } from '../../contract/cache.ts'
import type { Question, Token, TokenKind } from './question.ts'

/** Two questions, and what each has that the other has not. */
export interface Comparison {
  readonly stored: Question
  readonly asked: Question
  readonly onlyStored: readonly Token[]
  readonly onlyAsked: readonly Token[]
}

export interface Finding {
  readonly rule: GuardRule
  readonly reason: string
}

/** Looks at two questions from one side. Undefined where it sees no difference. */
export type Rule = (comparison: Comparison) => Finding | undefined

const shown = (text: string) => (text.length > 80 ? `${text.slice(0, 79)}…` : text).replace(/\s+/g, ' ')

/** What stands on either side, in words. */
export function against(
  stored: readonly Token[],
  asked: readonly Token[],
  { stored: a, asked: b }: Comparison,
): string {
  const say = (tokens: readonly Token[]) =>
    tokens
      .slice(0, 5)
      .map(({ text }) => `“${shown(text)}”`)
      .join(', ')
  if (asked.length === 0) return `${say(stored)} stands in “${shown(a.text)}” and not in “${shown(b.text)}”.`
  if (stored.length === 0) return `${say(asked)} stands in “${shown(b.text)}” and not in “${shown(a.text)}”.`
  return `${say(stored)} in the stored question, ${say(asked)} in the one asked.`
}

export const sides = ({ stored, asked }: Comparison): string =>
  `“${shown(stored.text)}” and “${shown(asked.text)}”`

/** Refuses where something of these kinds stands on one side alone. */
export function differenceOf(
  comparison: Comparison,
  rule: GuardRule,
  kinds: readonly TokenKind[],
): Finding | undefined {
  const stored = comparison.onlyStored.filter(({ kind }) => kinds.includes(kind))
  const asked = comparison.onlyAsked.filter(({ kind }) => kinds.includes(kind))
  return stored.length + asked.length === 0 ? undefined : { rule, reason: against(stored, asked, comparison) }
}
