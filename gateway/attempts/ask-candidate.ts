import { GatewayError, toGatewayError } from '../errors.ts'
import type { Health } from '../health/health.ts'
import type { LocalLookups } from '../local/local-lookups.ts'
import type { Target } from '../routing/choose-target.ts'
import type { Candidate } from '../routing/plan.ts'
import type { RequestCount } from '../tokens/request-layout.ts'
import type { BrokenAnswer } from '../translation/continuation.ts'
import type { TranslateDeps } from '../translation/translate-request.ts'
import { Attempt } from './attempt.ts'
import { limitsOf } from './attempt-limits.ts'
import type { SettleDeps } from './close-attempt.ts'
import { type CountDeps, countForTarget } from './count-for-target.ts'
import type { Fault } from './fault.ts'
import { faultOfError } from './fault-of-error.ts'
import { faultOfSpeech } from './fault-of-speech.ts'
import { firstToSpeak, type ReadySpeech, type SpeakDeps, type Speech } from './first-to-speak.ts'
import { type NextMove, nextCandidate, type Situation } from './next-move.ts'
import type { Outcome, Pursuit } from './pursuit.ts'
import { type RoomDeps, refuseTooLong } from './refuse-too-long.ts'
import { requestFor } from './request-for.ts'
import { type ReserveDeps, reserve } from './reserve.ts'
import { type SlotDeps, takeSlot } from './take-slot.ts'
import { whenCounted } from './when-counted.ts'
import { readWholeAnswer, type WholeDeps } from './whole-answer.ts'

export interface AskDeps
  extends TranslateDeps,
    CountDeps,
    Omit<ReserveDeps, 'estimates'>,
    SpeakDeps,
    Omit<WholeDeps, 'secret'>,
    Omit<SettleDeps, 'estimates' | 'ledger'>,
    RoomDeps,
    SlotDeps,
    Pick<LocalLookups, 'isLoaded'> {
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
  /** Called when the request is held and about to be sent. */
  readonly onReserved?: () => void
  /** Set if it is to go on with an answer that broke off. */
  readonly goesOn?: GoingOn
}

export interface GoingOn {
  readonly broken: Attempt
  readonly answer: BrokenAnswer
  /** The candidate, in a format in which it takes a last turn of the assistant. */
  readonly target: Target
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
    runner.onReserved?.()
    const route = runner.goesOn ? undefined : pursuit.plan.route
    const limits = route && limitsFor(attempt, candidate, route, situation, deps)
    const mayLoad = deps.isLoaded(candidate.target) === false
    const spoken = await firstToSpeak(attempt, asked, deps, limits, mayLoad)
    const speech = spoken.type === 'stream' ? spoken : await ready(spoken, attempt, deps)
    refuseLost(runner, candidate)
    const fault = faultOfSpeech(speech, attempt, deps.clock.now())
    if (!fault) return { candidate: place, attempt, speech }
    attempt.fault = fault
    attempt.providerEnded()
    deps.health.ended(candidate)
    deps.health.failed(candidate, fault)
    return { candidate: place, attempt, speech, fault }
  } catch (thrown) {
    if (isBegun) deps.health.ended(candidate)
    const { attempt } = runner
    attempt?.providerEnded()
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
  const { goesOn, move } = runner
  const { target } = goesOn ?? candidate
  exchange.target = target
  const request = pursuit.requestToSend()
  const { withoutSeals } = move
  const how = { withoutSeals, mayBeContinued: !goesOn && pursuit.mayBeContinued(), goesOn: goesOn?.answer }
  const asked = await requestFor(target, { exchange, client, request }, how, deps)
  const counted = await countForTarget(asked, target, deps)
  refuseTooLong(candidate, exchange.format, counted, deps)
  refuseForeignState(candidate, counted, pursuit)
  const before = goesOn ? [goesOn.broken] : pursuit.unsettled()
  // What a worker still reads of an answer before is part of what it cost.
  for (const each of before) await whenCounted(each)
  refuseLost(runner, candidate)
  const attempt = new Attempt(exchange, counted)
  attempt.isBodyKept = pursuit.keepsBody
  attempt.keyId = candidate.keyId
  runner.attempt = attempt
  const slot = takeSlot(attempt, deps)
  if (slot) await slot
  refuseLost(runner, candidate)
  const settleBefore = () => {
    for (const each of before) pursuit.settle(each, deps)
  }
  await reserve(attempt, client, deps, before.length > 0 ? settleBefore : undefined)
  if (goesOn && attempt.translation?.stream)
    attempt.translation.stream.tokensBefore = goesOn.broken.settlement?.tokens
  refuseLost(runner, candidate)
  return { attempt, asked }
}

function refuseLost({ isLost, attempt }: Runner, { target }: Candidate): void {
  if (!isLost) return
  const error = new GatewayError('attempt_lost', { provider: target.provider.record.id })
  attempt?.scope.cancel(error)
  throw error
}

const late: Fault = { kind: 'late', reason: '' }

/** A conversation that a provider keeps can only be gone on with there: no other provider is sent its id. */
function refuseForeignState(
  { target }: Candidate,
  { counted }: { readonly counted: RequestCount },
  pursuit: Pursuit,
): void {
  const provider = target.provider.record.id
  const isKeptThere = counted.triggers.unbounded.some(
    part => part === 'conversation-elsewhere' || part === 'prompt-elsewhere',
  )
  const wasAskedElsewhere = pursuit.tried.some(
    ({ candidate, fault }) =>
      fault.kind !== 'skipped' && pursuit.candidate(candidate).target.provider.record.id !== provider,
  )
  if (isKeptThere && wasAskedElsewhere) throw new GatewayError('conversation_elsewhere', { provider })
}

/** Undefined for a target that nothing could stand in for. */
function limitsFor(
  { facts, inputTokens }: Attempt,
  candidate: Candidate,
  route: NonNullable<Pursuit['plan']['route']>,
  situation: Situation,
  { health, isLoaded }: AskDeps,
) {
  const { plan, tried } = situation
  const isLate = { candidate: plan.candidates.indexOf(candidate), fault: late }
  // Whether the provider may be asked again is not asked before it is needed, because a yes is counted.
  const after = { ...situation, tried: [...tried, isLate], mayRetry: () => true }
  if (nextCandidate(after) === undefined) return undefined
  const { reasoning, stream } = facts
  return limitsOf(
    candidate,
    route,
    { inputTokens, reasoning, stream, isLoaded: isLoaded(candidate.target) },
    health.of(candidate),
  )
}

async function ready(
  speech: Extract<Speech, { readonly type: 'whole' }>,
  attempt: Attempt,
  deps: AskDeps,
): Promise<ReadySpeech> {
  const { bytesInFlight, largeAnswers } = deps
  const { secret } = attempt
  const read = await readWholeAnswer(speech.answer, attempt, { bytesInFlight, largeAnswers, secret })
  return { ...speech, read }
}
