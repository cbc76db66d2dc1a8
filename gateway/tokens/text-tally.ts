import type { CountingAllowance } from './counting-allowance.ts'
import type { Encoding, EncodingName } from './encoding.ts'

export interface CountedText {
  readonly tokens: number
  readonly countedBytes: number
  readonly uncountedBytes: number
}

export interface TextTallyDeps {
  readonly encoding: Encoding
  /** How many tokens the model makes of one of the encoding's. */
  readonly ratio: number
  /** What the main thread may count itself. */
  readonly allowance: CountingAllowance
  /** Counts in a worker; undefined: too much waits there, or it died. */
  readonly countLater: (name: EncodingName, text: string) => Promise<number | undefined>
  /** What is only estimated makes no answer longer than its model writes. */
  readonly estimatedAtMostTokens: number
}

// Text is kept until it is asked for, since most answers report their usage; a long one is counted on the way, so
// that neither memory nor the last count grows with it.
const keptCharacters = 32_768

/** More text than this no model writes in one answer: the rest is estimated, so that no count takes seconds. */
export const countedAtMostBytes = 1024 * 1024

/** Text has a token for every four bytes or so: this leans to what costs more. */
const bytesPerEstimatedToken = 3

/**
 * Counts what an answer said so far; only asked where the provider does not report it. The main thread counts as much as its
 * allowance lets it, which is all that people read along; a worker counts the rest. What neither counts is estimated: a
 * token for every three bytes, or as many as the counted part has, if that is more.
 */
export class TextTally {
  readonly #deps: TextTallyDeps
  #kept: string[] = []
  #keptLength = 0
  #tokens = 0
  #countedBytes = 0
  #uncountedBytes = 0
  #bytes = 0
  /** What the worker was ever asked for, and how often it has not answered yet. */
  #askedBytes = 0
  #asking = 0
  #asked: Promise<unknown> | undefined

  constructor(deps: TextTallyDeps) {
    this.#deps = deps
  }

  get encodingName(): EncodingName {
    return this.#deps.encoding.name
  }

  add(text: string): void {
    this.#kept.push(text)
    this.#keptLength += text.length
    this.#bytes += Buffer.byteLength(text)
    if (this.#keptLength > keptCharacters) this.#countKept()
  }

  /** So many bytes of text that nobody reads: too long to be. */
  addUnread(bytes: number): void {
    this.#bytes += bytes
    this.#uncountedBytes += bytes
  }

  /** Text that somebody else counted, and so many bytes of it that nobody did. */
  addCounted({ tokens, countedBytes, uncountedBytes }: CountedText): void {
    this.addUnread(uncountedBytes)
    this.#bytes += countedBytes
    this.#note(tokens, countedBytes)
  }

  /** Of everything that was added, in UTF-8. */
  bytes(): number {
    return this.#bytes
  }

  /** What a worker has not counted yet, and what nobody counts, is an estimate. */
  tokens(): number {
    this.#countKept()
    const { ratio, estimatedAtMostTokens } = this.#deps
    const counted = Math.ceil(this.#tokens * ratio)
    if (this.#uncountedBytes === 0) return counted
    const perByte = Math.max(1 / bytesPerEstimatedToken, this.#tokens / Math.max(1, this.#countedBytes))
    const all = Math.ceil((this.#tokens + this.#uncountedBytes * perByte) * ratio)
    return Math.min(all, Math.max(counted, estimatedAtMostTokens))
  }

  /** Resolves when as much is counted as will be; undefined where it is already. */
  counting(): Promise<void> | undefined {
    this.#countKept()
    return this.#asking > 0 ? this.#asked?.then(() => {}) : undefined
  }

  #countKept(): void {
    if (this.#keptLength === 0) return
    const text = this.#kept.join('')
    this.#kept = []
    this.#keptLength = 0
    const bytes = Buffer.byteLength(text)
    if (this.#deps.allowance.take(text.length)) this.#note(this.#deps.encoding.count(text), bytes)
    else if (this.#askedBytes + bytes > countedAtMostBytes) this.#uncountedBytes += bytes
    else this.#countInWorker(text, bytes)
  }

  #note(tokens: number, bytes: number): void {
    this.#tokens += tokens
    this.#countedBytes += bytes
  }

  #countInWorker(text: string, bytes: number): void {
    this.#asking++
    this.#askedBytes += bytes
    this.#uncountedBytes += bytes
    const answered = this.#deps.countLater(this.#deps.encoding.name, text).then(tokens => {
      this.#asking--
      if (tokens === undefined) return
      this.#uncountedBytes -= bytes
      this.#note(tokens, bytes)
    })
    this.#asked = this.#asked ? Promise.all([this.#asked, answered]) : answered
  }
}
