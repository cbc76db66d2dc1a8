import type { Config } from '../config/schema.ts'
import type { CacheExplanation } from '../contract/routes.ts'
import type { AnswerCache } from './answer-cache.ts'
import { type AskedOfCache, readEligibility } from './eligible-request.ts'
import { lookUpExactly } from './look-up.ts'

/**
 * Whether a stored answer would be given to the request, and why. A question in other words is not looked for, since that would
 * start the model. Throws `request_invalid` as the request itself would.
 */
export async function explainCache(
  asked: AskedOfCache,
  { answerCache, config }: { readonly answerCache: AnswerCache; readonly config: () => Config },
): Promise<CacheExplanation> {
  const settings = config()
  const mode = asked.client.cache.mode ?? settings.cacheMode
  if (mode === 'off') return { mode, eligible: false, reason: 'The cache is off.', wouldBe: null }
  const read = readEligibility(asked, settings)
  if (!read.eligible) return { mode, eligible: false, reason: read.reason, wouldBe: null }
  const { request } = read
  if (!request.looksUp)
    return { mode, eligible: true, reason: 'The request asks for a new answer.', wouldBe: 'miss' }
  const { found, trace } = await lookUpExactly(request, answerCache)
  return { mode, eligible: true, reason: trace.reason, wouldBe: found ? 'exact' : 'miss' }
}
