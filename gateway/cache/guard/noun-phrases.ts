import { looseRoles } from './data/function-words.ts'
import { type Item, isNoun, mark } from './item.ts'

/** Prepositions behind which a noun says what another one is of. */
const turnable = new Set(['of', 'in', 'for', 'on', 'about', 'between'])

/** The end of the run of nouns that begins at a place. Articles in front of it belong to it. */
function endOfNouns(items: readonly Item[], at: number): number {
  let end = at
  while (items[end]?.mark === 'article' || items[end]?.mark === 'adverb') end += 1
  const first = end
  while (isNoun(items[end]) || (end > first && items[end]?.text === "'s" && isNoun(items[end + 1]))) end += 1
  return end === first ? at : end
}

const isMark = (item: Item | undefined, name: Item['mark']) => item !== undefined && item.mark === name

/**
 * Verbs that stand where only a noun or an adjective can: `a boiling point`, `of binary search`, `a job interview`, `the causes of`
 * stay verbs, since what they act on is said behind them.
 */
export function readVerbsAsNouns(items: readonly Item[]): void {
  for (const [at, item] of items.entries()) {
    if (!item.isVerb) continue
    const [before, next] = [items[at - 1], items[at + 1]]
    if (item.key === 'have' || item.key === 'do') continue
    const isSubject = isMark(before, 'article') && /^(?:be|aux)$/.test(next?.mark ?? '')
    if (isSubject && !/(?:ed|ing)$/.test(item.word)) item.isVerb = false
    const opens = isMark(before, 'article') || isMark(before, 'preposition')
    const isParticiple = /ed$/.test(item.word) && (opens || before === undefined)
    if ((isParticiple || (isMark(before, 'article') && /ing$/.test(item.word))) && isNoun(next))
      item.isVerb = false
    let first = at
    while (isNoun(items[first - 1])) first -= 1
    const isPhrase =
      first < at &&
      (isMark(items[first - 1], 'article') ||
        isMark(items[first - 1], 'preposition') ||
        next?.text === "'s" ||
        next === undefined)
    const isBase = !/(?:ed|ing)$/.test(item.word) && !/s$/.test(items[at - 1]?.word ?? '')
    if (
      !opens &&
      isPhrase &&
      isBase &&
      (next === undefined ||
        isNoun(next) ||
        (next.mark !== undefined && next.text !== 'the' && next.text !== 'a'))
    )
      item.isVerb = false
  }
}

const ofVerbs = new Set(['think', 'consist', 'dream', 'speak', 'hear', 'know', 'die', 'make'])

/** `the removal of X` removes X, `the causes of X` cause it: behind such a noun, `of` says nothing. */
export function dropObjectOf(items: readonly Item[]): void {
  for (const [at, item] of items.entries()) {
    const next = items[at + 1]
    if (
      !item.isVerb ||
      !isMark(next, 'preposition') ||
      next?.role !== 'of' ||
      ofVerbs.has(item.key) ||
      /(?:ed|ing)$/.test(item.word)
    )
      continue
    const end = endOfNouns(items, at + 2)
    let last = end
    while (
      items[last]?.mark === 'and' ||
      (last > end && (isNoun(items[last]) || isMark(items[last], 'article')))
    )
      last += 1
    for (const object of items.slice(at + 2, last)) if (object.role === 'of') object.role = ''
  }
}

/** Marks what stands directly in front of another noun: it belongs to that. A genitive is an article behind its noun. */
export function markModifiers(items: readonly Item[]): void {
  for (const [at, item] of items.entries()) {
    const next = items[at + 1]
    if (!isNoun(item)) continue
    if (isNoun(next)) item.isModifier = true
    if (next?.text === "'s" && items[at + 2]?.mark === undefined) item.isModifier = true
    // `the world's` is `of the world`, and so what is said to be in the world.
    if (next?.text === "'s" && item.role === '') item.role = 'of'
  }
}

/** `the length of a list` is read like `the list length`: what belongs to a noun comes in front of it, also in a chain. */
export function turnGenitives(items: Item[]): void {
  const hasCoordination = items.some(({ mark: name, key }) => name === 'and' || name === 'or' || key === 'or')
  for (let at = 0; at < items.length; at += 1) {
    const end = endOfNouns(items, at)
    if (end === at) continue
    const phrases = [items.slice(at, end)]
    let next = end
    while (items[next]?.mark === 'preposition' && turnable.has(items[next]?.role ?? '')) {
      const stop = endOfNouns(items, next + 1)
      const isPair =
        items[next]?.role === 'between' &&
        (items[stop]?.mark === 'and' || items.slice(next, stop).some(({ mark: name }) => name === 'and'))
      if (stop === next + 1 || isPair) break
      phrases.push(items.slice(next + 1, stop))
      next = stop
    }
    if (phrases.length > 1) {
      if (!hasCoordination) {
        for (const item of phrases.slice(1).flat())
          if (item.mark === undefined && looseRoles.has(item.role)) item.isModifier = true
      }
      const turned = phrases.toReversed().flatMap(phrase => [...phrase, mark('article')])
      items.splice(at, next - at, ...turned)
      at += turned.length - 1
    } else at = end - 1
  }
}

const keyOf = (phrase: readonly Item[]) =>
  phrase
    .filter(item => item.mark === undefined)
    .map(({ key }) => key)
    .join(' ')

/** `A and B` is `B and A`, as long as both are whole phrases of nouns: so is a list with commas. */
export function sortCoordination(items: Item[]): void {
  if (items.some(({ key }) => key === 'respectively')) return
  for (let at = 0; at < items.length; at += 1) {
    const end = endOfNouns(items, at)
    if (end === at) continue
    const next = sortListAt(items, at, end)
    at = next - 1
  }
}

function sortListAt(items: Item[], at: number, firstEnd: number): number {
  const phrases = [items.slice(at, firstEnd)]
  let end = firstEnd
  let isJoined = false
  for (;;) {
    let start = end
    while (/^(?:stop|and|or)$/.test(items[start]?.mark ?? '') && start - end < 2) start += 1
    if (start === end) break
    if (items[start - 1]?.mark === 'or' && items[start]?.key === 'or') start += 1
    const stop = endOfNouns(items, start)
    if (stop === start || (isJoined && items[end]?.mark === 'stop')) break
    isJoined ||= items.slice(end, start).some(({ mark: name }) => name === 'and' || name === 'or')
    phrases.push(items.slice(start, stop))
    end = stop
  }
  if (!isJoined || phrases.length < 2) return firstEnd
  const separators = items.slice(firstEnd, end).filter(({ key }) => key === 'or')
  const role = phrases[0]?.find(item => item.mark === undefined)?.role ?? ''
  for (const item of phrases.flat()) if (item.role === '' || looseRoles.has(item.role)) item.role = role
  phrases.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const sorted = phrases.flatMap((phrase, index) => [...(index === 0 ? [] : [mark('and')]), ...phrase])
  items.splice(at, end - at, ...separators, ...sorted)
  return at + separators.length + sorted.length
}

/** `to B from A` is `from A to B`. */
export function sortDirections(items: Item[]): void {
  for (let at = 0; at < items.length; at += 1) {
    if (items[at]?.mark !== 'preposition' || items[at]?.role !== 'to') continue
    const end = endOfNouns(items, at + 1)
    if (end === at + 1 || items[end]?.mark !== 'preposition' || items[end]?.role !== 'from') continue
    const stop = endOfNouns(items, end + 1)
    items.splice(at, stop - at, ...items.slice(end, stop), ...items.slice(at, end))
    at = stop - 1
  }
}
