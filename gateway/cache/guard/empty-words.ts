import { technologies } from './data/technologies.ts'
import { wordSet } from './data/word-list.ts'
import type { Question, Token } from './question.ts'

/** What is said of a thing that is named already: an Express app, a Windows machine, the IQR method. */
const appositions = wordSet(
  'app application framework library language database tool program software machine computer environment method command keyword operator statement clause syntax format editor browser shell terminal platform system message error exception warning word term phrase expression query script code workflow project',
)

/** Who does what anybody does. */
const anybody = wordSet('people person someone somebody')

/** What says that something is asked about, happens or is wanted, and not what. */
const light = wordSet(
  'want wish happen occur possible true specific particular certain given step steps already still just exactly roughly approximately easily',
)

/** Fewer words in common than these say too little for another one to be left out. */
const leastCommon = 3

const isLiteral = ({ kind }: Token) => /^(?:quoted|code|identifier|version)$/.test(kind)
const namesThing = (token: Token) =>
  token.kind === 'name' || token.kind === 'acronym' || technologies.has(token.key) || isLiteral(token)

const says = (words: ReadonlySet<string>, { kind, key, word }: Token) =>
  kind === 'word' && (words.has(key) || words.has(word))

function isApposition(token: Token, tokens: readonly Token[]): boolean {
  if (!says(appositions, token)) return false
  const at = tokens.indexOf(token)
  const beside = [tokens[at - 1], tokens[at + 1]].filter(other => other !== undefined && namesThing(other))
  // To open an Excel file is not to open Excel: what is acted on is left out only beside what stands there literally.
  return beside.some(other => other !== undefined && (isLiteral(other) || token.role !== ''))
}

/** Whether a word that only one of two questions has leaves the question what it is. */
function isEmpty(token: Token, { tokens }: Question): boolean {
  // `people speak it` is `it is spoken`. Whom something is done to is never left out.
  const isAgent = says(anybody, token) && tokens[tokens.indexOf(token) + 1]?.isVerb === true
  return isAgent || says(light, token) || isApposition(token, tokens)
}

/**
 * A question without the words that say nothing more than the other question does, or undefined where others are left over. Only one
 * of the two may have such words: what stands on both sides may be what tells them apart.
 */
export function withoutEmptyWords(question: Question, leftOver: readonly Token[]): Question | undefined {
  if (leftOver.length === 0 || leftOver.length > 3) return undefined
  if (question.tokens.length - leftOver.length < leastCommon) return undefined
  if (!leftOver.every(token => isEmpty(token, question))) return undefined
  const sentences = question.sentences.map(sentence => ({
    ...sentence,
    tokens: sentence.tokens.flatMap((token, at) => {
      if (leftOver.includes(token)) return []
      const agent = sentence.tokens[at - 1]
      const lostAgent = agent !== undefined && leftOver.includes(agent) && says(anybody, agent)
      return [lostAgent ? { ...token, role: 'passive' } : token]
    }),
  }))
  return { ...question, sentences, tokens: sentences.flatMap(({ tokens }) => tokens) }
}
