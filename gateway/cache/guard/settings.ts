import { computedAttributes, lookUpVerbs, writtenThings } from './data/synonyms.ts'
import {
  capitalTechnologies,
  impliedBeside,
  impliedBesideTechnology,
  technologies,
} from './data/technologies.ts'
import { type Item, token } from './item.ts'
import type { Asking } from './question.ts'

const isTechnology = (item: Item | undefined) =>
  item !== undefined &&
  item.mark === undefined &&
  (technologies.has(item.key) ||
    (capitalTechnologies.has(item.key) && /^\p{Lu}/u.test(item.text) && item.kind !== 'word'))

/** Without words that say nothing beside their neighbour: the `file` of a CSV file, the `language` of Python. */
export function dropImplied(items: Item[]): void {
  for (let at = items.length - 1; at >= 0; at -= 1) {
    const item = items[at]
    if (item?.mark !== undefined || item === undefined) continue
    const neighbours = [items[at - 1], items[at + 1]]
    const isImplied = neighbours.some(
      other =>
        other?.mark === undefined &&
        other !== undefined &&
        ((isTechnology(other) && impliedBesideTechnology.has(item.key)) ||
          (other.kind === 'language' && item.key === 'language') ||
          impliedBeside.get(other.key)?.has(item.key) === true),
    )
    if (isImplied) items.splice(at, 1)
  }
}

const settingRoles = new Set(['in', 'using'])
const looseSettingRoles = new Set(['in', 'using', 'with', 'on', 'for', 'of', 'about'])

/**
 * Where a question names one program or language that it is about, the place of that name means nothing: `reverse a Python list`,
 * `in Python, reverse a list`. It is put in front. Where there are two that could be it, both stay where they are.
 */
export function frontSetting(items: Item[]): void {
  const all = items.filter(isTechnology)
  if (all.length === 0) frontLanguage(items)
  const isHeading = (item: Item) => item === items[0] && items[1]?.mark === 'stop'
  const isSetting = (item: Item) =>
    isHeading(item) || item.isModifier || (all.length === 1 ? looseSettingRoles : settingRoles).has(item.role)
  const found = all.filter(isSetting)
  const setting = found[0]
  if (setting === undefined || found.length > 1) return
  items.splice(items.indexOf(setting), 1)
  setting.role = 'setting'
  setting.isModifier = false
  items.unshift(setting)
}

/** A text in the one language that is named: `a French letter`, `a letter in French`. */
function frontLanguage(items: Item[]): void {
  const languages = items.filter(({ kind, mark }) => kind === 'language' && mark === undefined)
  const [language] = languages
  if (language === undefined || languages.length > 1) return
  const next = items[items.indexOf(language) + 1]
  if (language.role !== 'in' && !(language.isModifier && writtenThings.has(next?.key ?? ''))) return
  items.splice(items.indexOf(language), 1)
  language.role = 'setting'
  language.isModifier = false
  items.unshift(language)
}

/** What is looked up or computed alike needs no verb, and texts are written rather than created. */
export function unifyVerbs(items: Item[], asking: Asking, gives: boolean): void {
  const keys = items.filter(({ mark }) => mark === undefined).map(({ key }) => key)
  const isComputed =
    keys.some(key => computedAttributes.has(key)) || items.some(({ kind }) => kind === 'percentage')
  const isWritten = keys.some(key => writtenThings.has(key))
  // Who needs or wants to be given a text wants it written.
  if (gives && isWritten && !keys.includes('write') && !keys.includes('summarize'))
    items.splice(items[0]?.role === 'setting' ? 1 : 0, 0, token('word', 'write', 'write', true))
  for (let at = items.length - 1; at >= 0; at -= 1) {
    const item = items[at]
    if (item?.mark !== undefined || item === undefined) continue
    if (isWritten && item.key === 'create') item.key = 'write'
    if (isComputed && lookUpVerbs.has(item.key)) {
      if (asking === 'way' || asking === 'open') items.splice(at, 1)
      else item.key = 'calculate'
    }
  }
}
