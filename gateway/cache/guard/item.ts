import type { TokenKind } from './question.ts'

/** What stands between tokens: it says how they belong together, and is gone when the question has been read. */
export type Mark =
  | 'be'
  | 'aux'
  | 'subject-follows'
  | 'and'
  | 'or'
  | 'stop'
  | 'that'
  | 'article'
  | 'preposition'
  | 'adverb'

/** A token while its sentence is read, or a mark. */
export interface Item {
  readonly mark: Mark | undefined
  readonly kind: TokenKind
  readonly text: string
  readonly word: string
  key: string
  role: string
  isModifier: boolean
  isVerb: boolean
}

export function mark(name: Mark, text = '', role = ''): Item {
  return { mark: name, kind: 'word', text, word: text, key: '', role, isModifier: false, isVerb: false }
}

export function token(kind: TokenKind, text: string, key: string, isVerb = false, word = text): Item {
  return { mark: undefined, kind, text, word, key, role: '', isModifier: false, isVerb }
}

export const isNoun = (item: Item | undefined): boolean =>
  item !== undefined &&
  item.mark === undefined &&
  !item.isVerb &&
  item.kind !== 'negation' &&
  item.kind !== 'connective'
