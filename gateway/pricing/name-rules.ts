import { fineTunedFamily, isFineTuned } from './model-names.ts'
import type { NameRule, TableModel } from './table-data.ts'

/**
 * What may follow the beginning that a rule names: days, versions and words of a release. Any other word makes another
 * model. For example, `claude-sonnet-5` is also the beginning of Claude Sonnet 5.5's name.
 */
const releaseWords =
  /^(?:[-@:.](?:20\d{6}|20\d\d-\d\d-\d\d|\d\d-\d\d(?:\d\d)?|\d{3,4}|latest|default|preview|exp|experimental|beta|v\d{1,2})|:\d{1,2})*$/

/** What may stand before the part that a rule names: whole segments of a path or of a cloud's id. */
const pathBefore = /^(?:[\w-]+[/.:])*$/

/**
 * Whether a row is about a name. A rule that names only a part of a name is not taken for every name that contains the part,
 * but only for names of the same model. A fine-tuned model is never taken for its base model.
 */
export function isAbout({ id, match }: TableModel, name: string): boolean {
  if (!isFineTuned(name)) return !isFineTuned(id) && matches(match, name)
  return isFineTuned(id) && matches(match, fineTunedFamily(name))
}

function matches(rule: NameRule, name: string): boolean {
  if ('or' in rule) return rule.or.some(one => matches(one, name))
  // In a rule of several parts, some expressions only exclude names and match no text themselves, such as '^(?!.*-tts)'.
  if ('and' in rule)
    return rule.and.every(one => ('regex' in one ? hasMatch(one.regex, name) : matches(one, name)))
  if ('regex' in rule) {
    const found = new RegExp(rule.regex).exec(name)
    return found !== null && hasPart(name, found[0], found.index)
  }
  if ('equals' in rule) return name === rule.equals.toLowerCase()
  if ('starts_with' in rule) return hasPart(name, rule.starts_with.toLowerCase(), 0)
  if ('ends_with' in rule) {
    const part = rule.ends_with.toLowerCase()
    return name.endsWith(part) && hasPart(name, part, name.length - part.length)
  }
  const part = rule.contains.toLowerCase()
  return hasPart(name, part, name.indexOf(part))
}

function hasMatch(regex: string, name: string): boolean {
  return new RegExp(regex).test(name)
}

function hasPart(name: string, part: string, at: number): boolean {
  if (at < 0 || !name.startsWith(part, at) || !pathBefore.test(name.slice(0, at))) return false
  const end = at + part.length
  if (end === name.length) return true
  // A part may end in the middle of a day: 'claude-sonnet-4-2025' is the beginning of 'claude-sonnet-4-20250514'.
  const dayBegun = /[-@:.](?:(?:20)?\d{0,2}|20\d\d-?)$/.exec(part)?.[0].length ?? 0
  return [0, dayBegun].some(back => releaseWords.test(name.slice(end - back)))
}
