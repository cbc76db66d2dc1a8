import { asksForObject } from './askers.ts'
import { isVerb } from './concepts.ts'
import { degreeWords } from './data/adjectives.ts'
import {
  articles,
  beForms,
  connectives,
  doForms,
  fillers,
  firstPerson,
  genericSubjects,
  haveForms,
  modalVerbs,
  negations,
  prepositionRoles,
  quantifiers,
  secondPerson,
  thirdPersons,
} from './data/function-words.ts'
import { isInfinitive } from './infinitives.ts'
import { type Item, mark, token } from './item.ts'
import type { Lexeme } from './lexeme.ts'
import type { Asking } from './question.ts'
import { readWord } from './read-word.ts'

const amounts: ReadonlySet<string> = new Set(['number', 'unit', 'percentage', 'currency', 'date', 'time'])

export interface ReadItems {
  readonly items: Item[]
  readonly modals: readonly string[]
}

/** Words of a sentence, each as a token, as a mark, or as nothing. */
export class ItemReader {
  private readonly items: Item[] = []
  private readonly modals: string[] = []
  private role = ''
  private hasAux = false
  private readonly pieces: readonly Lexeme[]
  private readonly asking: Asking

  constructor(pieces: readonly Lexeme[], asking: Asking) {
    this.pieces = pieces
    this.asking = asking
  }

  read(): ReadItems {
    for (let at = 0; at < this.pieces.length; at += 1) this.readPiece(this.pieces[at] as Lexeme, at)
    return { items: this.items, modals: this.modals }
  }

  private valueAt(at: number): string {
    const piece = this.pieces[at]
    return piece?.kind === 'word' ? piece.value : ''
  }

  private push(item: Item): void {
    // `a regex for matching` is one that matches.
    const isPurpose = /^(?:for|of)$/.test(this.role) && /ing$/.test(item.word) && isVerb(item.key)
    if (isPurpose) item.isVerb = true
    if (item.mark === undefined) item.role = isPurpose ? '' : this.role
    this.items.push(item)
    if (item.isVerb) this.role = ''
  }

  private pushMark(item: Item): void {
    this.items.push(item)
    if (item.mark !== 'article' && item.mark !== 'and' && item.mark !== 'or') this.role = item.role
  }

  private readPiece(piece: Lexeme, at: number): void {
    if (piece.kind === 'stop' || piece.kind === 'end') this.endClause(piece.text)
    else if (piece.kind === 'genitive') this.items.push(mark('article', "'s"))
    else if (piece.kind !== 'word') this.push(token(piece.kind, piece.text, piece.value))
    else if (
      piece.capital &&
      piece.text.length > 1 &&
      /^\p{Lu}+$/u.test(piece.text) &&
      !negations.has(piece.value) &&
      !quantifiers.has(piece.value)
    ) {
      for (const item of readWord(piece)) this.push(item)
    } else this.readFunctionWord(piece, at)
  }

  private endClause(text: string): void {
    this.pushMark(mark('stop', text))
    this.hasAux = false
  }

  private readFunctionWord(piece: Lexeme, at: number): void {
    const { value, text } = piece
    const isMonth = piece.capital && value === 'may'
    if ((!isMonth && this.readAuxiliary(value, text, at)) || this.readPronoun(value, text)) return
    if (value === 'and' || value === 'or') {
      this.pushMark(mark(value, value))
      if (value === 'or') this.items.push(token('connective', 'or', 'or'))
    } else if (value === 'to' && isInfinitive(this.pieces, at, this.items.at(-1)))
      this.pushMark(mark('that', 'to'))
    else if (negations.has(value)) this.readNegation(value, text)
    else if (degreeWords.has(value) || quantifiers.has(value)) this.readAmountWord(value, text, at)
    else if (prepositionRoles.has(value)) this.readPreposition(value, text, at)
    else if (connectives.has(value)) {
      this.pushMark(mark('that', value))
      this.push(token('connective', text, connectives.get(value) ?? value))
      this.hasAux = false
    } else if (/^(?:that|which|who|what|whose|whom)$/.test(value)) this.pushMark(mark('that', value))
    // In `B given A` it is a name.
    else if (piece.capital && text === 'A') this.push(token('name', text, value))
    else if (articles.has(value)) this.items.push(mark('article', value))
    else if (fillers.has(value) && !(value === 'following' && this.items.at(-1)?.mark !== 'article'))
      this.items.push(mark('adverb', value))
    else for (const item of readWord(piece)) this.push(item)
  }

