import { isVerb } from './concepts.ts'
import type { Item } from './item.ts'
import type { Asking } from './question.ts'

const obligations: ReadonlySet<string> = new Set(['should', 'must', 'can', 'could'])

/** Whether the asker comes next, in a question for what the asker should act on: `what should` before `I`. */
export function asksForObject(items: readonly Item[], asking: Asking): boolean {
  if (asking !== 'thing' && asking !== 'who') return false
  return obligations.has(items.at(-1)?.text ?? '') && items.at(-2)?.kind !== 'connective'
}

/** What the asker should do with a thing is what should be done with it. */
export function turnAskers(items: Item[]): void {
  const asker = items.findIndex(({ text, mark: name }) => name === 'adverb' && text === 'asker')
  if (asker === -1) return
  items.splice(asker, 1)
  const rest = items.slice(asker)
  const end = rest.findIndex(({ key, mark: name }) => name === 'be' || name === 'stop' || isVerb(key))
  const verb = rest[end]
  if (verb === undefined || verb.mark !== undefined || verb.role !== '' || verb.key === 'do') return
  verb.isVerb = true
  verb.role = 'passive'
}
