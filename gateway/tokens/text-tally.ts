import type { CountingAllowance } from './counting-allowance.ts'
import type { Encoding, EncodingName } from './encoding.ts'

export interface CountedText {
  readonly tokens: number
  readonly countedBytes: number
  readonly uncountedBytes: number
}

export interface TextTallyDeps {
  readonly encoding: Encoding
  /** How many tokens the model makes per token of the encoding. */
  readonly ratio: number
  /** Limits how much text the main thread counts. */
  readonly allowance: CountingAllowance
  /** Counts in a worker. Undefined if too much text waits there, or the worker died. */
  readonly countLater: (name: EncodingName, text: string) => Promise<number | undefined>
  /** The most tokens that the model writes in one answer. An estimate never raises the total above this number. */
  readonly estimatedAtMostTokens: number
}

// Text is kept and only counted when the count is asked for, because most answers report their usage. Long text is counted
// on the way, so that neither the memory nor the time for the last count grows with it.
const keptCharacters = 32_768

/** No model writes more text than this in one answer. The rest is estimated, so that no count takes seconds. */
export const countedAtMostBytes = 1024 * 1024

/**
 * A text has about one token per four bytes. Three is used here, because an estimate should rather be too high than too low.
 */
const bytesPerEstimatedToken = 3

/**
 * Counts the text of an answer so far. The count is only asked for if the provider does not report it. The main thread
 * counts as much as its allowance permits, which is enough for text that people read as it arrives. A worker counts the
 * rest. Text that neither counts is estimated, with a token per three bytes, or with the ratio of the counted part if that
 * is higher.
 */
export class TextTally {
  readonly #deps: TextTallyDeps
  #kept: string[] = []
  #keptLength = 0
  #tokens = 0
  #countedBytes = 0
  #uncountedBytes = 0
  #bytes = 0
  /** How many bytes the worker was asked to count so far, and how many of these requests it has not answered yet. */
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

  /** Adds this many bytes of text that is too long to be read. Their tokens are estimated. */
  addUnread(bytes: number): void {
    this.#bytes += bytes
    this.#uncountedBytes += bytes
  }

  /** Adds text that was counted elsewhere, of which `uncountedBytes` bytes were not counted. */
  addCounted({ tokens, countedBytes, uncountedBytes }: CountedText): void {
    this.addUnread(uncountedBytes)
    this.#bytes += countedBytes
    this.#note(tokens, countedBytes)
  }

  /** The UTF-8 bytes of everything that was added. */
  bytes(): number {
    return this.#bytes
  }

  /** The tokens so far. What a worker has not counted yet, and what is never counted, is estimated. */
  tokens(): number {
    this.#countKept()
    const { ratio, estimatedAtMostTokens } = this.#deps
    const counted = Math.ceil(this.#tokens * ratio)
    if (this.#uncountedBytes === 0) return counted
    const perByte = Math.max(1 / bytesPerEstimatedToken, this.#tokens / Math.max(1, this.#countedBytes))
    const all = Math.ceil((this.#tokens + this.#uncountedBytes * perByte) * ratio)
    return Math.min(all, Math.max(counted, estimatedAtMostTokens))
  }

  /** Resolves when everything is counted that will be counted. Undefined if it already is. */
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
