// How the admin object asks the store, the model and the guard. That they do as they are asked is tested with them.
import { describe, expect, test } from 'vitest'
import { type CacheAdminDeps, createCacheMethods } from '../../../gateway/admin/cache-methods.ts'
import type { AnswerStore } from '../../../gateway/cache/answer-store.ts'
import { compareQuestions } from '../../../gateway/cache/guard/compare.ts'
import { openSettings } from '../../../gateway/config/settings.ts'
import type { CachePurge, ThresholdReport } from '../../../gateway/contract/answer-cache.ts'
import { nothingKept } from '../../support/nothing-kept.ts'

/** Vectors of length 1 with that cosine. */
const apart = (cosine: number) => [Float32Array.of(1, 0), Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2))]

function methods(store: Partial<AnswerStore>, cache: Partial<CacheAdminDeps> = {}) {
  return createCacheMethods({
    cache: {
      ...nothingKept,
      compareQuestions,
      embedder: { embed: async () => undefined, state: () => ({ type: 'off' }) },
      ...cache,
      store: { ...nothingKept.store, ...store },
    },
    clients: { setCache: () => expect.unreachable() },
    settings: openSettings({ all: () => new Map(), put() {} }, { cacheMode: 'semantic', cacheCapMb: 2 }),
    logReader: { cacheDays: async () => [] },
    now: () => 0,
  })
}

describe('the store', () => {
  test.each<CachePurge>([
    { what: 'all' },
    { what: 'client', clientId: 'cli_1' },
    { what: 'model', model: 'gpt-5' },
    { what: 'entry', entryId: 'entry_1' },
  ])('is purged of %j, and says of how many', async wanted => {
    const purged: CachePurge[] = []
    const purge = async (what: CachePurge) => purged.push(what) + 6
    expect(await methods({ purge }).purgeCache(wanted)).toEqual({ removed: 7 })
    expect(purged).toEqual([wanted])
  })

  test('is told what a person found wrong', async () => {
    const judged: unknown[] = []
    const judge: AnswerStore['judge'] = async (...judgement) => judged.push(judgement) > 0
    await methods({ judge }).judgeCacheHit({ hitId: 'hit_1', judgement: 'wrong' })
    await methods({ judge }).judgeCacheHit({ hitId: 'hit_2', judgement: 'same' })
    expect(judged).toEqual([
      ['hit_1', 'wrong'],
      ['hit_2', 'same'],
    ])
  })

  test('is asked for a page, of a hundred where nobody says how many', async () => {
    const asked: unknown[] = []
    const page = async (...wanted: unknown[]) => {
      asked.push(wanted)
      return []
    }
    const { listCacheEntries, listCacheHits } = methods({ entries: page, hits: page })
    await listCacheEntries({})
    await listCacheHits({ before: 7, limit: 3 })
    expect(asked).toEqual([
      [undefined, 100],
      [7, 3],
    ])
  })

  test('and the model and the thresholds are in the state, with their reasons', async () => {
    const thresholds = [{ group: 'all', inForce: 0.93 } as ThresholdReport]
    const status = await methods(
      {
        state: () => ({ state: 'failed', reason: 'the disk is full' }),
        size: () => ({ entries: 3, bytes: 4000 }),
      },
      {
        thresholds: () => thresholds,
        embedder: { embed: async () => undefined, state: () => ({ type: 'missing', reason: 'no model' }) },
      },
    ).cacheStatus({ zone: 'UTC' })
    expect(status).toEqual({
      mode: 'semantic',
      model: { state: 'missing', reason: 'no model' },
      store: {
        state: 'failed',
        reason: 'the disk is full',
        entries: 3,
        bytes: 4000,
        capBytes: 2 * 1024 * 1024,
      },
      days: [],
      thresholds,
    })
  })
})

describe('a test of two questions', () => {
  const testing = (cosine: number | undefined, asked = 'How do I undo a commit?') => {
    const vectors = cosine === undefined ? [] : apart(cosine)
    const embed = async () => vectors.pop()
    const embedder: CacheAdminDeps['embedder'] = { embed, state: () => ({ type: 'ready' }) }
    const { testCache } = methods({}, { embedder, threshold: async () => 0.9 })
    return testCache({ stored: 'How can I undo a commit?', asked })
  }
  const two = 'How do I undo two commits?'

  test.each<[string, number | undefined, string | undefined, object]>([
    ['a hit from the threshold on', 0.91, undefined, { verdict: 'hit', rule: null }],
    ['a miss below it', 0.89, undefined, { verdict: 'miss', rule: 'threshold' }],
    ['a miss without a vector', undefined, undefined, { cosine: null, verdict: 'miss', rule: 'model' }],
    ['the guard’s, however near they are', 1, two, { verdict: 'miss', guard: { agrees: false } }],
  ])('is %s', async (_, cosine, asked, expected) => {
    expect(await testing(cosine, asked)).toMatchObject({ threshold: 0.9, ...expected })
  })

  test('names the guard’s rule before the threshold and before the model', async () => {
    for (const cosine of [0.1, undefined]) {
      const { guard, rule } = await testing(cosine, two)
      expect(guard).toMatchObject({ agrees: false, rule })
    }
  })
})
