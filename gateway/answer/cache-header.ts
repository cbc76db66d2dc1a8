import type { CacheTrace } from '../contract/answer-cache.ts'

/** `exact; age=12`, `semantic; age=3600; similarity=0.97`, `miss`, `miss; shared` or `off`. The age is in seconds. */
export function cacheHeader(trace: CacheTrace | undefined): string {
  if (!trace) return 'off'
  const { outcome } = trace
  switch (outcome) {
    case 'off':
      return 'off'
    case 'miss':
      return 'miss'
    case 'shared':
      return 'miss; shared'
    case 'exact':
      return `exact; ${ageIn(trace)}`
    case 'semantic':
      return `semantic; ${ageIn(trace)}; similarity=${(trace.similarity ?? 0).toFixed(2)}`
    default:
      return outcome satisfies never
  }
}

function ageIn({ ageMs = 0 }: CacheTrace): string {
  return `age=${Math.floor(ageMs / 1000)}`
}
