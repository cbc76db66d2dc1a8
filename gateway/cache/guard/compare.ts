import type { GuardVerdict } from '../../contract/cache.ts'
import { compareAntonyms } from './antonyms.ts'
import { compareDegrees } from './comparatives.ts'
import type { Rule } from './comparison.ts'
import { compareRemainingWords } from './extra-words.ts'
import { compareIdentifiers } from './identifiers.ts'
import { compareLanguagesAskedFor, compareLanguagesAskedIn } from './languages.ts'
import { matchTokens } from './match-tokens.ts'
import { compareNames } from './names.ts'
import { compareNegations } from './negation.ts'
import { compareNumbers } from './numbers.ts'
import { compareQuantifiers } from './quantifiers.ts'
import { compareQuoted } from './quoted.ts'
import { readQuestion } from './read-question.ts'
import { compareRoles } from './roles.ts'
import { compareAsking, compareModals, compareTenses } from './wh-words.ts'

/** Longer texts are not compared: what is embedded ends here as well. */
const longestText = 2000

/** In this order: the first one that sees a difference names it. */
const rules: readonly Rule[] = [
  compareLanguagesAskedIn,
  compareIdentifiers,
  compareQuoted,
  compareNumbers,
  compareLanguagesAskedFor,
  compareNames,
  compareNegations,
  compareQuantifiers,
  compareDegrees,
  compareAntonyms,
  compareRemainingWords,
  compareAsking,
  compareModals,
  compareTenses,
  compareRoles,
]

/**
 * Whether the answer to the stored question answers the one asked. It does only if everything that either says is found in the
 * other, in the same relations. Pure, the same both ways, and in time that grows with the length of the texts.
 */
export function compareQuestions(stored: string, asked: string): GuardVerdict {
  if (stored.length > longestText || asked.length > longestText) {
    return {
      agrees: false,
      rule: 'length',
      reason: `Questions of more than ${longestText} characters are not compared.`,
    }
  }
  const matched = matchTokens(readQuestion(stored), readQuestion(asked))
  for (const rule of rules) {
    const finding = rule(matched)
    if (finding !== undefined) return { agrees: false, ...finding }
  }
  return { agrees: true }
}

/** What was read in a question, a line for each sentence, for those who want to know why two do not agree. */
export function explainQuestion(text: string): readonly string[] {
  return readQuestion(text.slice(0, longestText)).sentences.map(({ asking, tense, modals, tokens }) => {
    const said = tokens.map(({ key, role }) => (role === '' ? key : `${role} ${key}`)).join(', ')
    const asks = [asking, tense, ...modals].filter(part => part !== undefined).join(' ')
    return `${asks}: ${said}`
  })
}
