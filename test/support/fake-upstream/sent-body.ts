import { constants, gunzipSync } from 'node:zlib'

export interface ReportedUsage {
  /** All of the input, also what came from a cache or went into one. */
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

/** The body bytes of one answer that have left, to be asked what they said about usage. */
export class SentBody {
  readonly #isGzip: boolean
  readonly #pieces: Uint8Array[] = []
  #bytes = 0

  constructor(isGzip: boolean) {
    this.#isGzip = isGzip
  }

  /** Above 1 MiB nothing is kept, and no usage is found. */
  add(piece: Uint8Array): void {
    this.#bytes += piece.length
    if (this.#bytes <= maxBytes) this.#pieces.push(piece)
    else this.#pieces.length = 0
  }

  /** The last word counts; undefined where nothing was said in full. */
  reportedUsage(): ReportedUsage | undefined {
    if (this.#pieces.length === 0) return undefined
    const joined = Buffer.concat(this.#pieces)
    // Z_SYNC_FLUSH takes what has come of a broken-off answer.
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
