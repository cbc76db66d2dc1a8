import { isVerb } from './concepts.ts'
import { wordSet } from './data/word-list.ts'
import { type Item, isNoun, mark } from './item.ts'
import type { Asking } from './question.ts'

const isAdverb = (item: Item | undefined) =>
  item !== undefined && item.kind === 'word' && /[^aeiou]ly$/.test(item.word)

/** `vertically and horizontally` is `horizontally and vertically`. */
export function sortAdverbs(items: Item[]): void {
  for (let at = 1; at < items.length - 1; at += 1) {
    const [before, joint, after] = [items[at - 1] as Item, items[at], items[at + 1] as Item]
    if (joint?.mark !== 'and' || !isAdverb(before) || !isAdverb(after)) continue
    const [first, second] = before.key < after.key ? [before, after] : [after, before]
    // Apart from the noun in front of them, to which they do not belong.
    items.splice(at - 1, 3, mark('adverb'), first, second)
  }
}

/** `are tomatoes fruits` has two phrases of nouns, as `is a tomato a fruit` shows by its articles. */
export function partPlurals(items: Item[]): void {
  const isPlural = (item: Item | undefined) =>
    item !== undefined &&
    isNoun(item) &&
    item.kind === 'word' &&
    item.word !== item.key &&
    /s$/.test(item.word)
  if (items[0]?.mark === 'be' && isPlural(items[1]) && isPlural(items[2]))
    items.splice(2, 0, mark('article', 'the'))
}

/** `the rows where X is empty` are those whose X is: behind a noun, `where` only joins. */
export function dropRelativeWhere(items: Item[]): void {
  for (let at = items.length - 1; at > 1; at -= 1) {
    const item = items[at]
    if (item?.kind === 'connective' && item.key === 'where' && isNoun(items[at - 2])) items.splice(at, 1)
  }
}

const lengthUnits = wordSet('sentence word paragraph line page character bullet')

/** How long a text is to be comes last, however it is said: `a three-sentence summary`, `in three sentences`. */
export function moveLength(items: Item[]): void {
  const places = [...items.keys()].filter(
    at =>
      items[at]?.kind === 'number' &&
      items[at]?.mark === undefined &&
      lengthUnits.has(items[at + 1]?.key ?? ''),
  )
  const [place] = places
  const role = items[place ?? 0]?.role
  if (place === undefined || places.length > 1 || !/^(?:in|of|)$/.test(role ?? '-')) return
  const isWritten = items.some(({ key }) => /^(?:summarize|write|describe|rewrite)$/.test(key))
  const isModifier = isNoun(items[place + 2]) || items[place + 2]?.key === 'summarize'
  if (!isWritten || (role === '' && !isModifier)) return
  const found = items.splice(place, 2)
  if (items[place - 1]?.mark === 'preposition') items.splice(place - 1, 1)
  for (const item of found) {
    item.role = 'length'
    item.isModifier = false
  }
  items.push(mark('stop'), ...found)
}

/** `Is A or B bigger` asks which of them is: `which is bigger, A or B`. */
export function asksWhich(items: Item[], asking: Asking): boolean {
  const or = items.findIndex(({ key }) => key === 'or')
  const degree = items.findIndex(({ kind, key }) => kind === 'degree' && (key === 'more' || key === 'less'))
  if (asking !== 'yes-no' || or === -1 || degree < or || items.some(({ role }) => role === 'than'))
    return false
  const be = items[0]?.mark === 'be' ? 1 : 0
  items.splice(be, 0, ...items.splice(degree, 2), mark('stop'))
  return true
}

/** `how many legs does a spider have`, `how many legs are on a spider`: those of a spider. */
export function unifyParts(items: Item[], asking: Asking): void {
  if (asking !== 'how-many') return
  const tokens = items.filter(item => item.mark === undefined)
  const last = tokens.at(-1)
  const verbs = tokens.filter(({ isVerb }) => isVerb)
  const owner = items.findIndex(({ mark: name }) => name === 'subject-follows')
  if (last?.key === 'have' && verbs.length === 1 && owner > 0) {
    items.splice(items.indexOf(last), 1)
    items[owner] = mark('preposition', 'of', 'of')
    for (const item of items.slice(owner + 1))
      if (item.role === '' || item.role === 'subject') item.role = 'of'
  } else if (verbs.length === 0) {
    const prepositions = items.filter(({ mark: name }) => name === 'preposition')
    const only = prepositions[0]
    if (prepositions.length !== 1 || only === undefined || !/^(?:in|on|of)$/.test(only.role)) return
    let at = items.indexOf(only)
    items[at] = mark('preposition', 'of', 'of')
    for (; at > 0 && /^(?:be|adverb)$/.test(items[at - 1]?.mark ?? ''); at -= 1) items.splice(at - 1, 1)
    for (const item of tokens) if (item.role === only.role) item.role = 'of'
  }
}

/** Where a way is asked for, what begins is done: `a way to store onions`. */
export function readFirstVerb(items: readonly Item[], asking: Asking): void {
  const first = items.findIndex(({ mark: name }) => name === undefined)
  const [verb, next] = [items[first], items[first + 1]]
  const hasObject = next?.mark === 'article' || isNoun(next)
  if (asking === 'way' && verb !== undefined && hasObject && isVerb(verb.key)) verb.isVerb = true
}

/** How something is done stands in front of its verb, or at the end of the clause: it is put in front of the only verb. */
export function moveAdverbs(items: Item[]): void {
  const verbs = items.filter(({ isVerb: acts }) => acts)
  const [verb] = verbs
  if (
    verb === undefined ||
    verbs.length > 1 ||
    items.some(({ mark: name }) => name === 'and' || name === 'or')
  )
    return
  for (let at = items.indexOf(verb) + 1; at < items.length; at += 1) {
    const item = items[at]
    const next = items[at + 1]
    const isFree = next === undefined || next.mark === 'stop' || next.mark === 'preposition'
    if (item === undefined || !isAdverb(item) || !isFree || items[at - 1]?.kind === 'degree') continue
    items.splice(at, 1)
    item.role = ''
    items.splice(items.indexOf(verb), 0, item)
  }
}

const addressedTexts = wordSet('note card message remind invite apologize congratulate')

/** A note for someone is a note to someone. An e-mail or a letter can be written for one who sends it. */
export function addressTexts(items: Item[]): void {
  for (const [at, item] of items.entries()) {
    if (item.mark !== 'preposition' || item.role !== 'for' || !addressedTexts.has(items[at - 1]?.key ?? ''))
      continue
    const next = items[at + 1]
    if (next?.mark !== 'article' || items[at + 2]?.kind !== 'word') continue
    item.role = 'to'
    for (let index = at + 2; isNoun(items[index]); index += 1) (items[index] as Item).role = 'to'
  }
}

const instruments = wordSet('password')

/** `password protect a file` is to protect it with a password. */
export function moveInstrument(items: Item[], asking: Asking): void {
  const [instrument, verb, object] = items
  if (asking !== 'open' && asking !== 'way') return
  if (instrument?.mark !== undefined || !instruments.has(instrument?.key ?? '') || instrument === undefined)
    return
  if (verb?.isVerb !== true || !(object?.mark === 'article' || isNoun(object))) return
  let end = 2
  while (end < items.length && (items[end]?.mark ?? 'article') === 'article') end += 1
  items.splice(end, 0, mark('preposition', 'with', 'with'), instrument)
  items.shift()
  instrument.role = 'with'
}
