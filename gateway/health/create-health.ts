import type { Health, SubjectHealth } from './health.ts'

const healthy: SubjectHealth = { state: 'closed', reason: '', forMs: undefined, running: 0, speed: undefined }

/** Counts nothing yet: every provider is taken to be well. */
export function createHealth(): Health {
  return {
    of: () => healthy,
    begun() {},
    ended() {},
    failed() {},
    answered() {},
    mayRetry: () => true,
    mayHedge: () => true,
    isOffline: () => false,
  }
}
