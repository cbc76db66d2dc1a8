import { against, type Comparison, type Finding, type Rule, sides } from './comparison.ts'
import { looseRoles } from './data/function-words.ts'
import { technologies } from './data/technologies.ts'
import type { Question, Token } from './question.ts'
import { isActing, keepRelations } from './relations.ts'

const interchangeable = new Set(['in of', 'for of', 'about on', 'for in', 'using with', 'between of'])
const technologyRoles = new Set(['in', 'on', 'with', 'using', 'for', 'at', 'of', 'setting'])
const placeRoles = new Set(['in', 'on', 'at'])

/** A book for children is not one about them. */
const forOrAbout = (a: Token, b: Token) => [a.role, b.role].toSorted().join(' ') === 'about for'

function agreeInRole(a: Token, b: Token): boolean {
  if (forOrAbout(a, b)) return false
  if (
    a.role === b.role ||
    (a.isVerb && b.isVerb && /^(?:of|for)?$/.test(a.role) && /^(?:of|for)?$/.test(b.role))
  )
    return true
  if (
    (a.isModifier && looseRoles.has(a.role) && looseRoles.has(b.role)) ||
    (b.isModifier && looseRoles.has(b.role) && looseRoles.has(a.role))
  )
    return true
  if (interchangeable.has([a.role, b.role].toSorted().join(' '))) return true
  if (technologies.has(a.key) && technologyRoles.has(a.role) && technologyRoles.has(b.role)) return true
  if (
    (a.kind === 'name' || a.kind === 'acronym' || a.kind === 'date') &&
    placeRoles.has(a.role) &&
    placeRoles.has(b.role)
  )
    return true
  return false
}

/** Verbs behind which `doing` and `to do` are two things. */
const gerundOrInfinitive = new Set(['stop', 'remember', 'forget', 'regret'])

const isGerund = ({ word }: Token) => word.endsWith('ing')

/** `stop smoking` ends it, `stop to smoke` begins it. */
const differInForm = (before: readonly Token[] | undefined, a: Token, b: Token) =>
  before?.every(({ isVerb, key }) => isVerb && gerundOrInfinitive.has(key)) === true &&
  a.isVerb &&
  isGerund(a) !== isGerund(b)

/** To search for a thing is not to search in it. */
const governed = (before: readonly Token[] | undefined, a: Token, b: Token) =>
  before?.every(({ isVerb }) => isVerb) === true &&
  (a.role === 'for') !== (b.role === 'for') &&
  /^(?:for|in|on)$/.test(a.role) &&
  /^(?:for|in|on)$/.test(b.role)

const keysOf = (tokens: readonly Token[]) => tokens.map(({ key }) => key).join('\n')

/** True where the first verb is what the asker does: in a question for a way, and where an imperative begins or ends with it. */
function askerActs({ sentences }: Question): boolean {
  const [sentence] = sentences
  if (sentence === undefined || sentences.length > 1) return false
  const words = sentence.tokens.filter(({ role }) => role !== 'setting')
  const verb = words.findIndex(({ isVerb }) => isVerb)
  return (
    sentence.asking === 'way' ||
    ((sentence.asking === 'open' || sentence.asking === 'request') &&
      (verb === 0 || verb === words.length - 1))
  )
}

/** Both lists of tokens in an order in which they can be compared one by one, or undefined if there is none. */
function aligned({ stored, asked }: Comparison): readonly (readonly [Token, Token])[] | undefined {
  const pair = (a: readonly Token[], b: readonly Token[]) =>
    a.map((token, index): [Token, Token] => [token, b[index] ?? token])
  if (keysOf(stored.tokens) === keysOf(asked.tokens)) return pair(stored.tokens, asked.tokens)
  if (!askerActs(stored) || !askerActs(asked)) return undefined
  if ([...stored.tokens, ...asked.tokens].some(({ role }) => role === 'subject' || role === 'passive'))
    return undefined
  const [storedRest, askedRest] = [withoutFirstVerb(stored.tokens), withoutFirstVerb(asked.tokens)]
  return keysOf(storedRest) === keysOf(askedRest) ? pair(storedRest, askedRest) : undefined
}

/** The same, where words have moved without changing what they belong to. */
function moved(comparison: Comparison): readonly (readonly [Token, Token])[] | undefined {
  if (!keepRelations(comparison)) return undefined
  const { stored, asked } = comparison
  return stored.tokens.map(token => [token, asked.tokens.find(({ key }) => key === token.key) ?? token])
}

/** The verb that the asker acts by comes first in the list, wherever it stood. */
function withoutFirstVerb(tokens: readonly Token[]): readonly Token[] {
  const verb = tokens.find(({ isVerb }) => isVerb)
  return verb === undefined ? tokens : [verb, ...tokens.filter(token => token !== verb)]
}

const asksAlike = ({ stored, asked }: Comparison) =>
  stored.sentences.map(({ asking }) => asking).join() === asked.sentences.map(({ asking }) => asking).join()

/** Prepositions that a noun behind another one has, where it can as well stand in front of it with none. */
const joining: ReadonlySet<string> = new Set(['of', 'for', 'to', 'about', 'in', 'on', 'at', 'with', 'as'])

/** `a wedding invitation` is `an invitation to a wedding`; what a verb governs keeps its preposition. */
function joinsNoun(a: Token, b: Token, { stored, asked }: Comparison): boolean {
  const [bare, behind] = a.role === '' ? [a, b] : [b, a]
  if (bare.role !== '' || !bare.isModifier || !joining.has(behind.role)) return false
  const tokens = behind === a ? stored.tokens : asked.tokens
  let at = tokens.indexOf(behind)
  while (at > 0 && tokens[at - 1]?.role === behind.role) at -= 1
  const before = tokens[at - 1]
  return before !== undefined && !isActing(before)
}

/** Who does what to whom: the same words in the same order, each with the same preposition. */
export const compareRoles: Rule = comparison => {
  const pairs = aligned(comparison) ?? moved(comparison)
  if (pairs === undefined) return outOfOrder(comparison)
  const sameAsking = asksAlike(comparison)
  const other = pairs.find(
    ([a, b], at) =>
      differInForm(pairs[at - 1], a, b) ||
      governed(pairs[at - 1], a, b) ||
      (!agreeInRole(a, b) &&
        !joinsNoun(a, b, comparison) &&
        !(sameAsking && /^(?:subject)?$/.test(a.role) && /^(?:subject)?$/.test(b.role))),
  )
  if (other === undefined) return undefined
  const say = ({ role, text }: Token) => `“${/^(?:subject|setting)?$/.test(role) ? '' : `${role} `}${text}”`
  return {
    rule: 'roles',
    reason: `${say(other[0])} in the stored question, ${say(other[1])} in the one asked.`,
  }
}

/** The same words, but in an order of which no rule says that it means the same. */
function outOfOrder(comparison: Comparison): Finding {
  const { stored, asked } = comparison
  const at = stored.tokens.findIndex(({ key }, index) => key !== asked.tokens[index]?.key)
  const first = [stored.tokens[at], asked.tokens[at]].filter(token => token !== undefined)
  if (first.some(({ kind }) => kind === 'negation')) {
    return {
      rule: 'negation',
      reason: `${against(first.slice(0, 1), first.slice(1), comparison)} The same is not denied.`,
    }
  }
  const hasNames = first.every(({ kind }) => kind !== 'word')
  return {
    rule: hasNames ? 'roles' : 'word-order',
    reason: `${sides(comparison)} have the same words, in an order that can mean something else.`,
  }
}
