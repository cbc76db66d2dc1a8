import { isVerb } from './concepts.ts'
import { participles, pastOrParticiple } from './data/irregular-forms.ts'
import { wordSet } from './data/word-list.ts'
import { type Item, isNoun } from './item.ts'

/** Behind these verbs `by` tells how, not who: `sorted by name`. */
const measuredVerbs = wordSet(
  'sort group order filter split multiply divide increase reduce index partition rank subtract add grow rise fall change shift round replace',
)

const isParticiple = (item: Item | undefined) =>
  item !== undefined &&
  item.mark === undefined &&
  isVerb(item.key) &&
  (/ed$/.test(item.word) || participles.has(item.word) || pastOrParticiple.has(item.word))

const endsClause = (item: Item | undefined) =>
  item === undefined || item.mark === 'stop' || item.mark === 'that' || item.mark === 'be'

/** The participle of the clause, unless it belongs to the noun behind it (`is the compressed file big`). */
function participleBehind(items: readonly Item[], at: number): number {
  for (let index = at + 1; !endsClause(items[index]); index += 1) {
    const next = items[index + 1]
    if (isParticiple(items[index]) && (!isNoun(next) || next?.key === 'particle by')) return index
    if (items[index]?.isVerb) return -1
  }
  return -1
}

/** Who does it: the noun behind `by`, as [from, to) with its preposition. */
function agentBehind(items: readonly Item[], at: number): readonly [number, number] | undefined {
  let start = at + 1
  while (!endsClause(items[start]) && !(items[start]?.mark === 'preposition' && items[start]?.role === 'by'))
    start += 1
  if (endsClause(items[start])) return undefined
  let end = start + 1
  while (items[end]?.mark === 'article' || (isNoun(items[end]) && items[end]?.kind !== 'connective')) end += 1
  const agent = items.slice(start + 1, end).filter(item => isNoun(item))
  return agent.length > 0 && agent.every(({ kind }) => /^(?:word|name|acronym|quoted|language)$/.test(kind))
    ? [start, end]
    : undefined
}

/** Takes the agent out of the list and gives it the role of a subject. */
function takeAgent(items: Item[], participle: number): readonly Item[] {
  if (measuredVerbs.has(items[participle]?.key ?? '')) return []
  const place = agentBehind(items, participle)
  if (place === undefined) return []
  const agent = items.splice(place[0], place[1] - place[0]).filter(({ mark }) => mark === undefined)
  for (const item of agent) item.role = 'subject'
  return agent
}

/** Where the noun phrase in front of `be` begins. -1 where a relative or a question word stands there. */
function subjectStart(items: readonly Item[], be: number): number {
  let start = be
  while (start > 0 && !endsClause(items[start - 1]) && items[start - 1]?.kind !== 'connective') start -= 1
  const hasNoun = start > 0 || items.slice(start, be).some(isNoun)
  return start === be || !hasNoun || items[start - 1]?.mark === 'that' ? -1 : start
}

/**
 * Passive sentences in the order of active ones: who does it, the verb, what it is done to. `A was bought by B` and `B bought A`
 * give the same. Where the noun is asked for (`which firm was bought by B`), it stays in front as it does in the active question.
 */
export function toActiveVoice(items: Item[], nounIsAskedFor: boolean): void {
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at]
    if (item?.mark === 'be') rewriteClause(items, at, nounIsAskedFor)
    else if (isParticiple(item) && items[at + 1]?.mark === 'preposition' && items[at + 1]?.role === 'by') {
      const agent = takeAgent(items, at)
      items.splice(at, 0, ...agent)
      at += agent.length
    }
  }
}

function rewriteClause(items: Item[], be: number, nounIsAskedFor: boolean): void {
  const participle = participleBehind(items, be)
  if (participle === -1) return
  const particle = items.findIndex(({ key }, index) => index > participle && key === 'particle by')
  if (particle !== -1) items.splice(particle, 1)
  const agent = takeAgent(items, participle)
  const verb = items.splice(participle, 1)
  const start = subjectStart(items, be)
  const isInverted = participle > be + 1 && items.slice(be + 1, participle).some(item => isNoun(item))
  const stays = start === -1 || (nounIsAskedFor && start === 0) || isInverted
  // Who was seen is not who saw: where what it is done to is asked for, nothing behind the verb shows it.
  if (stays && !isInverted && agent.length === 0 && particle === -1 && verb[0] !== undefined)
    verb[0].role = 'passive'
  items.splice(stays ? be + 1 : start, 0, ...agent, ...verb)
  if (!stays) items.splice(be + agent.length + verb.length, 1)
}
