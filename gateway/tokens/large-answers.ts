import type { AnswerEvents, EventsWanted } from '../chat/answer-as-stream.ts'
import type { ReportedUsage } from '../chat/reported-usage.ts'
import type { UsageReporting } from '../chat/usage-reporting.ts'
import type { EncodingName } from './encoding.ts'
import type { Encodings } from './encodings.ts'
import type { RankTable } from './rank-table.ts'
import type { CountedText } from './text-tally.ts'
import { createWorkerPool } from './worker-pool.ts'

/** Text of an answer, to be counted. */
export interface TextJob {
  readonly type: 'count-text'
  readonly text: string
  readonly table: RankTable
}

/** A whole answer, to be read. Its pieces are lent and come back as one. */
export interface AnswerJob {
  readonly type: 'read-answer'
  /** The name of one that the worker knows. */
  readonly format: string
  readonly pieces: readonly Uint8Array<ArrayBuffer>[]
  readonly table: RankTable
  /** How its provider reports usage; undefined: as the format says. */
  readonly reporting: UsageReporting | undefined
  /** It is wanted as the events of a stream too. */
  readonly asEvents: EventsWanted | undefined
  /** Struck out of what comes back. */
  readonly secret: string | undefined
}

export interface ReadAnswer {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** False: these are no JSON, or not all of it. */
  readonly isJson: boolean
  /** Undefined where it is not wanted so, or is no JSON. */
  readonly asEvents: AnswerEvents | undefined
  readonly usage: ReportedUsage
  /** What it says, where its usage is not reported. */
  readonly said: CountedText
}

export interface LargeAnswers {
  /** Tokens of the text; undefined: too much waits to be counted, or the worker died of it. */
  count(name: EncodingName, text: string): Promise<number | undefined>
  /** The pieces are gone once they are handed in. Rejects with `overloaded` where the worker dies of them. */
  read(
    answer: Omit<AnswerJob, 'type' | 'table'> & {
      readonly encoding: EncodingName
    },
  ): Promise<ReadAnswer>
  close(): Promise<void>
}

// Counted a MiB in a third of a second at worst: nobody waits for longer than a second and a half.
const textsWaiting = { jobs: 1000, bytes: 4 * 1024 * 1024 }
// What is in flight bounds these.
const answersWaiting = { jobs: 1000, bytes: Number.POSITIVE_INFINITY }
const idleMs = 60_000
const keptAfterBytes = 4 * 1024 * 1024

/** What is too long of answers to be read on the main thread: in workers of their own, so that no request waits for them. */
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
        return undefined // it is estimated instead
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
