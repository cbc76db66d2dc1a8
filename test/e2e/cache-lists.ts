import type { Page } from '@playwright/test'
import type {
  CacheEntry,
  CacheHit,
  CacheStatus,
  ThresholdReport,
} from '../../gateway/contract/answer-cache.ts'
import type { GatewayUnderTest } from './fixtures.ts'

const nowMs = Date.now()

export const hit: CacheHit = {
  id: 'hit_1',
  atMs: nowMs - 60_000,
  requestId: 'req_1',
  clientId: 'cli_gone',
  model: 'gpt-4o-mini',
  kind: 'semantic',
  storedQuestion: 'How can I undo my last git commit?',
  askedQuestion: 'How do I undo my last git commit?',
  similarity: 0.9814,
  ageMs: 7_200_000,
  guard: { agrees: true },
  served: true,
  judgement: null,
}

export const refused: CacheHit = {
  ...hit,
  id: 'hit_2',
  storedQuestion: 'How do I enable two-factor login?',
  askedQuestion: 'How do I disable two-factor login?',
  similarity: 0.9012,
  guard: { agrees: false, rule: 'antonym', reason: '“enable” and “disable” are opposites.' },
  served: false,
  judgement: 'different',
}

export const entry: CacheEntry = {
  id: 'ent_1',
  createdAtMs: nowMs - 7_200_000,
  usedAtMs: nowMs - 60_000,
  hits: 3,
  clientId: 'cli_gone',
  model: 'gpt-4o-mini',
  bytes: 2048,
  question: 'How can I undo my last git commit?',
  isEmbedded: true,
}

const report: ThresholdReport = {
  group: 'all',
  inForce: 0.93,
  wantedFalseHitRate: 0.01,
  judged: 640,
  undecided: 12,
  falseHits: 1,
  estimate: 0.00178,
  bound: 0.00841,
  curve: Array.from({ length: 21 }, (_, at) => ({
    threshold: (80 + at) / 100,
    hits: 630 - at * 30,
    falseHits: Math.max(0, 14 - at),
    falseHitBound: at === 20 ? null : (21 - at) / 600,
  })),
}

export interface Lists {
  hits: readonly CacheHit[]
  entries: readonly CacheEntry[]
}

/** Puts into the page's answers what only requests of many days would bring about. */
export async function fillCache(page: Page, { admin }: GatewayUnderTest, lists: Lists): Promise<void> {
  const value = (given: unknown) => ({ json: { ok: true, value: given } })
  await page.route('**/api/listCacheHits', route => route.fulfill(value(lists.hits)))
  await page.route('**/api/listCacheEntries', route => route.fulfill(value(lists.entries)))
  const real = await admin.cacheStatus({ zone: 'UTC', days: 30 })
  const days = real.days.map((day, at) => ({
    ...day,
    lookups: 40 + at,
    exactHits: 5 + (at % 4),
    semanticHits: at % 3,
    shared: at % 2,
    wouldBeHits: at % 5,
    savedNanoUsd: String(12_000_000 * (at + 1)),
    savedMs: 4000 * (at + 1),
  }))
  const status: CacheStatus = {
    ...real,
    store: { ...real.store, state: 'ready', entries: 1, bytes: 64 * 1024 * 1024 },
    days,
    thresholds: [report, { ...report, group: 'client/code' }],
  }
  await page.route('**/api/cacheStatus', route => route.fulfill(value(status)))
}
