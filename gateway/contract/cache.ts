// What the cache tells a person: which rule kept two questions apart, and why.

/** What two questions are compared by before the answer to one may be given to the other. */
export type GuardRule =
  | 'length'
  | 'language'
  | 'language-asked-for'
  | 'code'
  | 'quoted'
  | 'identifier'
  | 'path'
  | 'url'
  | 'version'
  | 'number'
  | 'unit'
  | 'percentage'
  | 'currency'
  | 'date'
  | 'time'
  | 'name'
  | 'acronym'
  | 'negation'
  | 'quantifier'
  | 'comparative'
  | 'superlative'
  | 'antonym'
  | 'wh-word'
  | 'tense'
  | 'modality'
  | 'roles'
  | 'word-order'
  | 'extra-words'
  | 'other-words'

/** `reason` is a sentence for a person and quotes both questions. */
export type GuardVerdict =
  | { readonly agrees: true }
  | { readonly agrees: false; readonly rule: GuardRule; readonly reason: string }
