import type { Candidate, Plan } from '../routing/plan.ts'
import type { Fault, FaultKind } from './fault.ts'

/** A candidate that gave no answer. */
export interface Tried {
  /** Its place in the plan. */
  readonly candidate: number
  readonly fault: Fault
}

/** All that the next move depends on. */
export interface Situation {
  readonly plan: Plan
  /** In the order in which they failed. */
  readonly tried: readonly Tried[]
  /** The places of those that are being asked at the moment. */
  readonly running: readonly number[]
  /** Since the request's arrival. */
  readonly elapsedMs: number
  /** How often the caller's library has sent the same request before. */
  readonly callerRetries: number
  /** Whether the provider has had few enough faults lately to be asked again. */
  readonly mayRetry: (providerId: string) => boolean
  /** False if the body was too long to be kept, so that it can be sent only once. */
  readonly isBodyKept: boolean
  /** From 0 to 1, drawn anew for each move. */
  readonly random: number
}

export type NextMove =
  | {
      readonly type: 'ask'
      readonly candidate: number
      readonly afterMs: number
      /** True if encrypted reasoning is to be left out, because this provider could not open it. */
      readonly withoutSeals: boolean
    }
  /** The caller is told of the last fault. */
  | { readonly type: 'give-up' }

/** Attempts of one request at providers, all together. */
const mostAttempts = 4
const mostAttemptsEach = 2
/** No attempt begins later than this after the request's arrival. One that runs goes on. */
const lastStartMs = 60_000
/** A caller that asks for a model by its own name tries again by itself, so it is not made to wait for longer than this. */
const longestHintOfModelMs = 2000
const firstBackOffMs = 500
const longestBackOffMs = 8000
/** A server of one's own has a place again when one answer is done, and nobody else asks it. */
const longestBackOffOfBusyMs = 1000

const giveUp: NextMove = { type: 'give-up' }
const askFirst: NextMove = { type: 'ask', candidate: 0, afterMs: 0, withoutSeals: false }

/**
 * Decides what comes after a failure: another target, the same one again after a while, or nothing. Pure. Waiting follows
 * "full jitter" of https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function nextMove(situation: Situation): NextMove {
  const last = situation.tried.at(-1)
  if (!last && situation.running.length === 0) return situation.plan.candidates.length > 0 ? askFirst : giveUp
  if (last && askedIn(situation) > 0) {
    const { candidate, fault } = last
    if (!mayAskMore(situation)) return movesOn(fault, situation.plan) ? lastResort(situation) : giveUp
    if (fault.kind === 'seal-refused' && timesAsked(situation, candidate) < mostAttemptsEach)
      return { type: 'ask', candidate, afterMs: 0, withoutSeals: true }
    if (!movesOn(fault, situation.plan)) return giveUp
  }
  const next = nextCandidate(situation)
  if (next !== undefined) return { type: 'ask', candidate: next, afterMs: 0, withoutSeals: false }
  return again(situation) ?? giveUp
}

/** The candidate that may be asked beside one that is late. Undefined if there is none. */
export function hedgeCandidate(situation: Situation): number | undefined {
  return mayAskMore(situation) ? nextCandidate(situation) : undefined
}

/** Whether the limits on attempts and time allow one more, after at least one. */
function mayAskMore(situation: Situation): boolean {
  const { callerRetries, elapsedMs, isBodyKept } = situation
  const most = Math.max(1, mostAttempts - callerRetries)
  return isBodyKept && elapsedMs <= lastStartMs && askedIn(situation) < most
}

function askedIn({ tried, running }: Situation): number {
  return tried.filter(isAsked).length + running.length
}

function timesAsked({ tried }: Situation, place: number): number {
  return tried.filter(each => each.candidate === place && isAsked(each)).length
}

function isAsked({ fault }: Tried): boolean {
  return fault.kind !== 'skipped'
}

/** The first candidate that was not asked yet and for which no failure so far speaks against it. Undefined if there is none. */
export function nextCandidate(
  { plan, tried, running, mayRetry }: Situation,
  isMeant: (place: number) => boolean = () => true,
): number | undefined {
  const { candidates } = plan
  const before = [...tried.map(({ candidate }) => candidate), ...running]
  const found = candidates.findIndex((candidate, place) => {
    if (before.includes(place) || !isMeant(place)) return false
    if (running.some(other => isBeside(candidates[other], candidate))) return false
    if (tried.some(each => rulesOut(each, candidate, candidates))) return false
    return !tried.some(each => failedAt(each, candidates, candidate)) || mayRetry(providerOf(candidate))
  })
  return found < 0 ? undefined : found
}

/** It is asked however many others failed, since it costs nothing and is the last. */
function lastResort(situation: Situation): NextMove {
  if (!situation.isBodyKept) return giveUp
  const { candidates } = situation.plan
  const candidate = nextCandidate(situation, place => candidates[place]?.lastResort !== undefined)
  return candidate === undefined ? giveUp : { type: 'ask', candidate, afterMs: 0, withoutSeals: false }
}

/** Whether a failure lets another target be asked. What the caller itself got wrong would fail there too. */
function movesOn({ kind }: Fault, { route }: Plan): boolean {
  if (kind === 'request-refused') return false
  return kind !== 'content-refused' || route?.onRefusal === 'next'
}

