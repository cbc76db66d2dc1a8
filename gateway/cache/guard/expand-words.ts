import { conceptOf, isVerb, spelledAlike } from './concepts.ts'
import { abbreviations, capitalsOnly } from './data/abbreviations.ts'
import { endings, wholeForms, withIs } from './data/contractions.ts'
import { phrases } from './data/phrases.ts'
import { synonyms } from './data/synonyms.ts'
import { type Lexeme, word } from './lexeme.ts'
import { stem } from './stem.ts'

interface Rewriting {
  readonly words: readonly string[]
  readonly replacement: readonly string[]
  /** True for names, which are written with a capital letter. */
  readonly isName: boolean
}

/** All rewritings by their first word, the longest first. */
const rewritings: ReadonlyMap<string, readonly Rewriting[]> = byFirstWord([
  ...phrases.map(([words, replacement]) => ({ words, replacement, isName: false })),
  ...abbreviations.map(([name, words]) => ({ words, replacement: [name], isName: true })),
  ...[...synonyms]
    .filter(([phrase]) => phrase.includes(' '))
    .map(([phrase, first]) => ({
      words: phrase.split(' '),
      replacement: [first.replaceAll(' ', '_')],
      isName: false,
    })),
])

function byFirstWord(all: readonly Rewriting[]): ReadonlyMap<string, readonly Rewriting[]> {
  const result = new Map<string, Rewriting[]>()
  for (const rewriting of all) {
    const first = rewriting.words[0] ?? ''
    result.set(first, [...(result.get(first) ?? []), rewriting])
  }
  for (const list of result.values()) list.sort((a, b) => b.words.length - a.words.length)
  return result
}

/** Without contractions: `don't` gives `do` and `not`, `who's` gives `who` and `is`. */
function withoutContractions(lexemes: readonly Lexeme[]): readonly Lexeme[] {
  const result: Lexeme[] = []
  for (const piece of lexemes) {
    const before = result.at(-1)
    if (piece.kind === 'genitive' && before?.kind === 'word' && withIs.has(before.value))
      result.push(word('is'))
    else if (piece.kind !== 'word') result.push(piece)
    else result.push(...expandWord(piece))
  }
  return result
}

function expandWord(piece: Lexeme): readonly Lexeme[] {
  const whole = wholeForms.get(piece.value)
  if (whole !== undefined) return whole.map(part => word(part))
  const apostrophe = piece.value.lastIndexOf("'")
  const ending = apostrophe > 0 ? endings.get(piece.value.slice(apostrophe)) : undefined
  if (ending !== undefined) return [word(piece.value.slice(0, apostrophe)), word(ending)]
  return [{ ...piece, value: spelledAlike(piece.value) }]
}

function matches(lexemes: readonly Lexeme[], at: number, { words, isName }: Rewriting): boolean {
  for (let index = 0; index < words.length; index += 1) {
    const piece = lexemes[at + index]
    if (piece?.kind === 'number' && piece.value === words[index]) continue
    if (piece?.kind !== 'word' || piece.value !== words[index]) return false
  }
  if (!isName || words.length > 1 || !capitalsOnly.has(words[0] ?? '')) return true
  return /^\p{Lu}{2,}$/u.test(lexemes[at]?.text ?? '')
}

/** The rewriting that begins with a word as it stands, or with its base: `figured out` is one of `figure out`. */
function rewritingAt(lexemes: readonly Lexeme[], at: number): Rewriting | undefined {
  const piece = lexemes[at]
  if (piece?.kind !== 'word') return undefined
  const asWritten = rewritings.get(piece.value)?.find(entry => matches(lexemes, at, entry))
  const base = stem(piece.value)
  if (asWritten !== undefined || base === piece.value || !isVerb(conceptOf(base))) return asWritten
  const inBase = [{ ...piece, value: base }, ...lexemes.slice(at + 1, at + 8)]
  return rewritings
    .get(base)
    ?.find(entry => entry.words.length > 1 && entry.replacement.length === 1 && matches(inBase, 0, entry))
}

/** A regular verb with the ending of the one that it stands for, so that the tense can still be read. */
function inflectedLike(written: string, base: string): string {
  if (written.endsWith('ing')) return `${base.replace(/e$/, '')}ing`
  return written.endsWith('s') ? `${base}s` : `${base.replace(/e$/, '')}ed`
}

/** Words in the forms that the tables use: contractions, spellings, phrases and abbreviations are gone. */
export function expandWords(lexemes: readonly Lexeme[]): readonly Lexeme[] {
  const plain = withoutContractions(lexemes)
  const result: Lexeme[] = []
  for (let at = 0; at < plain.length; ) {
    const piece = plain[at] as Lexeme
    const found = rewritingAt(plain, at)
    if (found === undefined) {
      result.push(piece)
      at += 1
      continue
    }
    const text = plain
      .slice(at, at + found.words.length)
      .map(part => part.text)
      .join(' ')
    for (const part of found.replacement) {
      const value = piece.value === found.words[0] ? part : inflectedLike(piece.value, part)
      result.push({ ...word(value, found.isName), text: found.replacement.length === 1 ? text : value })
    }
    at += found.words.length
  }
  return result
}
