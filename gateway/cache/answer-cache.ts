// The cache as requests see it. It is opened by the first request that may use it, so a gateway whose cache is off has neither
// its worker nor the model's process.
import type { Logger } from 'pino'
import type { Config } from '../config/schema.ts'
import type { Embedder } from '../embeddings/embedder.ts'
import type { Client } from '../identity/clients.ts'
import { atIntervals } from '../storage/at-intervals.ts'
import { AnswerCopy, CopyRoom } from './answer-copy.ts'
import type { AnswerStore } from './answer-store.ts'
import type { EligibleRequest } from './eligible-request.ts'
import { type FreshAnswer, KeptAnswers } from './keep-answers.ts'
import { LoadWatch } from './load-watch.ts'
import type { LookUpDeps } from './look-up.ts'
import { RunningAnswers } from './running-answers.ts'
import type { LearnedThresholds } from './thresholds/learned-thresholds.ts'
import { thresholdGroup } from './thresholds/question-kind.ts'

export interface AnswerCacheDeps {
  readonly store: AnswerStore
  readonly embedder: Embedder
  readonly thresholds: Pick<LearnedThresholds, 'thresholdFor' | 'addedJudgement'>
  readonly config: () => Config
  readonly now: () => number
  readonly monotonicMs: () => number
  readonly activeMs: () => number
  readonly log: Pick<Logger, 'warn'>
}

const hourMs = 3_600_000
const logEveryMs = 60_000

export class AnswerCache implements LookUpDeps {
  readonly store: AnswerStore
  readonly embedder: Embedder
  readonly now: () => number
  /** Logs a failure, at most once a minute. */
  readonly tell: (error: unknown) => void
  readonly running = new RunningAnswers()
  readonly load: LoadWatch
  readonly unsettled: LookUpDeps['unsettled']
  readonly #room = new CopyRoom()
  readonly #kept: KeptAnswers
  readonly thresholds: AnswerCacheDeps['thresholds']
  readonly #config: () => Config

  constructor({ activeMs, config, embedder, log, monotonicMs, now, store, thresholds }: AnswerCacheDeps) {
    this.store = store
    this.embedder = embedder
    this.now = now
    this.thresholds = thresholds
    this.#config = config
    this.tell = atIntervals(logEveryMs, monotonicMs, (error: unknown) =>
      log.warn({ err: error }, 'the cache failed; requests go on without it'),
    )
    this.load = new LoadWatch({ monotonicMs, activeMs })
    const ttlMs = () => config().cacheTtlHours * hourMs
    const { load, tell } = this
    this.#kept = new KeptAnswers({ store, embedder, load, ttlMs, tell })
    // What waits for a store that has failed may wait for a minute.
    this.unsettled = key => (store.state().state === 'failed' ? undefined : this.#kept.unsettled(key))
  }

  isOn({ cache }: Client): boolean {
    return (cache.mode ?? this.#config().cacheMode) !== 'off'
  }

  thresholdFor(request: EligibleRequest): number {
    return this.thresholds.thresholdFor(groupOf(request))
  }

  newCopy(): AnswerCopy {
    return new AnswerCopy(this.#room)
  }

  /** False while too much waits to be stored already. */
  get hasRoom(): boolean {
    return this.#kept.hasRoom
  }

  keep(answer: FreshAnswer): void {
    this.#kept.add(answer)
  }

  /** To be called when the same name may be answered otherwise from now on: what was said before is given no more. */
  forgetAnswers(): void {
    this.store.nextEpoch()
  }

  close(): void {
    this.#kept.close()
  }
}

/** For which the threshold is learned: who shares the answers, and what kind of question it is. */
export function groupOf({ client, keys }: Pick<EligibleRequest, 'client' | 'keys'>): string {
  return thresholdGroup(client.cache.scope, keys.question ?? '')
}