  private readAuxiliary(value: string, text: string, at: number): boolean {
    const modal = modalVerbs.get(value)
    const isHelper =
      beForms.has(value) || modal !== undefined || value === 'passive_was' || value === 'passive_is'
    if (isHelper) {
      if (modal === undefined) this.pushMark(mark('be', text))
      else {
        if (!this.isHarmless(modal, at)) this.modals.push(modal)
        this.pushMark(mark('aux', text))
        this.hasAux = true
      }
      return true
    }
    if (
      !doForms.has(value) &&
      !haveForms.has(value) &&
      value !== 'doing' &&
      value !== 'having' &&
      value !== 'done'
    )
      return false
    const isLast = doForms.has(value) && this.items.length > 0 && this.endsClause(at + 1)
    const isMain =
      this.hasAux ||
      isLast ||
      value === 'doing' ||
      value === 'having' ||
      value === 'done' ||
      this.items.at(-1)?.text === 'to'
    if (isMain && !(haveForms.has(value) && /(?:ed|en)$/.test(this.valueAt(at + 1)))) {
      this.push(token('word', text, /^do/.test(value) || value === 'did' ? 'do' : 'have', true, value))
      return true
    }
    this.pushMark(mark(doForms.has(value) ? 'subject-follows' : 'aux', text))
    this.hasAux = true
    return true
  }

  private endsClause(at: number): boolean {
    const kind = this.pieces[at]?.kind
    return kind === undefined || kind === 'stop' || kind === 'end'
  }

  /** `can` says nothing in a question for a way or a place, and `will` is told by the tense. */
  private isHarmless(modal: string, at: number): boolean {
    if (modal === 'will' || (modal === 'can' && this.items.at(-1)?.key === 'how')) return true
    if (modal === 'can' && (this.asking === 'way' || this.asking === 'open')) return true
    return (
      modal === 'can' &&
      (this.asking === 'where' || this.asking === 'how') &&
      genericSubjects.has(this.valueAt(at + 1))
    )
  }

  private readPronoun(value: string, text: string): boolean {
    const previous = this.items.at(-1)?.mark
    const isSubject = previous === 'aux' || previous === 'subject-follows'
    const isGeneric = this.asking !== 'yes-no' && this.asking !== 'thing' && this.asking !== 'who'
    if (
      isSubject &&
      genericSubjects.has(value) &&
      (previous === 'aux' || this.asking === 'way' || (isGeneric && value === 'people'))
    ) {
      if (asksForObject(this.items, this.asking)) this.items.push(mark('adverb', 'asker'))
      return true
    }
    if (value === 'one' || firstPerson.has(value)) {
      this.items.push(mark('article', value))
      return true
    }
    const you = this.asking === 'way' ? undefined : secondPerson.get(value)
    if (you === undefined && secondPerson.has(value)) return true
    const person = you ?? thirdPersons.get(value)
    if (person === undefined) return false
    this.push(token('word', text, person, false, value))
    return true
  }

  private readNegation(value: string, text: string): void {
    if (value === 'without') {
      this.pushMark(mark('preposition', text, 'without'))
      return
    }
    const key = /^(?:not|no|none|cannot)$/.test(value) ? 'not' : value
    this.push(token('negation', text, key, false, value))
  }

  private readAmountWord(value: string, text: string, at: number): void {
    const degree = degreeWords.get(value)
    const comparesAmount = this.valueAt(at + 1) === 'than' && amounts.has(this.pieces[at + 2]?.kind ?? '')
    if (degree !== undefined && !comparesAmount) this.push(token('degree', text, degree, false, value))
    else if (degree !== undefined) this.push(token('quantifier', text, `${degree} than`, false, value))
    else if (
      value === 'some' &&
      (this.asking === 'open' || this.asking === 'thing') &&
      this.items.every(item => item.mark !== undefined)
    )
      return
    else
      this.push(
        token(
          'quantifier',
          text,
          value === 'only' && this.items.at(-1)?.mark === 'article'
            ? 'sole'
            : (quantifiers.get(value) ?? value),
          false,
          value,
        ),
      )
  }

  /** `without me` says something that is lost with the pronoun; `for me` and `to me` do not. */
  private isWithAsker(role: string, at: number): boolean {
    return /^(?:me|us)$/.test(this.valueAt(at)) && !/^(?:for|to|like)$/.test(role)
  }

  private readPreposition(value: string, text: string, at: number): void {
    const role = prepositionRoles.get(value) ?? value
    if (role === 'than' && this.items.at(-1)?.kind === 'quantifier') return
    const next = this.pieces[at + 1]
    const limit = /^(?:over|above)$/.test(role)
      ? 'more than'
      : /^(?:under|below)$/.test(role)
        ? 'less than'
        : undefined
    if (limit !== undefined && amounts.has(next?.kind ?? ''))
      this.push(token('quantifier', text, limit, false, value))
    else if (this.endsClause(at + 1) || this.isWithAsker(role, at + 1))
      this.push(token('word', text, `particle ${role}`, false, value))
    else this.pushMark(mark('preposition', text, role))
  }
}
