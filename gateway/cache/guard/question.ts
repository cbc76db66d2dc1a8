import type { AmountKind, LiteralKind } from './lexeme.ts'

export type TokenKind =
  | LiteralKind
  | AmountKind
  | 'word'
  | 'name'
  | 'acronym'
  | 'language'
  | 'negation'
  | 'quantifier'
  | 'degree'
  | 'connective'

/** One thing that a question speaks of, in a form that does not depend on how it was said. */
export interface Token {
  readonly kind: TokenKind
  /** As it was written, for the reason of a refusal. */
  readonly text: string
  /** The word in small letters, before it was taken for what it means. */
  readonly word: string
  /** Two tokens of one key mean the same. */
  readonly key: string
  /** The preposition that governs it, `subject`, `setting`, or empty. */
  readonly role: string
  /** True where it stands before the noun that it belongs to, with nothing between. */
  readonly isModifier: boolean
  readonly isVerb: boolean
}

/** What a sentence asks for. `open` is an imperative or mere keywords: it may ask for a way or for a thing. A
 * `request` begins with `can you`: it wants what it says done, and no way to do it. A `wish` says what the asker wants to do, and
 * a `need` what the asker wants to have. */
export type Asking =
  | 'way'
  | 'thing'
  | 'open'
  | 'request'
  | 'wish'
  | 'need'
  | 'how'
  | 'why'
  | 'when'
  | 'where'
  | 'who'
  | 'yes-no'
  | 'how-many'
  | 'how-much'
  | 'how-long'
  | 'how-often'

export interface Sentence {
  readonly asking: Asking
  readonly tense: 'past' | 'present' | 'future' | undefined
  /** Modal verbs that change the answer, such as `should`. */
  readonly modals: readonly string[]
  readonly tokens: readonly Token[]
}

export interface Question {
  readonly text: string
  /** Why the model cannot be trusted with this text, or undefined. */
  readonly foreign: string | undefined
  readonly sentences: readonly Sentence[]
  /** The tokens of all sentences. */
  readonly tokens: readonly Token[]
}
