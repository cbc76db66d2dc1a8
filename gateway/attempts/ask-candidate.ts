import { GatewayError, toGatewayError } from '../errors.ts'
import type { Health } from '../health/health.ts'
import type { Candidate } from '../routing/plan.ts'
import type { TranslateDeps } from '../translation/translate-request.ts'
import { Attempt } from './attempt.ts'
import { limitsOf } from './attempt-limits.ts'
import type { SettleDeps } from './close-attempt.ts'
import { type CountDeps, countForTarget } from './count-for-target.ts'
import type { Fault } from './fault.ts'
import { faultOfError } from './fault-of-error.ts'
import { faultOfSpeech } from './fault-of-speech.ts'
import { firstToSpeak, type ReadySpeech, type SpeakDeps } from './first-to-speak.ts'
import { type NextMove, nextCandidate, type Situation } from './next-move.ts'
import type { Outcome, Pursuit } from './pursuit.ts'
import { requestFor } from './request-for.ts'
import { type ReserveDeps, reserve } from './reserve.ts'
import { whenCounted } from './when-counted.ts'
import { readWholeAnswer, type WholeDeps } from './whole-answer.ts'

export interface AskDeps
  extends TranslateDeps,
    CountDeps,
    Omit<ReserveDeps, 'estimates'>,
    SpeakDeps,
    Omit<WholeDeps, 'secret'>,
    Omit<SettleDeps, 'estimates' | 'ledger'> {
  readonly estimates: CountDeps['estimates'] & ReserveDeps['estimates'] & SettleDeps['estimates']
  readonly largeAnswers: CountDeps['largeAnswers'] & WholeDeps['largeAnswers']
  readonly health: Health
  readonly clock: { readonly now: () => number }
}

/** One of the candidates that are being asked. `isLost` is set when another one has answered first. */
export interface Runner {
  readonly move: Extract<NextMove, { readonly type: 'ask' }>
  attempt?: Attempt
  isLost: boolean
}

/**
 * Asks one candidate. Resolves with its answer, or with the fault because of which there is none. Rejects if asking another
 * one would not help: the caller has left, the request is not valid, the gateway itself failed, or the race is lost.
 */
export async function askCandidate(
  runner: Runner,
  pursuit: Pursuit,
  situation: Situation,
  deps: AskDeps,
): Promise<Outcome> {
  const { exchange } = pursuit
  const place = runner.move.candidate
  const candidate = pursuit.candidate(place)
  let isBegun = false
  try {
    const { attempt, asked } = await prepare(runner, candidate, pursuit, deps)
    isBegun = true
    deps.health.begun(candidate)
    const limits = pursuit.plan.route && limitsFor(attempt, candidate, pursuit.plan.route, situation, deps)
    const spoken = await firstToSpeak(attempt, asked, deps, limits)
    const speech = await ready(spoken, attempt, deps)
    refuseLost(runner, candidate)
    const fault = faultOfSpeech(speech, attempt, deps.clock.now())
    if (!fault) return { candidate: place, attempt, speech }
    attempt.fault = fault
    deps.health.ended(candidate)
    deps.health.failed(candidate, fault)
    return { candidate: place, attempt, speech, fault }
  } catch (thrown) {
    if (isBegun) deps.health.ended(candidate)
    const { attempt } = runner
    if (exchange.scope.reason || runner.isLost) throw exchange.scope.reason ?? thrown
    const error = attempt?.scope.reason ?? toGatewayError(thrown)
    const fault = faultOfError(error, attempt, deps.health.isOffline(error.cause))
    if (!fault) throw error
    if (isBegun) deps.health.failed(candidate, fault)
    if (attempt) attempt.fault = fault
    return { candidate: place, attempt, error, fault }
  }
}

/** Writes the request for the target, counts it and holds what it may cost. */
async function prepare(runner: Runner, candidate: Candidate, pursuit: Pursuit, deps: AskDeps) {
  const { exchange, client } = pursuit
  const { target } = candidate
  exchange.target = target
  const request = pursuit.requestToSend()
  const asked = await requestFor(target, { exchange, client, request }, runner.move.withoutSeals, deps)
  const counted = await countForTarget(asked, target, deps)
  if (pursuit.plan.route) refuseTooLong(candidate, counted)
  const before = pursuit.unsettled()
  // What a worker still reads of the answer before is part of what it cost.
  if (before) await whenCounted(before)
  refuseLost(runner, candidate)
  const attempt = new Attempt(exchange, counted)
  attempt.isBodyKept = pursuit.keepsBody
  attempt.keyId = candidate.keyId
  runner.attempt = attempt
  await reserve(attempt, client, deps, before && (() => pursuit.settle(before, deps)))
  refuseLost(runner, candidate)
  return { attempt, asked }
}

function refuseTooLong(
  { contextTokens, target }: Candidate,
  { inputTokens }: { readonly inputTokens: number },
): void {
  if (contextTokens === undefined || inputTokens < contextTokens) return
  throw new GatewayError('context_too_small', { inputTokens, contextTokens, model: target.model })
}

function refuseLost({ isLost, attempt }: Runner, { target }: Candidate): void {
  if (!isLost) return
  const error = new GatewayError('attempt_lost', { provider: target.provider.record.id })
  attempt?.scope.cancel(error)
  throw error
}

const late: Fault = { kind: 'late', reason: '' }

/** Undefined for a target that nothing could stand in for. */
function limitsFor(
  { facts, inputTokens }: Attempt,
  candidate: Candidate,
  route: NonNullable<Pursuit['plan']['route']>,
  situation: Situation,
  { health }: AskDeps,
) {
  const { plan, tried } = situation
  const isLate = { candidate: plan.candidates.indexOf(candidate), fault: late }
  // Whether the provider may be asked again is not asked before it is needed, because a yes is counted.
  const after = { ...situation, tried: [...tried, isLate], mayRetry: () => true }
  if (nextCandidate(after) === undefined) return undefined
  const { reasoning, stream } = facts
  return limitsOf(candidate, route, { inputTokens, reasoning, stream }, health.of(candidate))
}

async function ready(
  speech: Awaited<ReturnType<typeof firstToSpeak>>,
  attempt: Attempt,
  deps: AskDeps,
): Promise<ReadySpeech> {
  if (speech.type === 'stream') return speech
  const { bytesInFlight, largeAnswers } = deps
  const { secret } = attempt
  const read = await readWholeAnswer(speech.answer, attempt, { bytesInFlight, largeAnswers, secret })
  return { ...speech, read }
}
