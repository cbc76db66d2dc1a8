// Hands an answer that a provider gave to the cache, once its caller has got it well.
import type { Pursuit } from '../attempts/pursuit.ts'
import type { AnswerCache } from '../cache/answer-cache.ts'
import type { AnswerCopy } from '../cache/answer-copy.ts'
import type { EligibleRequest } from '../cache/eligible-request.ts'
import type { FreshAnswer } from '../cache/keep-answers.ts'
import type { LookedUp } from '../cache/look-up.ts'
import { judgeFound, wouldHaveFound, wouldServe } from '../cache/measure-answer.ts'
import type { CacheTrace } from '../contract/answer-cache.ts'
import type { Exchange } from '../exchange.ts'

export interface ToKeep extends Pick<FreshAnswer, 'onText' | 'request' | 'vector'> {}

/** Does nothing with an answer that was cut, refused, continued or broken off, or that a last resort gave. */
export function keepFresh(exchange: Exchange, copy: AnswerCopy, keep: ToKeep, cache: AnswerCache): void {
  const isKept = keep.request.stores && cache.hasRoom && isGood(exchange, copy)
  const bytes = isKept ? copy.joined() : undefined
  const { begun, end, isStream } = copy
  const { answering } = exchange
  if (!bytes || !begun || !answering) {
    copy.release()
    return
  }
  cache.keep({
    ...keep,
    format: exchange.format,
    bytes,
    isStream,
    contentType: contentTypeOf(begun.headers['content-type'], isStream, exchange),
    providerId: answering.target.provider.record.id,
    model: answering.target.model,
    costNanoUsd: end?.cost,
    durationMs: Math.round(exchange.elapsedMs()),
    tokens: answering.settlement?.tokens,
    release: () => copy.release(),
  })
}

function isGood({ answering, lastResort, outcome }: Exchange, { begun, end }: AnswerCopy): boolean {
  const isComplete = answering?.state.type === 'ended' && answering.state.how === 'complete'
  return (
    isComplete &&
    outcome === undefined &&
    answering.fault === undefined &&
    lastResort === undefined &&
    begun?.status === 200 &&
    end?.error === undefined
  )
}

/** An answer that came whole is a stream if its caller had been told that a stream comes. */
function contentTypeOf(sent: unknown, isStream: boolean, { caller: { streamType } }: Exchange): string {
  const type = typeof sent === 'string' ? sent : ''
  if (!isStream) return type === '' ? 'application/json' : type
  const [bare = ''] = streamType.split(';', 1)
  return type.toLowerCase().startsWith(bare) ? type : streamType
}

/** Lets `ask` get a new answer, and learns from it whether the stored one would have been right. Rejects as `ask` does. */
export async function measured(
  { exchange }: Pursuit,
  request: EligibleRequest,
  cache: AnswerCache,
  ask: () => Promise<void>,
): Promise<void> {
  const looking = request.looksUp ? wouldHaveFound(request, cache) : undefined
  const copy = cache.newCopy()
  exchange.copy = copy
  try {
    await ask()
  } finally {
    const lookedUp = await looking
    const { found, vector } = lookedUp ?? {}
    exchange.cache = traceOf(lookedUp, request, cache)
    const onText = found && ((text: string) => judgeFound(found, text, request, exchange, cache))
    keepFresh(exchange, copy, { request, vector, ...(onText && { onText }) }, cache)
  }
}

function traceOf(lookedUp: LookedUp | undefined, request: EligibleRequest, cache: AnswerCache): CacheTrace {
  if (!lookedUp) return { outcome: 'miss', reason: 'The request asks for a new answer.' }
  const { found, trace } = lookedUp
  const wouldBe = found && wouldServe(found, request, cache) ? found.kind : 'miss'
  return { outcome: 'miss', ...trace, wouldBe, ...(found && { entryId: found.answer.entryId }) }
}
