import type { Triggers } from '../chat/request-triggers.ts'
import type { Encoding } from './encoding.ts'

/** What the count of a part depends on besides its own bytes. */
export interface CountContext {
  readonly encoding: Encoding
  /** As the caller wrote it: what a picture costs differs by model. */
  readonly model: string
}

/** Tokens of a request. Kept apart, because a ratio between two tokenizers says nothing about a picture. */
export interface TokenCount {
  /** Text and separators, as the encoding counts them. */
  readonly text: number
  /** Pictures, pages, sound and what a provider puts in: numbers by formula, the same under any tokenizer. */
  readonly fixed: number
}

export interface PartCount extends TokenCount {
  /** `text` in place of the above, where this is the first part of a request with tools that has this number. */
  readonly textBesideTools?: number
  /** What the part may bring about; undefined: nothing. */
  readonly triggers?: Triggers
}

/** Counts one parsed value of a request. Whatever it is, it is counted: what the format does not know as its JSON. */
export type CountPart = (value: unknown, context: CountContext) => PartCount

/** What of a wire format's requests a model sees: a row for each member of the body. */
export interface RequestLayout {
  /** Of every request: what begins the answer. */
  readonly fixedText: number
  /** Members that are lists, whose elements are counted one by one and remembered. */
  readonly lists: Readonly<Record<string, CountPart>>
  /** Members that are counted, and remembered, as a whole. */
  readonly members: Readonly<Record<string, CountPart>>
  /** Those of `members` whose presence `textBesideTools` is about. */
  readonly toolMembers: readonly string[]
  /** What members may bring about, counted or not; of a list, what each element may. */
  readonly triggers: Readonly<Record<string, (value: unknown, context: CountContext) => Triggers>>
}

/** Tokens of a request, and what it may bring about besides. */
export interface RequestCount extends TokenCount {
  readonly triggers: Triggers
}

export const noTokensCounted: TokenCount = { text: 0, fixed: 0 }

export function sumOf(counts: readonly TokenCount[]): TokenCount {
  let text = 0
  let fixed = 0
  for (const count of counts) {
    text += count.text
    fixed += count.fixed
  }
  return { text, fixed }
}
