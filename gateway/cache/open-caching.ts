// The parts of the cache, put together. Nothing of it runs before it is needed.
import type { CacheAdminDeps } from '../admin/cache-methods.ts'
import type { Settings } from '../config/settings.ts'
import { startEmbedder } from '../embeddings/start-embedder.ts'
import type { GatewayDeps } from '../gateway-deps.ts'
import type { ClosingStep } from '../lifecycle/closing.ts'
import { AnswerCache } from './answer-cache.ts'
import { compareQuestions } from './guard/compare.ts'
import { openAnswerStore } from './open-answer-store.ts'
import { everyGroup, openLearnedThresholds } from './thresholds/learned-thresholds.ts'

export interface Caching {
  /** What the admin object governs. */
  readonly cache: CacheAdminDeps
  /** What requests use. */
  readonly answerCache: AnswerCache
  readonly cacheClosing: readonly ClosingStep[]
}

const withinMs = 2000

const bytesPerMb = 1024 * 1024

export function openCaching(
  { activeMs, homeDir, log, monotonicMs, now, startEmbeddingProcess, vault, workerUrl }: GatewayDeps,
  settings: Settings,
): Caching {
  const embedder = startEmbedder({ start: startEmbeddingProcess, monotonicMs, log })
  const config = () => settings.current
  const store = openAnswerStore({
    homeDir,
    workerUrl: workerUrl('cache-worker'),
    vault,
    now,
    capBytes: () => config().cacheCapMb * bytesPerMb,
    log,
  })
  const thresholds = openLearnedThresholds({
    judged: () => store.judged(),
    wantedFalseHitRate: () => config().cacheFalseHitRate,
    monotonicMs,
  })
  const answerCache = new AnswerCache({
    store,
    embedder,
    thresholds,
    config,
    now,
    monotonicMs,
    activeMs: activeMs ?? (() => performance.eventLoopUtilization().active),
    log,
  })
  return {
    cache: {
      store,
      embedder,
      compareQuestions,
      thresholds: thresholds.reports,
      judgementsChanged: thresholds.judgementsChanged,
      threshold: async () => {
        await thresholds.settled()
        return thresholds.thresholdFor(everyGroup)
      },
    },
    answerCache,
    cacheClosing: [
      { name: 'answers to be stored', withinMs, run: () => answerCache.close() },
      { name: 'stored answers', withinMs, run: passed => store.close(passed) },
      { name: 'embedding model', withinMs, run: () => embedder.close() },
    ],
  }
}
