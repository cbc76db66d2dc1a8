import type { Triggers } from '../chat/request-triggers.ts'
import type { Encoding } from './encoding.ts'

/** What the count of a part depends on besides the part's own bytes. */
export interface CountContext {
  readonly encoding: Encoding
  /** The model as the caller named it. The tokens of a picture differ by model. */
  readonly model: string
}

/** The tokens of a request. The two numbers are kept apart, because a ratio between two tokenizers applies only to text. */
export interface TokenCount {
  /** Text and separators, as the encoding counts them. */
  readonly text: number
  /**
   * Pictures, pages, audio and what a provider adds. These numbers are computed by formulas and are the same for any
   * tokenizer.
   */
  readonly fixed: number
}

export interface PartCount extends TokenCount {
  /** Used instead of `text` if the request has tools and this is its first part with such a number. */
  readonly textBesideTools?: number
  /** What else the part may cause. Undefined if nothing. */
  readonly triggers?: Triggers
}

/** Counts one parsed value of a request. Every value is counted: if the format does not know it, it is counted as JSON. */
export type CountPart = (value: unknown, context: CountContext) => PartCount

/** Says which members of a format's requests a model sees, and how each is counted. */
export interface RequestLayout {
  /** The tokens of every request for the beginning of the answer. */
  readonly fixedText: number
  /** Members that are lists, whose elements are counted one by one and remembered. */
  readonly lists: Readonly<Record<string, CountPart>>
  /** Members that are counted, and remembered, as a whole. */
  readonly members: Readonly<Record<string, CountPart>>
  /** Those of `members` that contain tools. If one of them is present, `textBesideTools` applies. */
  readonly toolMembers: readonly string[]
  /** What members may cause, whether or not they are counted. For a list, what each element may cause. */
  readonly triggers: Readonly<Record<string, (value: unknown, context: CountContext) => Triggers>>
}

/** The tokens of a request, and what else the request may cause. */
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
