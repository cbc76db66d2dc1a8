import type { ClientCache } from '../../gateway/contract/answer-cache.ts'

/** Of a client that nobody gave a cache of its own. */
export const usualClientCache: ClientCache = { mode: null, scope: 'client', allowsTools: false }
