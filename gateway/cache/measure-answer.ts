// What `measure` learns of a request: whether the stored answer would have been the right one.
import type { Exchange } from '../exchange.ts'
import { type AnswerCache, groupOf } from './answer-cache.ts'
import type { NewHit } from './answer-store.ts'
import { checkAnswer } from './check-answer.ts'
import type { EligibleRequest } from './eligible-request.ts'
import type { Found, LookedUp } from './look-up.ts'
import { lookUpAlike, lookUpExactly, mayBeAlike } from './look-up.ts'
import { compareAnswers } from './thresholds/compare-answers.ts'

/** Thresholds below this are never in force, so nothing has to be learned about them. */
const leastSimilarity = 0.8

/** What the cache would have done. Unlike a look-up that may be served, it also finds what is less similar than needed. */
export async function wouldHaveFound(request: EligibleRequest, cache: AnswerCache): Promise<LookedUp> {
  const exactly = await lookUpExactly(request, cache)
  if (exactly.found || !mayBeAlike(request, cache)) return exactly
  return await lookUpAlike(request, cache, leastSimilarity)
}

/** Whether what was found would have been given. */
export function wouldServe({ kind, similarity = 0 }: Found, request: EligibleRequest, cache: AnswerCache) {
  return kind === 'exact' || similarity >= cache.thresholdFor(request)
}

/**
 * Compares the new answer with the stored one. What comes of it says how similar questions must be. How alike two answers to the
 * very same request are says nothing about that, so they are not compared.
 */
export async function judgeFound(
  found: Found,
  freshText: string,
  request: EligibleRequest,
  exchange: Exchange,
  { embedder, store, thresholds }: AnswerCache,
): Promise<void> {
  const hitId = await store.addHit(toHit(found, request, exchange, false))
  if (hitId === undefined || found.kind === 'exact') return
  const given = { ...found.answer, format: exchange.format }
  const stored = await checkAnswer(given, request.client.cache.allowsTools)
  const judgement = stored.isGood
    ? await compareAnswers(freshText, stored.text, texts => embedder.embedMany(texts))
    : 'undecided'
  if (await store.judge(hitId, judgement)) thresholds.addedJudgement()
}

/** What is told to a person of a hit, and remembered of it. */
export function toHit(
  { answer, guard, kind, similarity }: Found,
  request: EligibleRequest,
  { requestId, startedAtMs }: Exchange,
  served: boolean,
): NewHit {
  return {
    entryId: answer.entryId,
    group: groupOf(request),
    atMs: startedAtMs,
    requestId,
    clientId: request.client.id,
    model: answer.model,
    kind,
    storedQuestion: answer.question ?? '',
    askedQuestion: request.keys.question ?? '',
    similarity: similarity ?? null,
    ageMs: Math.max(0, startedAtMs - answer.createdAtMs),
    guard: guard ?? null,
    served,
  }
}
