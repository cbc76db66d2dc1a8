import { technologies } from './data/technologies.ts'
import { wordSet } from './data/word-list.ts'
import { type Item, isNoun, token } from './item.ts'
import type { Asking } from './question.ts'

const sayings = wordSet('translate say word phrase expression term equivalent call translation')
const meanings = wordSet('mean means meaning definition define signify')
const places = wordSet('located situated found')

const isToken = (item: Item) => item.mark === undefined

function removeAll(items: Item[], isGone: (item: Item) => boolean): void {
  for (let at = items.length - 1; at >= 0; at -= 1) if (isGone(items[at] as Item)) items.splice(at, 1)
}

/**
 * `Translate X into French`, `how do you say X in French`, `what is the French word for X` and `what is "X" in French` ask for the
 * same. `What does "X" mean in English` does too, but not of other languages.
 */
function unifyTranslation(items: Item[], asking: Asking): Asking {
  const tokens = items.filter(isToken)
  const languages = tokens.filter(({ kind }) => kind === 'language')
  const target = languages[0]
  if (languages.length !== 1 || target === undefined || !/^(?:in|to|of|for|)$/.test(target.role))
    return asking
  const others = tokens.filter(item => item !== target && !sayings.has(item.key) && !meanings.has(item.word))
  const means = tokens.some(({ word }) => meanings.has(word))
  const defines = tokens.some(({ word }) => meanings.has(word) && !/^means?$/.test(word))
  if ((means && target.key !== 'english') || defines) return asking
  const isQuoted = others.length === 1 && others[0]?.kind === 'quoted'
  const says = tokens.some(({ key }) => key === 'translate' || key === 'say')
  if (
    !(isQuoted && (asking === 'thing' || asking === 'open' || asking === 'way')) &&
    !(says && asking !== 'who')
  )
    return asking
  // Whoever translates a French letter translates it out of French.
  if (!isQuoted && target.role === '' && isNoun(items[items.indexOf(target) + 1])) return asking
  if (!isQuoted && !tokens.some(({ key }) => key === 'translate')) return asking
  if (isQuoted) removeAll(items, item => item !== target && item !== others[0])
  else removeAll(items, item => item.key === 'translate')
  for (const item of isQuoted ? others : []) item.role = ''
  items.splice(items.indexOf(target), 1)
  target.role = 'language'
  items.unshift(token('word', 'translate', 'translate', true), target)
  return 'open'
}

/** The mean of numbers has an article in front of it, or `of` behind it. */
export function readMeans(items: Item[]): void {
  for (const [at, item] of items.entries()) {
    const isNumber = items[at - 1]?.mark === 'article' || items[at + 1]?.role === 'of'
    if (item.word === 'mean' && isNumber)
      items[at] = { ...item, key: 'average', isVerb: true, word: 'average' }
  }
}

/** To ask what something means is to ask what it is. */
function unifyMeaning(items: Item[]): void {
  const tokens = items.filter(isToken)
  const said = tokens.filter(({ word }) => meanings.has(word))
  const meaning = said[0]
  if (said.length !== 1 || meaning === undefined || tokens.length === 1) return
  const others = tokens.filter(item => item !== meaning)
  if (others.some(({ isVerb, kind }) => isVerb || kind === 'language')) return
  // A mean in statistics has an article; the verb has its subject in front of it, and nothing behind.
  if (
    /^means?$/.test(meaning.word) &&
    (tokens.at(-1) !== meaning || items[items.indexOf(meaning) - 1]?.mark === 'article')
  )
    return
  items.splice(items.indexOf(meaning), 1)
  const first = others[0]
  for (const item of others) if (item.role === 'subject' || item.role === first?.role) item.role = ''
}

/** `what does X do` asks for the purpose of X. */
function unifyPurpose(items: Item[]): void {
  const isSetting = (item: Item) => technologies.has(item.key) && /^(?:in|on|with)$/.test(item.role)
  const tokens = items.filter(item => isToken(item) && !isSetting(item))
  const last = tokens.at(-1)
  if (last?.key !== 'do' || tokens.length < 2 || tokens.slice(0, -1).some(({ isVerb }) => isVerb)) return
  items.splice(items.indexOf(last), 1, token('word', last.text, 'purpose'))
  for (const item of tokens) {
    if (item.role === 'subject') item.role = ''
    if (item.role === '' && item !== last) item.isModifier = true
  }
}

/** Brings usual ways to ask for a translation, a meaning, a purpose or a place into one form. */
export function unifyWording(items: Item[], asking: Asking): Asking {
  const tokens = items.filter(isToken)
  if (asking === 'thing' && tokens.some(({ key }) => key === 'capital') && tokens[0]?.key === 'city')
    removeAll(items, item => item === tokens[0])
  if (items.some(({ mark }) => mark === 'and'))
    removeAll(items, ({ key, kind }) => key === 'both' && kind === 'quantifier')
  if (asking === 'where') removeAll(items, ({ word }) => places.has(word))
  const translated = unifyTranslation(items, asking)
  if (translated === 'thing' || translated === 'open') unifyMeaning(items)
  if (translated === 'thing') unifyPurpose(items)
  if (asking === 'who') {
    for (const [at, item] of items.entries()) {
      if (item.key === 'author') items[at] = token('word', item.text, 'write', true, item.word)
    }
  }
  return translated
}