/** Whether what failed at one candidate would fail at the other for the same reason. */
function rulesOut(
  { candidate: place, fault }: Tried,
  candidate: Candidate,
  candidates: readonly Candidate[],
): boolean {
  const failed = candidates[place]
  if (!failed) return false
  switch (fault.kind) {
    case 'skipped':
      if (fault.code === 'local_busy') return providerOf(failed) === providerOf(candidate)
      // Another key of the same provider changes nothing about a budget, a format or a length, but another format may.
      return isSameModel(failed, candidate) && (isSameFormat(failed, candidate) || !isAboutFormat(fault))
    case 'unreachable':
    case 'offline':
      return fault.kind === 'offline' ? !candidate.isLocal : providerOf(failed) === providerOf(candidate)
    case 'quota':
    case 'key-refused':
      return sharesQuota(failed, candidate)
    case 'rate-limited':
      return sharesQuota(failed, candidate) && failed.target.model === candidate.target.model
    case 'context-overflow':
      return isSameModel(failed, candidate) || !isLonger(candidate, failed)
    default:
      return isSameModel(failed, candidate)
  }
}

function isSameFormat(one: Candidate, other: Candidate): boolean {
  return one.target.format === other.target.format
}

function isAboutFormat({ code }: Fault): boolean {
  return code === 'context_too_small' || code === 'translation_lossy' || code === 'format_unsupported'
}

function isLonger({ contextTokens: one }: Candidate, { contextTokens: other }: Candidate): boolean {
  return one === undefined || other === undefined || one > other
}

function failedAt({ candidate, fault }: Tried, candidates: readonly Candidate[], asked: Candidate): boolean {
  const failed = candidates[candidate]
  if (fault.kind === 'skipped' || !failed || providerOf(failed) !== providerOf(asked)) return false
  // A key that was refused or used up says nothing about how the provider does with another one.
  return !keyFaults.has(fault.kind) || sharesQuota(failed, asked)
}

const keyFaults: ReadonlySet<FaultKind> = new Set(['key-refused', 'quota', 'rate-limited'])

function isSameModel(one: Candidate | undefined, other: Candidate): boolean {
  return one !== undefined && providerOf(one) === providerOf(other) && one.target.model === other.target.model
}

/** Whether asking both at once would ask the same model twice, or use up one account's limits twice as fast. */
function isBeside(running: Candidate | undefined, candidate: Candidate): boolean {
  return running !== undefined && (isSameModel(running, candidate) || sharesQuota(running, candidate))
}

function sharesQuota(one: Candidate, other: Candidate): boolean {
  if (providerOf(one) !== providerOf(other)) return false
  return one.keyId === other.keyId || (one.quotaGroup !== undefined && one.quotaGroup === other.quotaGroup)
}

function providerOf({ target }: Candidate): string {
  return target.provider.record.id
}

/** The same target once more: the one that has to be waited for the least. Undefined if waiting does not help. */
function again(situation: Situation): NextMove | undefined {
  const { callerRetries, elapsedMs, plan, tried, running } = situation
  if (!plan.route && callerRetries > 0) return undefined
  const waits = tried
    .filter(each => !running.includes(each.candidate))
    .flatMap(each => {
      const afterMs = waitFor(each, situation)
      return afterMs === undefined ? [] : [{ candidate: each.candidate, afterMs }]
    })
    .sort((one, other) => one.afterMs - other.afterMs)
  const [soonest] = waits
  if (!soonest || elapsedMs + soonest.afterMs > lastStartMs) return undefined
  return { type: 'ask', ...soonest, withoutSeals: false }
}

function waitFor({ candidate: place, fault }: Tried, situation: Situation): number | undefined {
  const { plan, tried, random, mayRetry } = situation
  const candidate = plan.candidates[place]
  const newest = tried.findLast(each => each.candidate === place)
  if (!candidate || timesAsked(situation, place) >= mostAttemptsEach || newest?.fault !== fault)
    return undefined
  if (!isPassing(fault, plan) || !mayRetry(providerOf(candidate))) return undefined
  // What another candidate has met since may last, and may be true of this one too: an account without money, for example.
  const lasting = tried.filter(each => each.candidate !== place && !isPassing(each.fault, plan))
  if (lasting.some(each => rulesOut(each, candidate, plan.candidates))) return undefined
  const hintMs = fault.retryAfterMs ?? 0
  if (!plan.route && hintMs > longestHintOfModelMs) return undefined
  const longestMs = fault.kind === 'busy' ? longestBackOffOfBusyMs : longestBackOffMs
  const backOffMs = Math.min(longestMs, firstBackOffMs * 2 ** (tried.length - 1))
  return Math.round(hintMs + random * backOffMs)
}

/** Whether the same target may answer a moment later. */
function isPassing({ kind, retryAfterMs, status }: Fault, { route }: Plan): boolean {
  switch (kind) {
    case 'unreachable':
    case 'overloaded':
    case 'busy':
      return true
    case 'broken':
      return status === undefined
    case 'rate-limited':
      return route !== undefined && retryAfterMs !== undefined
    default:
      return false
  }
}
