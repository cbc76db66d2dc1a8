import { conceptOf, isVerb } from './concepts.ts'
import { measuredBy } from './data/adjectives.ts'
import { articles, beForms, doForms, haveForms, modalVerbs, prepositionRoles } from './data/function-words.ts'
import { pastForms, pastOrParticiple } from './data/irregular-forms.ts'
import { technologies } from './data/technologies.ts'
import { takeOpening, withoutClosings } from './frames.ts'
import { type Lexeme, word } from './lexeme.ts'
import type { Asking, Sentence } from './question.ts'

export interface Opened {
  readonly asking: Asking
  readonly tense: Sentence['tense']
  /** What is left of the sentence. */
  readonly rest: readonly Lexeme[]
  /** True where the frame asked for differences. */
  readonly differs: boolean
  /** True where something is wanted, such as a text. */
  readonly gives: boolean
  /** `I want to`, `I want` and `do you know how to`, where no way may be asked for. */
  readonly hedge: Hedge | undefined
}

export type Hedge = 'wish' | 'need' | 'ability'

const valueAt = (pieces: readonly Lexeme[], at: number) =>
  pieces[at]?.kind === 'word' ? pieces[at].value : ''
const whWords = new Set('how what which who whom whose when where why'.split(' '))
const isAux = (value: string) =>
  beForms.has(value) || doForms.has(value) || haveForms.has(value) || modalVerbs.has(value)

/** `In Python, how do I ...` and `If it rains, what ...` have the same meaning with their parts the other way round. */
function withoutFronting(pieces: readonly Lexeme[]): readonly Lexeme[] {
  if (technologies.has(valueAt(pieces, 0)) && whWords.has(valueAt(pieces, 1)) && pieces.length > 4) {
    return [...pieces.slice(1), word('in'), ...pieces.slice(0, 1)]
  }
  const first = valueAt(pieces, 0)
  const isFronted = prepositionRoles.has(first) || /^(?:if|when|while|given)$/.test(first)
  if (
    !isFronted ||
    whWords.has(valueAt(pieces, 1)) ||
    (/^(?:when|while)$/.test(first) && isAux(valueAt(pieces, 1)))
  )
    return pieces
  const stop = pieces.findIndex(({ kind, text }) => kind === 'stop' && /[,:]/.test(text))
  const question = pieces.findIndex(
    ({ kind, value }, at) => at > 1 && kind === 'word' && whWords.has(value) && value !== 'which',
  )
  const cut = stop > 0 ? stop : /^(?:if|when|while)$/.test(first) ? -1 : question
  if (cut <= 0 || cut >= pieces.length - 1) return pieces
  return [...pieces.slice(stop > 0 ? cut + 1 : cut), ...pieces.slice(0, cut)]
}

function tenseOf(pieces: readonly Lexeme[]): Sentence['tense'] {
  for (const [at, { kind, value }] of pieces.entries()) {
    if (kind !== 'word') continue
    if (value === 'will' || value === 'shall') return 'future'
    const tense = beForms.get(value) ?? doForms.get(value)
    if (tense === 'past' || tense === 'present') return tense
    if (haveForms.has(value))
      return value === 'had' || /(?:ed|en)$/.test(valueAt(pieces, at + 1)) ? 'past' : 'present'
    if (modalVerbs.has(value)) return undefined
    if (at > 0 && at < 3 && whWords.has(valueAt(pieces, 0))) {
      if (pastForms.has(value) || pastOrParticiple.has(value)) return 'past'
      if (/ed$/.test(value) && isVerb(conceptOf(value))) return 'past'
      if (at === 1 && /^wh[oa]/.test(valueAt(pieces, 0)) && /s$/.test(value) && isVerb(conceptOf(value)))
        return 'present'
    }
  }
  return undefined
}

/** `how tall is X` is `what is the height of X`. */
function withMeasure(pieces: readonly Lexeme[]): readonly Lexeme[] {
  const measure = measuredBy.get(valueAt(pieces, 1))
  if (valueAt(pieces, 0) !== 'how' || measure === undefined || !beForms.has(valueAt(pieces, 2))) return pieces
  return [word('what'), ...pieces.slice(2, 3), word('the'), word(measure), word('of'), ...pieces.slice(3)]
}

function askingOf(pieces: readonly Lexeme[]): { readonly asking: Asking; readonly taken: number } {
  const [first, second] = [valueAt(pieces, 0), valueAt(pieces, 1)]
  if (first === 'how') {
    if (second === 'many' || second === 'much' || second === 'long' || second === 'often') {
      if (second === 'much' && valueAt(pieces, 2) === 'time') return { asking: 'how-long', taken: 3 }
      return { asking: `how-${second}`, taken: 2 }
    }
    return { asking: 'how', taken: 1 }
  }
  if (first === 'what' && second === 'year') return { asking: 'when', taken: 2 }
  if (first === 'what' || first === 'which') return { asking: 'thing', taken: 1 }
  if (first === 'why' || first === 'when' || first === 'where') return { asking: first, taken: 1 }
  if (first === 'who' || first === 'whom' || first === 'whose') return { asking: 'who', taken: 1 }
  if (pieces.length > 2 && valueAt(pieces, pieces.length - 1) === 'whom') return { asking: 'who', taken: 0 }
  if (first === 'if' || first === 'whether') return { asking: 'yes-no', taken: 1 }
  if (isAux(first) && !(first === 'do' && isVerb(conceptOf(second)))) return { asking: 'yes-no', taken: 0 }
  if (prepositionRoles.has(first) && whWords.has(second))
    return { asking: askingOf(pieces.slice(1)).asking, taken: 0 }
  return { asking: 'open', taken: 0 }
}

