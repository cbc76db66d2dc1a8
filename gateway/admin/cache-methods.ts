import { checkZone, lastDays } from '../budgets/windows.ts'
import type { AnswerStore } from '../cache/answer-store.ts'
import { cosine } from '../cache/cosine.ts'
import type { Settings } from '../config/settings.ts'
import type { AdminApi } from '../contract/admin.ts'
import type { CacheApi, CacheStatus, CacheTest, ThresholdReport } from '../contract/answer-cache.ts'
import type { GuardVerdict } from '../contract/cache.ts'
import type { Embedder } from '../embeddings/embedder.ts'
import { GatewayError } from '../errors.ts'
import type { Clients } from '../identity/clients.ts'
import type { LogReader } from '../storage/log-reader.ts'

/** What of the cache the admin object shows and governs. */
export interface CacheAdminDeps {
  readonly store: AnswerStore
  readonly embedder: Pick<Embedder, 'embed' | 'state'>
  readonly compareQuestions: (stored: string, asked: string) => GuardVerdict
  readonly thresholds: () => readonly ThresholdReport[]
  /** To be told after a person changed what is known of hits. */
  readonly judgementsChanged: () => void
  /** The threshold in force for questions of no group that is known. */
  readonly threshold: () => Promise<number>
}

export interface CacheMethodsDeps {
  readonly cache: CacheAdminDeps
  readonly clients: Pick<Clients, 'setCache'>
  readonly settings: Pick<Settings, 'current'>
  readonly logReader: Pick<LogReader, 'cacheDays'>
  readonly now: () => number
}

const usualDays = 7
const usualLimit = 100
const bytesPerMb = 1024 * 1024
/** A person waits, and the process may have to start first. */
const testDeadlineMs = 30_000

export function createCacheMethods(deps: CacheMethodsDeps): Pick<AdminApi, keyof CacheApi> {
  const { cache, clients } = deps
  const { store } = cache
  return {
    cacheStatus: ({ zone, days = usualDays }) => readStatus(deps, zone, days),
    listCacheHits: async ({ before, limit = usualLimit }) => store.hits(before, limit),
    listCacheEntries: async ({ before, limit = usualLimit }) => store.entries(before, limit),
    async purgeCache(what) {
      const removed = await store.purge(what)
      // What was learned of hits goes with all of them.
      if (what.what === 'all') cache.judgementsChanged()
      return { removed }
    },
    async judgeCacheHit({ hitId, judgement }) {
      if (!(await store.judge(hitId, judgement))) throw new GatewayError('cache_hit_unknown', { id: hitId })
      cache.judgementsChanged()
      return {}
    },
    testCache: ({ stored, asked }) => testQuestions(cache, stored, asked),
    setClientCache: async change => clients.setCache(change),
  }
}

async function readStatus(
  { cache: { store, embedder, thresholds }, settings, logReader, now }: CacheMethodsDeps,
  zone: string,
  days: number,
): Promise<CacheStatus> {
  const model = embedder.state()
  const { cacheMode, cacheCapMb } = settings.current
  const bounds = lastDays(checkZone(zone), now(), days)
  return {
    mode: cacheMode,
    model: { state: model.type, reason: 'reason' in model ? model.reason : '' },
    store: { ...store.state(), ...store.size(), capBytes: cacheCapMb * bytesPerMb },
    days: await logReader.cacheDays(bounds),
    thresholds: thresholds(),
  }
}

async function testQuestions(
  { embedder, compareQuestions, threshold }: CacheAdminDeps,
  stored: string,
  asked: string,
): Promise<CacheTest> {
  const guard = compareQuestions(stored, asked)
  const options = { deadlineMs: testDeadlineMs }
  const [a, b] = await Promise.all([embedder.embed(stored, options), embedder.embed(asked, options)])
  const cosine = a && b ? cosineOf(a, b) : null
  const wanted = await threshold()
  const rule = refusalOf(guard, cosine, wanted)
  return { cosine, threshold: wanted, guard, verdict: rule === null ? 'hit' : 'miss', rule }
}

/** The guard comes first: it says more about the questions than a number does. */
function refusalOf(guard: GuardVerdict, cosine: number | null, threshold: number): string | null {
  if (!guard.agrees) return guard.rule
  if (cosine === null) return 'model'
  return cosine < threshold ? 'threshold' : null
}

function cosineOf(a: Float32Array, b: Float32Array): number {
  return Math.max(-1, Math.min(1, cosine(a, b)))
}
