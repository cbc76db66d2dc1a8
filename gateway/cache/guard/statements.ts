import { conceptOf, isVerb } from './concepts.ts'
import { articles, beForms, connectives, prepositionRoles } from './data/function-words.ts'
import { participles, pastOrParticiple } from './data/irregular-forms.ts'
import { technologies } from './data/technologies.ts'
import { wordSet } from './data/word-list.ts'
import { type Lexeme, word } from './lexeme.ts'

const pronouns = wordSet('it them this that these those')
const failures = wordSet('error exception warning failure crash mistake errors exceptions warnings')
/** What has not happened, or is only wanted: there, nothing has to be mended yet. */
const notYet = wordSet(
  'will shall would could should may might must want wants need needs going gonna if not never',
)
const literals: ReadonlySet<string> = new Set(['quoted', 'code', 'identifier'])

const valueAt = (pieces: readonly Lexeme[], at: number) =>
  pieces[at]?.kind === 'word' ? pieces[at].value : ''

const textOf = (pieces: readonly Lexeme[]) =>
  pieces.map(({ kind, value }) => (kind === 'word' ? value : '…')).join(' ')

const isMe = (value: string) => value === 'i' || value === 'we'

/** Nouns with what stands in front of them: no verb form, no preposition and no clause of its own. */
const isNounPhrase = (pieces: readonly Lexeme[]) =>
  pieces.length > 0 &&
  pieces.length < 6 &&
  pieces.every(
    ({ kind, value }) =>
      kind !== 'stop' &&
      !beForms.has(value) &&
      !prepositionRoles.has(value) &&
      !connectives.has(value) &&
      !/^(?:and|or|to|not|who|which|that|i|we|you)$/.test(value),
  )

const isParticiple = (value: string) =>
  /[^e]ed$/.test(value) ||
  (isVerb(conceptOf(value)) && (participles.has(value) || pastOrParticiple.has(value)))

/** `I get ERROR`: the error, or undefined. */
function failureIn(statement: readonly Lexeme[]): readonly Lexeme[] | undefined {
  const got =
    /^(?:i|we) (?:just |always |now )?(?:am getting|are getting|keep getting|keep seeing|am seeing|get|got|see|receive|have|encounter|obtain) /.exec(
      `${textOf(statement)} `,
    )?.[0]
  if (got === undefined) return undefined
  const rest = statement.slice(got.trim().split(' ').length)
  const fails = rest.some(({ kind, value }) => literals.has(kind) || failures.has(value))
  return fails && rest.length > 0 ? rest : undefined
}

const asksForRemedy = (question: readonly Lexeme[]) =>
  /^(?:so |then )?(?:what (?:can|should|do|could|must) (?:i|we)(?: need to| have to| must)? do(?: about (?:it|that|this))?|how (?:do|can|should|could|to) (?:(?:i|we) )?(?:fix|solve|resolve|repair) (?:it|that|this))$/.test(
    textOf(question.filter(({ kind }) => kind !== 'stop')),
  )

/** `I have a file`, `there is a file`: what there is, or undefined. */
function possessionIn(statement: readonly Lexeme[]): readonly Lexeme[] | undefined {
  if (!isMe(valueAt(statement, 0)) || !/^(?:have|got)$/.test(valueAt(statement, 1))) return undefined
  const rest = statement.slice(2)
  return articles.has(valueAt(rest, 0)) && isNounPhrase(rest) ? rest : undefined
}

/** The question with the thing in place of its one pronoun. */
function withPronoun(question: readonly Lexeme[], thing: readonly Lexeme[]): readonly Lexeme[] | undefined {
  const places = [...question.keys()].filter(at => pronouns.has(valueAt(question, at)))
  const [place] = places
  if (place === undefined || places.length > 1) return undefined
  const next = question[place + 1]
  // A pronoun in front of a noun belongs to that.
  const isAlone =
    next === undefined || next.kind === 'stop' || prepositionRoles.has(next.value) || next.value === 'to'
  return isAlone ? [...question.slice(0, place), ...thing, ...question.slice(place + 1)] : undefined
}

/** `my train was cancelled` as `a cancelled train`. */
function stateIn(statement: readonly Lexeme[]): readonly Lexeme[] | undefined {
  const be = statement.findIndex(({ value }) => /^(?:was|is|were|are)$/.test(value))
  const [state] = statement.slice(be + 1)
  if (be < 2 || be !== statement.length - 2 || state === undefined) return undefined
  if (!isParticiple(state.value) && !/ing$/.test(state.value)) return undefined
  const thing = statement.slice(1, be)
  return /^(?:my|our)$/.test(valueAt(statement, 0)) && isNounPhrase(thing)
    ? [word('a'), state, ...thing]
    : undefined
}

/** `I'm a student. How do I ...` asks how to do it as a student. */
export function joinAsker(
  statement: readonly Lexeme[],
  question: readonly Lexeme[],
): readonly Lexeme[] | undefined {
  const [who, be, article] = statement.map(({ value }) => value)
  if (who !== 'i' || be !== 'am' || !/^an?$/.test(article ?? '')) return undefined
  const isAbout = question.some(({ value }) => /^(?:he|him|she|her|they|them)$/.test(value))
  const rest = statement.slice(2)
  return isNounPhrase(rest) && !isAbout ? [...question, word('as'), ...rest] : undefined
}

/** A question and the statement in front of it as the one question that they are together, or undefined. */
export function joinStatement(
  statement: readonly Lexeme[],
  question: readonly Lexeme[],
): readonly Lexeme[] | undefined {
  const first = valueAt(statement, 0)
  if (asksForRemedy(question)) {
    const failure = failureIn(statement)
    if (failure !== undefined) return [word('how'), word('to'), word('fix'), ...failure]
    const isAbout =
      statement.length > 2 &&
      (isMe(first) || articles.has(first)) &&
      !statement.some(({ value }) => notYet.has(value))
    if (valueAt(question, 0) === 'what') return isAbout ? [...question, word('if'), ...statement] : undefined
  }
  const thing = possessionIn(statement)
  if (thing !== undefined) return withPronoun(question, thing)
  const state = stateIn(statement)
  if (question.some(({ value }) => pronouns.has(value)))
    return state === undefined ? undefined : withPronoun(question, state)
  return state !== undefined && valueAt(question, 0) === 'how'
    ? [...question, word('for'), ...state]
    : undefined
}

/** `CSS: how do I ...` asks how to do it in CSS. */
export function joinHeading(
  heading: readonly Lexeme[],
  question: readonly Lexeme[],
): readonly Lexeme[] | undefined {
  const isSetting = heading.length === 1 && technologies.has(valueAt(heading, 0))
  if (isSetting) return [...question, word('in'), ...heading]
  const isPlain = heading.length < 4 && isNounPhrase(heading) && heading.every(({ kind }) => kind === 'word')
  return isPlain && !question.some(({ value }) => pronouns.has(value))
    ? [...question, word('in'), ...heading]
    : undefined
}
