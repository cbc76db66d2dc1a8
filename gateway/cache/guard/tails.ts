import { wordSet } from './data/word-list.ts'
import { type Lexeme, word } from './lexeme.ts'
import { joinAsker, joinHeading, joinStatement } from './statements.ts'

const asks = wordSet('how why')
const empty = wordSet(
  'how why do does did i you we one it that this is are be done can could should to so go about exactly would',
)
const whWords = wordSet('how why what when where who which')
const pronouns = wordSet('it that this them these those')
const ways = wordSet('way process method procedure approach formula trick steps')

const wordsOf = (pieces: readonly Lexeme[]) =>
  pieces.filter(({ kind }) => kind === 'word').map(({ value }) => value)

/** `how?`, `why is that?` and `how do I do it?` say nothing but what is asked of the rest. */
function isBareTail(pieces: readonly Lexeme[]): boolean {
  const words = wordsOf(pieces)
  return (
    asks.has(words[0] ?? '') &&
    pieces.every(({ kind, value }) => kind === 'stop' || (kind === 'word' && empty.has(value)))
  )
}

/** The question that stands behind what it is about, read as if it stood in front; undefined where there is none. */
function turnedTail(rest: readonly Lexeme[], tail: readonly Lexeme[]): readonly Lexeme[] | undefined {
  const words = wordsOf(tail)
  const asker = joinAsker(rest, tail)
  if (asker !== undefined) return asker
  if (!whWords.has(words[0] ?? '') || rest.length === 0) return undefined
  if (isBareTail(tail))
    return words[0] === 'why' ? [word('why'), ...rest] : [word('how'), word('to'), ...withoutWish(rest)]
  const last = words.at(-1) ?? ''
  if (words[0] === 'what' && words[1] === 'is' && words.length < 7) {
    if (last === 'difference') return [...tail, word('between'), ...rest]
    if (ways.has(last) && last !== 'formula') return [word('how'), word('to'), ...withoutWish(rest)]
    if (last === 'formula') return [...tail, word('for'), ...rest]
  }
  const joined = joinStatement(rest, tail)
  if (joined !== undefined) return joined
  if (words[0] === 'what' && words.length < 5 && last === 'say' && /ing$/.test(rest[0]?.value ?? ''))
    return [...tail, word('for'), ...rest]
  return words[0] === 'how' && pronouns.has(last) && tail.at(-1)?.kind === 'word'
    ? [...tail.slice(0, -1), ...rest]
    : undefined
}

/** Without `I want to`, which is what `how to` says. */
function withoutWish(pieces: readonly Lexeme[]): readonly Lexeme[] {
  const words = pieces
    .slice(0, 4)
    .map(({ value }) => value)
    .join(' ')
  const wish = /^(?:i|we) (?:(?:would|should) like to|(?:need|want|wish|must) to|must|want|need)\b/.exec(
    words,
  )?.[0]
  return wish === undefined ? pieces : pieces.slice(wish.split(' ').length)
}

function turned(sentence: readonly Lexeme[]): readonly Lexeme[] {
  const stop = sentence.findLastIndex(({ kind, text }) => kind === 'stop' && /[,:–—-]/.test(text))
  if (stop < 1) return sentence
  const isHeading = sentence[stop]?.text === ':' && whWords.has(wordsOf(sentence.slice(stop + 1))[0] ?? '')
  const headed = isHeading ? joinHeading(sentence.slice(0, stop), sentence.slice(stop + 1)) : undefined
  if (headed !== undefined && !isBareTail(sentence.slice(stop + 1))) return headed
  return turnedTail(sentence.slice(0, stop), sentence.slice(stop + 1)) ?? sentence
}

/** Sentences with the question in front, also where it is a sentence of its own: `It fails. Why?` */
export function joinTails(sentences: readonly (readonly Lexeme[])[]): readonly (readonly Lexeme[])[] {
  const result: (readonly Lexeme[])[] = []
  for (const sentence of sentences) {
    const before = result.at(-1)
    const joined = before === undefined ? undefined : turnedTail(before, sentence)
    if (joined === undefined) result.push(turned([...sentence]))
    else result[result.length - 1] = [...joined]
  }
  return result
}
