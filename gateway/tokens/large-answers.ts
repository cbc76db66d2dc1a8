import type { AnswerEvents, EventsWanted } from '../chat/answer-as-stream.ts'
import type { UpstreamFailure } from '../chat/answer-part.ts'
import type { ReportedUsage } from '../chat/reported-usage.ts'
import type { VectorsAsked } from '../chat/translate-vectors.ts'
import type { UsageReporting } from '../chat/usage-reporting.ts'
import type { SecretFilter } from '../redaction/secret-filter.ts'
import type { EncodingName } from './encoding.ts'
import type { Encodings } from './encodings.ts'
import type { RankTable } from './rank-table.ts'
import type { CountedText } from './text-tally.ts'
import { createWorkerPool } from './worker-pool.ts'

/** A text from an answer whose tokens a worker counts. */
export interface TextJob {
  readonly type: 'count-text'
  readonly text: string
  readonly table: RankTable
}

/** A whole answer for a worker to read. Its pieces are transferred to the worker, which returns their bytes in one piece. */
export interface AnswerJob {
  readonly type: 'read-answer'
  /** The name of the answer's format, which the worker must know. */
  readonly format: string
  readonly pieces: readonly Uint8Array<ArrayBuffer>[]
  readonly table: RankTable
  /** How the provider reports usage. Undefined if it reports as the format says. */
  readonly reporting: UsageReporting | undefined
  /** If set, the answer is also returned as the events of a stream. */
  readonly asEvents: EventsWanted | undefined
  /** The secrets to remove from the returned bytes. */
  readonly secrets: SecretFilter['keys'] | undefined
  /** If set, the answer is a list of vectors and is returned in another format. */
  readonly vectors?: VectorsJob | undefined
}

export interface VectorsJob extends VectorsAsked {
  /** The name of the format in which the vectors are returned. */
  readonly callerFormat: string
}

export interface ReadAnswer {
  /** In the caller's format if they were translated. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Undefined if nothing was to be translated. With a failure, the bytes are still the provider's. */
  readonly translated: { readonly failure: UpstreamFailure | undefined } | undefined
  /** False if the bytes are not JSON, or not complete. */
  readonly isJson: boolean
  /** Undefined if no events were asked for, or the bytes are not JSON. */
  readonly asEvents: AnswerEvents | undefined
  readonly usage: ReportedUsage
  /** The count of the answer's text. It is empty if the usage is reported completely. */
  readonly said: CountedText
}

export interface LargeAnswers {
  /** Counts the tokens of a text. Undefined if too much text waits to be counted, or the worker died. */
  count(name: EncodingName, text: string): Promise<number | undefined>
  /**
   * Reads an answer. The pieces are transferred and must not be used afterwards. Rejects with `overloaded` if the worker
   * dies while it reads them.
   */
  read(
    answer: Omit<AnswerJob, 'type' | 'table'> & {
      readonly encoding: EncodingName
    },
  ): Promise<ReadAnswer>
  close(): Promise<void>
}

// Counting a MiB takes at most a third of a second, so nobody waits longer than a second and a half.
const textsWaiting = { jobs: 1000, bytes: 4 * 1024 * 1024 }
// These need no limit in bytes, because the bytes of all answers in flight are limited elsewhere.
const answersWaiting = { jobs: 1000, bytes: Number.POSITIVE_INFINITY }
const idleMs = 60_000
const keptAfterBytes = 4 * 1024 * 1024

/**
 * Reads answers that are too long for the main thread. They have workers of their own, so that no request waits for them.
 */
export function openLargeAnswers(encodings: Encodings, url: URL): LargeAnswers {
  const shared = { url, idleMs, keptAfterBytes }
  const texts = createWorkerPool({ ...shared, atOnce: 1, waitingAtMost: textsWaiting })
  const answers = createWorkerPool({ ...shared, atOnce: 2, waitingAtMost: answersWaiting })
  return {
    async count(name, text) {
      try {
        const job: TextJob = { type: 'count-text', text, table: await encodings.table(name) }
        return (await texts.use(text.length, ask => ask(job))) as number
      } catch {
        return undefined // the caller then estimates the tokens
      }
    },
    async read({ encoding, ...answer }) {
      const job: AnswerJob = { type: 'read-answer', ...answer, table: await encodings.table(encoding) }
      const bytes = answer.pieces.reduce((sum, piece) => sum + piece.length, 0)
      const lent = answer.pieces.map(piece => piece.buffer)
      return (await answers.use(bytes, ask => ask(job, lent))) as ReadAnswer
    },
    async close() {
      await Promise.all([texts.close(), answers.close()])
    },
  }
}
