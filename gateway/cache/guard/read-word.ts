import { conceptOf, isVerb } from './concepts.ts'
import { degreeForms } from './data/adjectives.ts'
import { currencyCodes } from './data/currencies.ts'
import { monthNumbers, weekdays } from './data/dates.ts'
import { languageNames } from './data/languages.ts'
import { technologies } from './data/technologies.ts'
import { units } from './data/units.ts'
import { nounFirst } from './data/verbs.ts'
import { type Item, token } from './item.ts'
import type { Lexeme } from './lexeme.ts'

/** Short units that are nothing else, and words of units, all in the form of the unit's own name. */
function unitName(value: string): string | undefined {
  const unit =
    value.length > 1 &&
    !/^(?:in|min|sec|cal|em|rem|pt|pa|ha|mi|bar|mol|rad|cup|stone|degree|degrees|second|seconds)$/.test(value)
      ? units.get(value)
      : undefined
  return unit?.name
}

/** Acronyms in the plural: `APIs`. */
const acronym = /^\p{Lu}[\p{Lu}\d&.]+s?$/u

function nameKey(value: string, text: string): string {
  return acronym.test(text) && /s$/.test(text) ? value.slice(0, -1) : value
}

/** A word with content, as its concept; names as they are spelled. */
export function readWord({ text, value, capital }: Lexeme): readonly Item[] {
  if (languageNames.has(value)) return [token('language', text, value, false, value)]
  if (technologies.has(value)) return [token('name', text, `${value}`, false, value)]
  const day = weekdays.get(value)
  if (day !== undefined && (capital || value.length > 4)) return [token('name', text, day, false, value)]
  const month = monthNumbers.get(value)
  if (month !== undefined && (capital || value.length > 5))
    return [token('date', text, `-${month}-`, false, value)]
  const degree = degreeForms.get(value)
  if (degree !== undefined && !capital) {
    return [
      token('degree', text, degree.degree, false, value),
      token('word', text, conceptOf(degree.base), false, value),
    ]
  }
  const unit = unitName(value) ?? currencyCodes.get(value)
  if (unit !== undefined) return [token('word', text, unit, false, value)]
  if (capital || acronym.test(text)) {
    return [token(acronym.test(text) ? 'acronym' : 'name', text, nameKey(value, text), false, value)]
  }
  const key = conceptOf(value)
  return [token('word', text, key, isVerb(key) && !nounFirst.has(key), value)]
}
