// Finds the text of the items in a streamed response, and gives each text only once. Some servers send deltas, some
// send whole items, and most send both.
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import { writtenIn } from './written-text.ts'

export interface ItemTexts {
  /** To be called for `response.output_item.added`. An item begins, and is mostly empty. */
  begin(event: JsonRecord): 'preamble' | 'content' | 'other'
  /** To be called for any event with a delta of text. */
  add(event: JsonRecord): 'content' | 'other'
  /** To be called for `response.output_item.done`, which contains the item as it is at its end. */
  finish(event: JsonRecord): 'content' | 'other'
}

export function createItemTexts(onText: (text: string) => void): ItemTexts {
  /** The text of each item when it began, by the item's index. Undefined once deltas give its text. */
  const begun = new Map<unknown, string | undefined>()

  function say(text: string): 'content' | 'other' {
    if (text === '') return 'other'
    onText(text)
    return 'content'
  }

  return {
    begin({ item, output_index: index }) {
      const text = writtenIn(item)
      begun.set(index, text)
      return text === '' && isToBeFilled(item) ? 'preamble' : say(text)
    },
    add({ delta, output_index: index }) {
      begun.set(index, undefined)
      return say(textOf(delta))
    },
    finish({ item, output_index: index }) {
      const isSaid = begun.has(index) && begun.get(index) === undefined
      const before = begun.get(index) ?? ''
      begun.delete(index)
      if (isSaid) return 'other'
      const text = writtenIn(item)
      return say(text.startsWith(before) ? text.slice(before.length) : text)
    },
  }
}

/** Whether an item of this kind begins empty. Items of other kinds are whole in their first event. */
function isToBeFilled(item: unknown): boolean {
  return isRecord(item) && (item.type === 'message' || item.type === 'reasoning')
}
