// Looks for an answer that may be given again. Whatever fails or comes too late is a miss.
import type { CacheTrace } from '../contract/answer-cache.ts'
import type { GuardRule, GuardVerdict } from '../contract/cache.ts'
import { type Embedder, usualDeadlineMs } from '../embeddings/embedder.ts'
import type { AnswerStore, CacheKey, Neighbour, StoredAnswer } from './answer-store.ts'
import type { EligibleRequest } from './eligible-request.ts'
import { compareQuestions } from './guard/compare.ts'
import type { LoadWatch } from './load-watch.ts'

export interface LookUpDeps {
  readonly store: AnswerStore
  readonly embedder: Pick<Embedder, 'embed'>
  readonly load: Pick<LoadWatch, 'isBusy'>
  /** Resolves when the answer to this request is stored that has just ended. Undefined if there is none. */
  readonly unsettled: (key: CacheKey) => Promise<void> | undefined
  /** How similar two questions must be, of -1 to 1. */
  readonly thresholdFor: (request: EligibleRequest) => number
  /** Logs a failure, at most once in a while. */
  readonly tell: (error: unknown) => void
}

export interface Found {
  readonly kind: 'exact' | 'semantic'
  readonly answer: StoredAnswer
  readonly similarity?: number
  readonly guard?: GuardVerdict
}

export interface LookedUp {
  readonly found?: Found
  /** For the row in the log. */
  readonly trace: Pick<CacheTrace, 'reason' | 'similarity' | 'guard'>
  /** Of the question, where it was needed. */
  readonly vector?: Float32Array
}

/** Of what the worker of the store and the model are given together. */
const deadlineMs = 2 * usualDeadlineMs

const noEntry: LookedUp = { trace: { reason: 'No answer to this request is stored.' } }
const late: LookedUp = { trace: { reason: 'The cache did not answer in time.' } }

/** Never rejects. */
export function lookUpExactly(
  { keys }: EligibleRequest,
  { store, tell, unsettled }: LookUpDeps,
): Promise<LookedUp> | LookedUp {
  const unstored = unsettled(keys.exact)
  if (!unstored) {
    if (!store.mayHave(keys.exact)) return noEntry
    const recent = store.recent(keys.exact)
    if (recent) return foundExactly(recent)
  }
  return inTime(findExactly(keys.exact, store, unstored), tell)
}

async function findExactly(
  key: CacheKey,
  store: AnswerStore,
  unstored: Promise<void> | undefined,
): Promise<LookedUp> {
  await unstored
  const answer = await store.find(key)
  return answer ? foundExactly(answer) : noEntry
}

function foundExactly(answer: StoredAnswer): LookedUp {
  return { found: { kind: 'exact', answer }, trace: { reason: 'The same request was answered before.' } }
}

/** Whether it is worth asking the model: there may be an answer to another question of the kind. */
export function mayBeAlike({ keys, mode }: EligibleRequest, { store }: LookUpDeps): boolean {
  return mode !== 'exact' && keys.fingerprint !== undefined && store.mayHave(keys.fingerprint)
}

const tooBusy: LookedUp = { trace: { reason: 'Too many requests are answered at once.' } }

/** The nearest question that the guard lets pass. `atLeast` is what is needed if it is not given. Never rejects. */
export function lookUpAlike(
  request: EligibleRequest,
  deps: LookUpDeps,
  atLeast = deps.thresholdFor(request),
): Promise<LookedUp> | LookedUp {
  if (deps.load.isBusy()) return tooBusy
  return inTime(findAlike(request, atLeast, deps), deps.tell)
}

async function findAlike(request: EligibleRequest, atLeast: number, deps: LookUpDeps): Promise<LookedUp> {
  const { fingerprint, question } = request.keys
  if (fingerprint === undefined || question === undefined) return noEntry
  const vector = await deps.embedder.embed(question, { deadlineMs: usualDeadlineMs })
  if (!vector) return { trace: { reason: 'The embedding model did not answer in time.' } }
  const nearest = await deps.store.nearest(fingerprint, vector, atLeast, question)
  const [first] = nearest
  if (!first)
    return { vector, trace: { reason: `No stored question is at least ${rounded(atLeast)} similar.` } }
  return { vector, ...(await firstAgreed(nearest, question, deps)) }
}

async function firstAgreed(
  nearest: readonly Neighbour[],
  question: string,
  { store }: LookUpDeps,
): Promise<LookedUp> {
  let refused: LookedUp | undefined
  for (const { entryId, similarity, question: stored } of nearest) {
    const guard = await compared(stored, question, store)
    if (!guard) continue
    const trace = { similarity, guard: forLog(guard) }
    const answer = guard.agrees ? await store.read(entryId) : undefined
    if (answer)
      return {
        found: { kind: 'semantic', answer, similarity, guard },
        trace: { ...trace, reason: 'The same question was answered before in other words.' },
      }
    if (!guard.agrees) refused ??= { trace: { ...trace, reason: refusedBy(guard.rule) } }
  }
  return refused ?? noEntry
}

/** More characters than these are compared in the worker. They would hold up the others for longer than a message takes. */
const comparedHere = 600

/** Undefined if nobody can tell. */
async function compared(
  stored: string,
  asked: string,
  store: AnswerStore,
): Promise<GuardVerdict | undefined> {
  if (stored.length + asked.length > comparedHere) return await store.compare(stored, asked)
  const verdict = compareQuestions(stored, asked)
  await turn()
  return verdict
}

function refusedBy(rule: GuardRule): string {
  return `The nearest stored question differs by the rule "${rule}".`
}

/** The reason of a guard quotes both questions, and the log holds no text of a prompt. */
function forLog(guard: GuardVerdict): GuardVerdict {
  return guard.agrees ? guard : { ...guard, reason: refusedBy(guard.rule) }
}

/** Comparing two questions takes some of the time in which nobody else has a turn. */
function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

function rounded(similarity: number): string {
  return similarity.toFixed(2)
}

function inTime(looking: Promise<LookedUp>, tell: LookUpDeps['tell']): Promise<LookedUp> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(late), deadlineMs)
    const end = (found: LookedUp) => {
      clearTimeout(timer)
      resolve(found)
    }
    looking.then(end, error => {
      tell(error)
      end({ trace: { reason: 'The cache could not be looked into.' } })
    })
  })
}
