import { irregularNouns, irregularVerbs, ownWords } from './data/irregular-forms.ts'
import { baseVerbs } from './data/verbs.ts'

const vowel = /[aeiouy]/

/** The base of `making`, `planned` or `stopped`, where `rest` is what is left without the ending. */
function verbBase(rest: string): string {
  if (baseVerbs.has(rest)) return rest
  if (baseVerbs.has(`${rest}e`)) return `${rest}e`
  const doubled = rest.at(-1) === rest.at(-2)
  if (doubled && (baseVerbs.has(rest.slice(0, -1)) || !/[lsz]$/.test(rest))) return rest.slice(0, -1)
  return /(?:[aeiou]t|iz|yz|[aeiou]s|v|c|dg|u)$/.test(rest) && !/(?:[aeiou]{2}[ts])$/.test(rest)
    ? `${rest}e`
    : rest
}

function withoutPlural(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1)
  return /(?:ss|x|ch|sh|zz|o)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1)
}

/**
 * A word without what its number, tense or person adds, and nothing more: `files` is `file`, but `useful`, `user` and `use` stay
 * three words, since other endings change what is asked.
 */
export function stem(word: string): string {
  if (ownWords.has(word)) return word
  const irregular = irregularVerbs.get(word) ?? irregularNouns.get(word)
  if (irregular !== undefined) return irregular
  if (word.length > 4 && word.endsWith('ing') && vowel.test(word.slice(0, -3)))
    return verbBase(word.slice(0, -3))
  if (word.length > 3 && word.endsWith('ied')) return `${word.slice(0, -3)}y`
  if (word.length > 3 && word.endsWith('ed') && !word.endsWith('eed') && vowel.test(word.slice(0, -2)))
    return verbBase(word.slice(0, -2))
  return withoutPlural(word)
}