/** What was behind `what is` is still behind its verb: `what was eaten` is not `what ate`. */
function withBe(whole: readonly Lexeme[], rest: readonly Lexeme[]): readonly Lexeme[] {
  const [first, second] = whole
  return first !== undefined && second !== undefined && whWords.has(first.value) && beForms.has(second.value)
    ? [second, ...whole.slice(2, whole.length - rest.length), ...rest]
    : rest
}

/** What was taken off says that the asker wants to act, or asks whether someone is able to. */
function hedgeOf(taken: readonly Lexeme[], rest: readonly Lexeme[]): Hedge | undefined {
  const text = taken.map(({ value }) => value).join(' ')
  if (
    /^(?:i|we) .*(?:\bto|\bmust)$/.test(text) &&
    !/\byou\b/.test(text) &&
    isVerb(conceptOf(valueAt(rest, 0)))
  )
    return 'wish'
  if (/^(?:i|we) (?:really )?(?:need|want)$/.test(text)) return 'need'
  if (!/^do you know$/.test(text)) return undefined
  const next = valueAt(rest, 0)
  if (next === 'how' && valueAt(rest, 1) === 'to') return 'ability'
  return whWords.has(next) || articles.has(next) || /^(?:if|whether|any|some)$/.test(next)
    ? undefined
    : 'ability'
}

/** `the working of X` is asked for like `how X works`. */
function withWorking(pieces: readonly Lexeme[]): readonly Lexeme[] {
  const at = valueAt(pieces, 0) === 'the' ? 1 : 0
  return /^workings?$/.test(valueAt(pieces, at)) && valueAt(pieces, at + 1) === 'of'
    ? [word('how'), ...pieces.slice(at + 2), word('work')]
    : pieces
}

/** The program that is named in the frame (`what is the git command to`) stays what the question is about. */
function withSettingOf(taken: readonly Lexeme[], rest: readonly Lexeme[]): readonly Lexeme[] {
  const setting = taken.find(({ value }) => technologies.has(value))
  return setting === undefined ? rest : [...rest, word('in'), setting]
}

/** `Is it possible to do X, and how?` asks for the way, as far as it is possible at all. */
function withoutPossibility(pieces: readonly Lexeme[]): readonly Lexeme[] {
  let end = pieces.length - 1
  if (valueAt(pieces, 0) !== 'can' || valueAt(pieces, 1) !== 'i' || valueAt(pieces, end) !== 'how')
    return pieces
  while (pieces[end - 1]?.kind === 'stop' || /^(?:and|if|so)$/.test(valueAt(pieces, end - 1))) end -= 1
  return [word('how'), ...pieces.slice(0, end)]
}

/** What a sentence asks for, and the rest of it without politeness and without the words that ask. */
export function readOpening(sentence: readonly Lexeme[]): Opened {
  let rest = withWorking(withoutPossibility(withoutFronting(withoutClosings(sentence))))
  let hedge: Hedge | undefined
  const opened = (asking: Asking, tense: Sentence['tense'], left: readonly Lexeme[]): Opened => ({
    asking,
    tense,
    rest: left,
    differs: false,
    gives: false,
    hedge,
  })
  for (let rounds = 0; rounds < 8; rounds += 1) {
    const framed = takeOpening(rest)
    if (framed === undefined) break
    if (framed.kind !== 'polite') {
      const tense = tenseOf(rest.slice(0, 4))
      if (framed.kind === 'way' || framed.kind === 'way-to-calculate')
        return opened(
          'way',
          tense,
          withSettingOf(rest.slice(0, rest.length - framed.rest.length), framed.rest),
        )
      if (framed.kind === 'give' || framed.kind === 'need')
        return { ...opened(framed.kind === 'need' ? 'need' : 'open', undefined, framed.rest), gives: true }
      const left = framed.kind === 'thing' ? withBe(rest, framed.rest) : framed.rest
      return { ...opened('thing', tense, left), differs: framed.kind === 'differ' }
    }
    hedge ??= hedgeOf(rest.slice(0, rest.length - framed.rest.length), framed.rest)
    rest = withWorking(withoutFronting(framed.rest))
  }
  const measured = withMeasure(rest)
  const tense = tenseOf(measured)
  const again = measured === rest ? undefined : takeOpening(measured)
  if (again !== undefined) return opened('thing', tense, withBe(measured, again.rest))
  const { asking, taken } = askingOf(measured)
  return opened(asking, tense, measured.slice(taken))
}
