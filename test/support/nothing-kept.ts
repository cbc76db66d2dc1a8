import type { CacheAdminDeps } from '../../gateway/admin/cache-methods.ts'

/** What the admin object sees of the store before it is opened. */
export const nothingKept: Pick<CacheAdminDeps, 'store' | 'thresholds' | 'threshold' | 'judgementsChanged'> = {
  store: {
    mayHave: () => false,
    recent: () => undefined,
    compare: async () => undefined,
    find: async () => undefined,
    nearest: async () => [],
    read: async () => undefined,
    add: () => undefined,
    addHit: async () => undefined,
    judge: async () => false,
    judged: async () => [],
    hits: async () => [],
    entries: async () => [],
    size: () => ({ entries: 0, bytes: 0 }),
    purge: async () => 0,
    purges: () => 0,
    nextEpoch: () => undefined,
    state: () => ({ state: 'closed', reason: '' }),
    close: async () => undefined,
  },
  thresholds: () => [],
  judgementsChanged: () => undefined,
  threshold: async () => 0.95,
}
