// Learns how long answers are, so that requests hold about as much for their output as they will need. Pure, in memory, and
// bounded.
import type { ClientId } from '../contract/units.ts'

/** Answers that are alike in these respects have similar lengths. */
export interface AnswerKind {
  readonly clientId: ClientId
  readonly providerId: string
  /** The model's name without the provider. */
  readonly model: string
  readonly tools: boolean
  readonly reasoning: boolean
}

/** What limits the output of one request. */
export interface OutputBounds {
  /** How many answers the request asks for. Each has its own output. */
  readonly choices: number
  /** The request's own maximum for all choices together. Undefined if it names none. */
  readonly maxOutputTokens: number | undefined
  /** The most tokens that the model writes in one answer. Undefined if that is unknown. */
  readonly modelLimit: number | undefined
  /** True if what the model thinks comes on top of the request's own maximum. */
  readonly reasonsBeside?: boolean
}

export interface AnsweredOutput {
  /** The sum over all choices. */
  readonly outputTokens: number
  readonly choices: number
  /**
   * True if the answer ended at the request's own maximum. Without it the answer would have been longer by an unknown
   * length.
   */
  readonly cut: boolean
}

/** What is held for an answer while too few are known. Longer than nine in ten chat answers. */
export const priorAnswerTokens = 4096
/**
 * The longest answer assumed if neither the request nor the model has a known maximum. No model writes more in one answer.
 */
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
    /**
     * Only to be called for answers that ran to their end and reported their usage. A cut answer counts as the prior length,
     * or as its own length if that is more.
     */
    learn(kind: AnswerKind, { outputTokens, choices, cut }: AnsweredOutput): void {
      const perAnswer = Math.ceil(outputTokens / choices)
      const length = cut ? Math.max(perAnswer, priorAnswerTokens) : perAnswer
      lengthsOf(keyOf(kind)).add(length)
      lengthsOf(keyOfAll(kind)).add(length)
    },

    /**
     * The tokens to hold: the 95th percentile of the latest answers of this kind to this client. If they are too few, that
     * of all clients, and if those are too few, the prior. At most the request's own maximum and the model's.
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

/** The most output tokens that a request can take. Strict budgets hold this. */
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

/**
 * Keeps the newest lengths twice: in the order in which they came, and sorted. Adding one moves at most a kilobyte, and the
 * percentile is one array access.
 */
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
    /** The percentile by nearest rank. */
    percentile95: () => sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0,
  }
}

/**
 * A Map keeps the order of insertion, so an entry that is used is moved to the end, and the first is the one unused for
 * longest.
 */
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
