import { type Item, isNoun, mark } from './item.ts'

/** The few nouns and adjectives behind `be` up to the end of the clause, as [from, to). */
function predicateBehind(items: readonly Item[], be: number): readonly [number, number] | undefined {
  let end = be + 1
  while (end < items.length && (isNoun(items[end]) || /^(?:article|adverb)$/.test(items[end]?.mark ?? '')))
    end += 1
  const count = items.slice(be + 1, end).filter(item => item.mark === undefined).length
  if (items.slice(be + 1, end).some(({ key }) => key.startsWith('particle '))) return undefined
  const isSuperlative = items
    .slice(be + 1, end)
    .some(({ kind, key }) => kind === 'degree' && /^(?:most|least)$/.test(key))
  const isEnd =
    end === items.length ||
    items[end]?.mark === 'stop' ||
    (isSuperlative && items[end]?.mark === 'preposition')
  return count > 0 && count < 4 && isEnd ? [be + 1, end] : undefined
}

/**
 * What is said of a noun in a clause of its own comes in front of it: `a dragon that is shy` is `a shy dragon`, and `which organ is
 * the largest` is `the largest organ`.
 */
export function moveAdjectives(items: Item[], nounIsAskedFor: boolean): void {
  const be = items.findIndex(({ mark: name }, at) => at > 0 && name === 'be')
  if (be < 1) return
  const isRelative = items[be - 1]?.mark === 'that' && isNoun(items[be - 2])
  if (!isRelative && !(nounIsAskedFor && isNoun(items[0]))) return
  const place = predicateBehind(items, be)
  if (place === undefined || (isRelative && items.slice(...place).some(item => item.mark === 'article')))
    return
  const predicate = items.splice(place[0], place[1] - place[0]).filter(item => item.mark === undefined)
  const owner = items.findIndex(({ text }) => text === "'s")
  // Whose coastline is the longest has the longest coastline.
  const ownerIsAskedFor = !isRelative && owner === 1 && predicate[0]?.kind === 'degree'
  // What the noun is in or of belongs to it again.
  if (!isRelative && items[be + 1]?.mark === 'preposition') items.splice(be, 1)
  let start = isRelative ? be - 2 : ownerIsAskedFor ? 2 : 0
  if (ownerIsAskedFor) items.splice(owner, 1, mark('aux'))
  while (isRelative && start > 0 && isNoun(items[start - 1])) start -= 1
  const role = items[start]?.role ?? ''
  for (const item of predicate) item.role = role
  items.splice(start, 0, ...predicate)
}
