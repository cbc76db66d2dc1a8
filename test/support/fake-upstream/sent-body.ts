import { constants, gunzipSync } from 'node:zlib'

export interface ReportedUsage {
  /** All input tokens, including those read from or written to a cache. */
  readonly inputTokens: number
  readonly outputTokens: number
}

/** The members that report usage in the formats: all of them occur in no answer. */
interface UsageFields {
  readonly prompt_tokens?: number
  readonly completion_tokens?: number
  readonly input_tokens?: number
  readonly cache_creation_input_tokens?: number
  readonly cache_read_input_tokens?: number
  readonly output_tokens?: number
  readonly promptTokenCount?: number
  readonly candidatesTokenCount?: number
  readonly prompt_eval_count?: number
  readonly eval_count?: number
}

interface Reporting extends UsageFields {
  readonly usage?: UsageFields | null
  readonly message?: { readonly usage?: UsageFields }
  readonly response?: { readonly usage?: UsageFields | null }
  readonly usageMetadata?: UsageFields
}

const maxBytes = 1024 * 1024

/** Keeps the bytes of an answer's body that were sent, and finds what they report about usage. */
export class SentBody {
  readonly #isGzip: boolean
  readonly #pieces: Uint8Array[] = []
  #bytes = 0

  constructor(isGzip: boolean) {
    this.#isGzip = isGzip
  }

  /** Above 1 MiB nothing is kept, so no usage is found. */
  add(piece: Uint8Array): void {
    this.#bytes += piece.length
    if (this.#bytes <= maxBytes) this.#pieces.push(piece)
    else this.#pieces.length = 0
  }

  /** The last usage that was sent completely. Undefined if there is none. */
  reportedUsage(): ReportedUsage | undefined {
    if (this.#pieces.length === 0) return undefined
    const joined = Buffer.concat(this.#pieces)
    // Z_SYNC_FLUSH decompresses also the beginning of an answer that was broken off.
    const bytes = this.#isGzip ? gunzipSync(joined, { finishFlush: constants.Z_SYNC_FLUSH }) : joined
    const text = bytes.toString()
    if (text.startsWith('{')) return usageIn(text) ?? lastOf(text.split('\n').slice(0, -1))
    const frames = text.split(/\r?\n\r?\n/).slice(0, -1)
    return lastOf(frames.map(frame => /^data: (.*)$/m.exec(frame)?.[1]))
  }
}

/** What is not reported again at the end, as the input of some streams, is what was reported before. */
function lastOf(documents: readonly (string | undefined)[]): ReportedUsage | undefined {
  let last: ReportedUsage | undefined
  for (const document of documents) {
    const usage = usageIn(document)
    if (usage) last = { ...usage, inputTokens: usage.inputTokens || (last?.inputTokens ?? 0) }
  }
  return last
}

function usageIn(text: string | undefined): ReportedUsage | undefined {
  const document = parse(text ?? '')
  const usage = document?.usage ?? document?.message?.usage ?? document?.response?.usage
  const counted = usage ?? document?.usageMetadata ?? (document?.eval_count === undefined ? null : document)
  if (counted === null || counted === undefined) return undefined
  const cached = (counted.cache_creation_input_tokens ?? 0) + (counted.cache_read_input_tokens ?? 0)
  const input = counted.prompt_tokens ?? counted.promptTokenCount ?? counted.prompt_eval_count
  const output = counted.completion_tokens ?? counted.candidatesTokenCount ?? counted.eval_count
  return {
    inputTokens: input ?? (counted.input_tokens ?? 0) + cached,
    outputTokens: output ?? counted.output_tokens ?? 0,
  }
}

function parse(text: string): Reporting | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
