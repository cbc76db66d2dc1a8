import { wordSet } from './data/word-list.ts'
import { withoutEmptyWords } from './empty-words.ts'
import { areInterchangeable } from './interchangeable.ts'
import type { Question, Token } from './question.ts'

/** Words that are another thing with a capital letter. */
const capitonyms =
  wordSet(`turkey polish china march may august apple amazon windows word excel access outlook teams go swift rust ruby react spring express oracle
shell target gap reading nice mobile bath cork job mark bill rose frank jack will grant pat faith hope chase ford orange subway slack notion zoom edge safari
python java`)

/** Questions that differ in more words than this are not the same, whatever stands for what. */
const mostComparisons = 64

const literals: ReadonlySet<string> = new Set(['quoted', 'code', 'identifier'])
const startsWithCapital = (text: string) => /^\P{L}*\p{Lu}/u.test(text)

/** What a word can be matched by when it is written like a name or a quotation elsewhere. */
function otherForm(token: Token, other: Question): boolean {
  if (token.kind === 'name' || token.kind === 'acronym')
    return !(capitonyms.has(token.word) && startsWithCapital(other.text))
  return literals.has(token.kind) && /^[a-z]{2,}$/.test(token.key)
}

/** The tokens of one question that the other has not, each as often as it is missing. */
function missingIn(tokens: readonly Token[], other: readonly Token[]): readonly Token[] {
  const counts = new Map<string, number>()
  for (const { key } of other) counts.set(key, (counts.get(key) ?? 0) + 1)
  return tokens.filter(({ key }) => {
    const count = counts.get(key) ?? 0
    if (count > 0) counts.set(key, count - 1)
    return count === 0
  })
}

/**
 * The other question with its words in the form that this one writes: a name in small letters and a quoted word without its marks
 * are taken for what they are here.
 */
function inFormOf(question: Question, other: Question): Question {
  const missing = missingIn(question.tokens, other.tokens).filter(token => otherForm(token, other))
  if (missing.length === 0) return other
  const byWord = new Map(missing.map(token => [literals.has(token.kind) ? token.key : token.word, token]))
  const rename = (token: Token): Token => {
    const found =
      token.kind === 'word' || token.kind === 'name' || token.kind === 'acronym'
        ? byWord.get(token.word)
        : undefined
    if (found === undefined || found.key === token.key) return token
    if (literals.has(found.kind) && token.text !== found.key) return token
    return { ...token, key: found.key, isVerb: found.isVerb }
  }
  const sentences = other.sentences.map(sentence => ({ ...sentence, tokens: sentence.tokens.map(rename) }))
  return { ...other, sentences, tokens: sentences.flatMap(({ tokens }) => tokens) }
}

/** The question with two words in one where the other writes them so: `heap sort` is `heapsort`. */
function withCompoundsOf(other: Question, question: Question): Question {
  const whole = new Set(missingIn(other.tokens, question.tokens).map(({ word }) => word))
  const parts = new Set(missingIn(question.tokens, other.tokens))
  if (whole.size === 0 || parts.size < 2) return question
  const join = (tokens: readonly Token[]): readonly Token[] =>
    tokens.flatMap((token, at) => {
      const [before, next] = [tokens[at - 1], tokens[at + 1]]
      const joins = (one: Token | undefined, second: Token | undefined) =>
        one !== undefined &&
        second !== undefined &&
        parts.has(one) &&
        parts.has(second) &&
        one.isModifier &&
        whole.has(one.word + second.word)
      if (joins(before, token)) return []
      if (!joins(token, next)) return [token]
      const [partner] = other.tokens.filter(({ word }) => word === token.word + (next?.word ?? ''))
      return [
        {
          ...token,
          key: partner?.key ?? token.key,
          word: token.word + (next?.word ?? ''),
          isModifier: next?.isModifier ?? false,
        },
      ]
    })
  const sentences = question.sentences.map(sentence => ({ ...sentence, tokens: join(sentence.tokens) }))
  return { ...question, sentences, tokens: sentences.flatMap(({ tokens }) => tokens) }
}

export interface Matched {
  readonly stored: Question
  readonly asked: Question
  readonly onlyStored: readonly Token[]
  readonly onlyAsked: readonly Token[]
}

/**
 * The asked question with the words of the stored one wherever a word that is missing in one can stand for a word that is missing
 * in the other. Where more than one could, none does: so it is the same both ways.
 */
function inWordsOf(stored: Question, asked: Question): Question {
  const [lacking, spare] = [missingIn(stored.tokens, asked.tokens), missingIn(asked.tokens, stored.tokens)]
  if (lacking.length === 0 || spare.length === 0 || lacking.length * spare.length > mostComparisons)
    return asked
  const found = new Map<Token, Token>()
  for (const token of spare) {
    const partners = lacking.filter(other => areInterchangeable(token, other))
    const [partner] = partners
    if (partner === undefined || partners.length > 1) continue
    if (spare.filter(other => areInterchangeable(other, partner)).length === 1) found.set(token, partner)
  }
  if (found.size === 0) return asked
  const rename = (token: Token): Token => {
    const partner = found.get(token)
    return partner === undefined ? token : { ...token, key: partner.key, isVerb: partner.isVerb }
  }
  const sentences = asked.sentences.map(sentence => ({ ...sentence, tokens: sentence.tokens.map(rename) }))
  return { ...asked, sentences, tokens: sentences.flatMap(({ tokens }) => tokens) }
}

/** Puts two questions beside each other. */
export function matchTokens(storedAsRead: Question, askedAsRead: Question): Matched {
  const askedInForm = withCompoundsOf(storedAsRead, inFormOf(storedAsRead, askedAsRead))
  const stored = withCompoundsOf(askedInForm, inFormOf(askedInForm, storedAsRead))
  const asked = inWordsOf(stored, askedInForm)
  const matched = beside(stored, asked)
  const { onlyStored, onlyAsked } = matched
  if (onlyStored.length > 0 && onlyAsked.length > 0) return matched
  const shorter =
    onlyStored.length > 0 ? withoutEmptyWords(stored, onlyStored) : withoutEmptyWords(asked, onlyAsked)
  if (shorter === undefined) return matched
  return onlyStored.length > 0 ? beside(shorter, asked) : beside(stored, shorter)
}

function beside(stored: Question, asked: Question): Matched {
  return {
    stored,
    asked,
    onlyStored: missingIn(stored.tokens, asked.tokens),
    onlyAsked: missingIn(asked.tokens, stored.tokens),
  }
}
