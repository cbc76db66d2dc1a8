// How long answers are: what a request holds for its output before anybody knows it. Pure, in memory, bounded.
import type { ClientId } from '../contract/units.ts'

/** Answers of one kind have lengths of their own. */
export interface AnswerKind {
  readonly clientId: ClientId
  readonly providerId: string
  /** Without the provider. */
  readonly model: string
  readonly tools: boolean
  readonly reasoning: boolean
}

/** What bounds the output of one request. */
export interface OutputBounds {
  /** How many answers were asked for: each costs output. */
  readonly choices: number
  /** The request's own maximum, all choices together; undefined: it names none. */
  readonly maxOutputTokens: number | undefined
  /** The most that the model writes in one answer; undefined: unknown. */
  readonly modelLimit: number | undefined
  /** True: what the model thinks may come on top of the request's own maximum. */
  readonly reasonsBeside?: boolean
}

export interface AnsweredOutput {
  /** All choices together. */
  readonly outputTokens: number
  readonly choices: number
  /** It ended at the request's own maximum: without it, it would have been longer, nobody knows by how much. */
  readonly cut: boolean
}

/** Held for an answer while too few are known: longer than nine in ten chat answers. */
export const priorAnswerTokens = 4096
/** The worst case where neither the request nor the model is known to have a maximum: no model writes more at once. */
export const longestAnswerTokens = 128_000

const enoughSamples = 20
const remembered = 128
const kindsAtMost = 4000

export type LearnedOutput = ReturnType<typeof createLearnedOutput>

export function createLearnedOutput() {
  const kinds = createLeastRecentlyUsed<RecentLengths>(kindsAtMost)

  function lengthsOf(key: string): RecentLengths {
    const known = kinds.get(key)
    if (known) return known
    const lengths = createRecentLengths()
    kinds.set(key, lengths)
    return lengths
  }

  return {
    /** Only for answers that ran to their end and were reported. A cut one counts as the prior, or its own length. */
    learn(kind: AnswerKind, { outputTokens, choices, cut }: AnsweredOutput): void {
      const perAnswer = Math.ceil(outputTokens / choices)
      const length = cut ? Math.max(perAnswer, priorAnswerTokens) : perAnswer
      lengthsOf(keyOf(kind)).add(length)
      lengthsOf(keyOfAll(kind)).add(length)
    },

    /**
     * Tokens to hold: the 95th percentile of what this client's latest answers of the kind had, else all clients', else
     * the prior; within the request's own maximum and the model's.
     */
    tokensToHold(kind: AnswerKind, { choices, maxOutputTokens, modelLimit }: OutputBounds): number {
      const own = kinds.get(keyOf(kind))
      const lengths = isEnough(own) ? own : kinds.get(keyOfAll(kind))
      const perAnswer = isEnough(lengths) ? lengths.percentile95() : priorAnswerTokens
      const usual = Math.min(perAnswer, modelLimit ?? perAnswer) * choices
      return Math.min(usual, maxOutputTokens ?? usual)
    },

    get kinds(): number {
      return kinds.size
    },
  }
}

/** The most that a request can take: what strict budgets hold. */
export function worstOutput({
  choices,
  maxOutputTokens,
  modelLimit,
  reasonsBeside = false,
}: OutputBounds): number {
  const byModel = (modelLimit ?? longestAnswerTokens) * choices
  if (maxOutputTokens === undefined) return byModel
  return reasonsBeside ? maxOutputTokens + byModel : maxOutputTokens
}

const flagsOf = ({ tools, reasoning }: AnswerKind) => `${tools ? 't' : '-'}${reasoning ? 'r' : '-'}`
const keyOf = (kind: AnswerKind) => `${flagsOf(kind)} ${kind.clientId} ${kind.providerId}/${kind.model}`
const keyOfAll = (kind: AnswerKind) => `${flagsOf(kind)} ${kind.providerId}/${kind.model}`

function isEnough(lengths: RecentLengths | undefined): lengths is RecentLengths {
  return lengths !== undefined && lengths.count >= enoughSamples
}

interface RecentLengths {
  readonly count: number
  add(length: number): void
  percentile95(): number
}

/** The newest lengths in their order, and sorted: adding one moves a kilobyte at most, and asking is one look. */
function createRecentLengths(): RecentLengths {
  const newest: number[] = []
  const sorted: number[] = []
  let oldest = 0

  function placeOf(length: number): number {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sorted[middle] ?? 0) < length) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    get count() {
      return sorted.length
    },
    add(length) {
      const replaced = newest[oldest]
      if (replaced !== undefined) sorted.splice(placeOf(replaced), 1)
      sorted.splice(placeOf(length), 0, length)
      newest[oldest] = length
      oldest = (oldest + 1) % remembered
    },
    /** By nearest rank. */
    percentile95: () => sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0,
  }
}

/** A Map keeps the order of insertion: what is used is put at its end. */
function createLeastRecentlyUsed<Value>(most: number) {
  const values = new Map<string, Value>()
  return {
    get(key: string): Value | undefined {
      const value = values.get(key)
      if (value === undefined) return undefined
      values.delete(key)
      values.set(key, value)
      return value
    },
    set(key: string, value: Value): void {
      const [first] = values.size >= most ? values.keys() : []
      if (first !== undefined) values.delete(first)
      values.set(key, value)
    },
    get size(): number {
      return values.size
    },
  }
}
