import { alsoEnglish, englishFunctionWords, foreignFunctionWords } from './data/languages.ts'
import type { Lexeme } from './lexeme.ts'

/** A letter of another script. One Greek letter alone is a sign of mathematics. */
const otherScript = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u

/** Letters that English has only in single borrowed words. */
const otherLatin = /[äöüßñçøåæœęąłśżźćńčšžřůěțșığăâîõãêôûà-ý]/i

/** Why a text is not one that the model was measured for, or undefined. Quoted text and code are not looked at. */
export function foreignReason(lexemes: readonly Lexeme[]): string | undefined {
  let english = 0
  let foreign = 0
  let sure = 0
  let accented = 0
  let words = 0
  for (const { kind, value, text } of lexemes) {
    if (kind === 'code') continue
    if (otherScript.test(value) && !/^\p{Script=Greek}$/u.test(value))
      return `“${text.slice(0, 40)}” is written in another script`
    if (kind !== 'word') continue
    words += 1
    if (englishFunctionWords.has(value)) english += 1
    if (foreignFunctionWords.has(value)) foreign += 1
    if (foreignFunctionWords.has(value) && !alsoEnglish.has(value)) sure += 1
    if (otherLatin.test(value)) accented += 1
  }
  if (sure > 0 && foreign > english) return 'it is written in another language than English'
  if (english === 0 && (foreign > 1 || accented > 1 || (accented > 0 && words < 8)))
    return 'it is written in another language than English'
  return undefined
}
