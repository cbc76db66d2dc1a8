import { against, type Comparison, differenceOf, type Finding, type Rule } from './comparison.ts'
import { wordSet } from './data/word-list.ts'
import type { Question, Token } from './question.ts'

/** Words that are another thing with a capital letter, unless a sentence begins with them. */
const capitonyms = wordSet(
  'polish turkey china march may august nice reading job mark bill rose frank chase ford orange target apple amazon',
)

const capitonymsIn = ({ tokens }: Question) => tokens.filter(({ word }) => capitonyms.has(word))
const isCapital = ({ text }: Token) => /^\p{Lu}/u.test(text)

/** `How do I polish it` and `Polish`: capitals tell them apart where the text has any. */
function compareCapitals(comparison: Comparison): Finding | undefined {
  const [stored, asked] = [capitonymsIn(comparison.stored), capitonymsIn(comparison.asked)]
  for (const token of stored) {
    const other = asked.find(({ word }) => word === token.word)
    if (other === undefined || isCapital(token) === isCapital(other)) continue
    const [small, capital] = isCapital(token)
      ? [comparison.asked, comparison.stored]
      : [comparison.stored, comparison.asked]
    const isFirst = capital.text.trimStart().startsWith(isCapital(token) ? token.text : other.text)
    if (/^\s*\p{Lu}/u.test(small.text) && !isFirst)
      return { rule: 'name', reason: against([token], [other], comparison) }
  }
  return undefined
}

/** Names and acronyms have no synonyms but those of the table of abbreviations. */
export const compareNames: Rule = comparison =>
  differenceOf(comparison, 'acronym', ['acronym']) ??
  differenceOf(comparison, 'name', ['name']) ??
  compareCapitals(comparison)
