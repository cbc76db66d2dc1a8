/** What cannot be put into other words: it is compared as it stands. */
export type LiteralKind = 'quoted' | 'code' | 'identifier' | 'path' | 'url' | 'version'

export type AmountKind = 'number' | 'unit' | 'percentage' | 'currency' | 'date' | 'time'

/** A piece of a question's text. A `stop` ends a clause, an `end` a sentence. */
export interface Lexeme {
  readonly kind: 'word' | 'stop' | 'end' | 'genitive' | LiteralKind | AmountKind
  /** As it was written. */
  readonly text: string
  /** In small letters for words, in a form that can be compared for all others. */
  readonly value: string
  /** True for a word with a capital letter that is not only there because a sentence begins. */
  readonly capital: boolean
}

export function word(text: string, capital = false): Lexeme {
  return { kind: 'word', text, value: text.toLowerCase(), capital }
}

export function lexeme(kind: Lexeme['kind'], text: string, value = text): Lexeme {
  return { kind, text, value, capital: false }
}
