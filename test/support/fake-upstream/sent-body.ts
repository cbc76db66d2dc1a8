import { constants, gunzipSync } from 'node:zlib'

export interface ReportedUsage {
  /** All input tokens, including those read from or written to a cache. */
  readonly inputTokens: number
  readonly outputTokens: number
}

interface UsageFields {
  readonly prompt_tokens?: number
  readonly completion_tokens?: number
  readonly input_tokens?: number
  readonly cache_creation_input_tokens?: number
  readonly cache_read_input_tokens?: number
  readonly output_tokens?: number
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
    if (text.startsWith('{')) return usageIn(text)
    const frames = text.split('\n\n').slice(0, -1)
    return frames
      .map(frame => usageIn(/^data: (.*)$/m.exec(frame)?.[1]))
      .findLast(usage => usage !== undefined)
  }
}

function usageIn(text: string | undefined): ReportedUsage | undefined {
  const document = parse(text ?? '')
  const usage: UsageFields | null | undefined = document?.usage ?? document?.message?.usage
  if (usage === null || usage === undefined) return undefined
  const cached = (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0)
  return {
    inputTokens: usage.prompt_tokens ?? (usage.input_tokens ?? 0) + cached,
    outputTokens: usage.completion_tokens ?? usage.output_tokens ?? 0,
  }
}

function parse(text: string): { usage?: UsageFields | null; message?: { usage?: UsageFields } } | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
