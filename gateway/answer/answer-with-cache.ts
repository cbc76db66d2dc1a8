// Between the plan and the first attempt: gives a stored answer, joins a request that asks the same at the moment, or asks a
// provider and lets others read what it says.
import { type PursueDeps, pursue } from '../attempts/pursue.ts'
import type { Pursuit } from '../attempts/pursuit.ts'
import type { AnswerCache } from '../cache/answer-cache.ts'
import type { AnswerCopy } from '../cache/answer-copy.ts'
import { type EligibleRequest, readEligibility } from '../cache/eligible-request.ts'
import { type Found, type LookedUp, lookUpAlike, lookUpExactly, mayBeAlike } from '../cache/look-up.ts'
import { toHit } from '../cache/measure-answer.ts'
import { causeOf } from '../exchange.ts'
import { deliver } from './deliver.ts'
import { keepFresh, measured } from './keep-fresh.ts'
import { countRequest, type HitDeps, respondHit } from './respond-hit.ts'
import { respondShared } from './respond-shared.ts'

export interface CachingDeps extends PursueDeps {
  readonly ledger: PursueDeps['ledger'] & HitDeps['ledger']
  readonly answerCache: AnswerCache
}

/** Waits for an answer and for the caller to read it. Rejects as `pursue` and `deliver` do. */
export async function answerWithCache(pursuit: Pursuit, deps: CachingDeps): Promise<void> {
  const { client, exchange } = pursuit
  const { answerCache: cache } = deps
  if (!cache.isOn(client)) return await askAnew(pursuit, deps)
  cache.load.noteRequest()
  const read = readEligibility(pursuit, deps.config())
  exchange.cache = {
    outcome: read.eligible ? 'miss' : 'off',
    reason: read.eligible ? 'It was not looked up.' : read.reason,
  }
  if (!read.eligible) return await askAnew(pursuit, deps)
  const { request } = read
  if (request.mode === 'measure') return await measured(pursuit, request, cache, () => askAnew(pursuit, deps))
  if (!request.looksUp) {
    exchange.cache = { outcome: 'miss', reason: 'The request asks for a new answer.' }
    return await askAndKeep(pursuit, request, undefined, undefined, deps)
  }
  await lookUpAndAnswer(pursuit, request, deps)
}

async function askAnew(pursuit: Pursuit, deps: CachingDeps): Promise<void> {
  await deliver(await pursue(pursuit, deps), pursuit, deps)
}

async function lookUpAndAnswer(pursuit: Pursuit, request: EligibleRequest, deps: CachingDeps): Promise<void> {
  const { answerCache: cache } = deps
  const shared = sharedKey(pursuit, request)
  const exactly = lookUpExactly(request, cache)
  let lookedUp = exactly instanceof Promise ? await exactly : exactly
  if (lookedUp.found && (await serves(pursuit, request, lookedUp, deps))) return
  if (cache.running.find(shared) === undefined && mayBeAlike(request, cache)) {
    const alike = lookUpAlike(request, cache)
    lookedUp = alike instanceof Promise ? await alike : alike
    if (lookedUp.found && (await serves(pursuit, request, lookedUp, deps))) return
  }
  const { exchange } = pursuit
  if (exchange.scope.reason) throw exchange.scope.reason
  const running = cache.running.find(shared)
  if (running && (await joins(pursuit, running, deps))) return
  exchange.cache = { outcome: 'miss', ...lookedUp.trace }
  await askAndKeep(pursuit, request, lookedUp.vector, running ? undefined : shared, deps)
}

/** What can be shared must be the same to the byte, so it also depends on how the answer is sent. */
function sharedKey({ request: { facts } }: Pursuit, { keys }: EligibleRequest): string {
  return `${keys.exact} ${facts.stream} ${facts.usageEdits.length === 0}`
}

async function serves(
  pursuit: Pursuit,
  request: EligibleRequest,
  lookedUp: LookedUp,
  deps: CachingDeps,
): Promise<boolean> {
  const { found } = lookedUp
  if (!found || !(await respondHit(pursuit, { ...lookedUp, found }, deps))) return false
  if (found.kind === 'semantic') noteHit(found, pursuit, request, deps)
  return true
}

function noteHit(
  found: Found,
  { exchange }: Pursuit,
  request: EligibleRequest,
  { answerCache: { store, tell } }: CachingDeps,
): void {
  store.addHit(toHit(found, request, exchange, true)).catch(tell)
}

/** False if the other one gets no answer, so that this one has to be asked for by itself. */
async function joins(pursuit: Pursuit, running: AnswerCopy, deps: CachingDeps): Promise<boolean> {
  const { exchange } = pursuit
  const reader = running.join()
  try {
    countRequest(pursuit, pursuit.candidate(0).target, deps)
    exchange.cache = { outcome: 'shared', reason: 'The same request was under way already.' }
    if (!(await respondShared(exchange, reader, { config: deps.config() }))) return false
    const cost = running.end?.cost
    if (cost !== undefined) exchange.cache = { ...exchange.cache, savedNanoUsd: String(cost) }
    return true
  } finally {
    reader.leave()
  }
}

/** `shared`: by what others find the answer. Undefined if it is for this caller and the store alone. */
async function askAndKeep(
  pursuit: Pursuit,
  request: EligibleRequest,
  vector: Float32Array | undefined,
  shared: string | undefined,
  deps: CachingDeps,
): Promise<void> {
  const { exchange } = pursuit
  const { answerCache: cache } = deps
  const copy = cache.newCopy()
  exchange.copy = copy
  if (shared !== undefined) cache.running.add(shared, copy)
  try {
    await askAnew(pursuit, deps)
  } catch (error) {
    copy.finish({ error: causeOf(exchange, error) })
    throw error
  } finally {
    cache.running.delete(copy)
    // A refusal was passed on, which is nobody else's answer.
    copy.finish({})
    keepFresh(exchange, copy, { request, vector }, cache)
  }
}
