// What the items of a streamed response say, once each: some servers send deltas, some whole items, most send both.
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import { writtenIn } from './written-text.ts'

export interface ItemTexts {
  /** `response.output_item.added`: an item begins, mostly empty. */
  begin(event: JsonRecord): 'preamble' | 'content' | 'other'
  /** Any event with a delta of text. */
  add(event: JsonRecord): 'content' | 'other'
  /** `response.output_item.done`: the item as it is at its end. */
  finish(event: JsonRecord): 'content' | 'other'
}

export function createItemTexts(onText: (text: string) => void): ItemTexts {
  /** By the item's index: what it said when it began; undefined once its deltas say it. */
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

/** An item that begins empty. Others come whole with their first event. */
function isToBeFilled(item: unknown): boolean {
  return isRecord(item) && (item.type === 'message' || item.type === 'reasoning')
}
