// Asks the targets of a plan, one after another or two beside each other, until one answers. What is done next is decided by
// `nextMove`.
import { GatewayError } from '../errors.ts'
import { type AskDeps, askCandidate, type Runner } from './ask-candidate.ts'
import { closeAttempt } from './close-attempt.ts'
import type { Fault } from './fault.ts'
import { type NextMove, nextCandidate, nextMove, type Situation } from './next-move.ts'
import { pause } from './pause.ts'
import type { Answered, Outcome, Pursuit } from './pursuit.ts'
import { whenCounted } from './when-counted.ts'

export interface PursueDeps extends AskDeps {
  /** From 0 to 1. */
  readonly random: () => number
}

type SituationDeps = Pick<PursueDeps, 'health' | 'random'>

/**
 * Resolves with the first answer or, if there is none, with the refusal that the caller is told. Nothing but pings has been
 * sent to the caller until then. Rejects with the error of the last attempt.
 */
export async function pursue(pursuit: Pursuit, deps: PursueDeps): Promise<Answered> {
  const { exchange } = pursuit
  for (;;) {
    const situation = situationOf(pursuit, deps)
    const move = nextMove(situation)
    if (move.type === 'give-up') {
      pursuit.freeBody(deps.bytesInFlight)
      return pursuit.told()
    }
    if (move.afterMs > 0) await pause(move.afterMs, exchange.scope)
    const outcome = await race(move, pursuit, situation, deps)
    if (isFailure(outcome)) pursuit.noteFault(outcome)
    else return answered(outcome, pursuit, deps)
  }
}

function isFailure(outcome: Outcome): outcome is Outcome & { readonly fault: Fault } {
  return outcome.fault !== undefined
}

function answered(outcome: Outcome, pursuit: Pursuit, { bytesInFlight }: PursueDeps): Answered {
  const { attempt, speech } = outcome
  if (!attempt || !speech) throw new GatewayError('internal')
  pursuit.noteAnswer(outcome)
  // If the answer breaks off, another target may have to be asked to go on with it.
  if (attempt.translation?.stream?.said === undefined) pursuit.freeBody(bytesInFlight)
  pursuit.exchange.target = attempt.target
  pursuit.exchange.answering = attempt
  return { attempt, speech, candidate: pursuit.candidate(outcome.candidate) }
}

export function situationOf(
  { exchange, plan, tried, running }: Pursuit,
  { health, random }: SituationDeps,
): Situation {
  return {
    plan,
    tried,
    running,
    elapsedMs: exchange.elapsedMs(),
    callerRetries: callerRetriesOf(exchange.request.headers),
    mayRetry: health.mayRetry,
    random: random(),
  }
}

/** The official client libraries count their own retries: https://github.com/openai/openai-node (`x-stainless-retry-count`) */
function callerRetriesOf(headers: NodeJS.Dict<string | string[]>): number {
  const count = Number(headers['x-stainless-retry-count'] ?? 0)
  return Number.isInteger(count) && count > 0 ? Math.min(count, 100) : 0
}

/** Asks one candidate and, if the route wants it and it takes long, another one beside it. */
async function race(
  move: Extract<NextMove, { readonly type: 'ask' }>,
  pursuit: Pursuit,
  situation: Situation,
  deps: PursueDeps,
): Promise<Outcome> {
  const first: Runner = { move, isLost: false }
  const asking = askCandidate(first, pursuit, situation, deps)
  const delayMs = hedgeDelayMs(first, pursuit, deps)
  if (delayMs === undefined) return await asking
  pursuit.running.push(move.candidate)
  try {
    const early = await Promise.race([asking, pause(delayMs, pursuit.exchange.scope)])
    if (early) return early
    const candidate = nextCandidate(situationOf(pursuit, deps))
    const isAllowed = first.attempt?.hold && deps.health.mayHedge(pursuit.candidate(move.candidate))
    if (candidate === undefined || !isAllowed) return await asking
    const second: Runner = {
      move: { type: 'ask', candidate, afterMs: 0, withoutSeals: false },
      isLost: false,
    }
    pursuit.running.push(candidate)
    const hedge = askCandidate(second, pursuit, situation, deps)
    return await firstAnswer({ first, asking }, { first: second, asking: hedge }, pursuit, deps)
  } finally {
    pursuit.running.length = 0
  }
}

interface Running {
  readonly first: Runner
  readonly asking: Promise<Outcome>
}

/** The first of the two that is an answer. If neither is, the later one; the earlier one is noted as a failure. */
async function firstAnswer(
  one: Running,
  other: Running,
  pursuit: Pursuit,
  deps: PursueDeps,
): Promise<Outcome> {
  const ofOne = one.asking.then(outcome => ({ outcome, rest: other }))
  const ofOther = other.asking.then(outcome => ({ outcome, rest: one }))
  // If both reject, only the first is waited for.
  ofOne.catch(() => {})
  ofOther.catch(() => {})
  const { outcome, rest } = await Promise.race([ofOne, ofOther])
  if (!isFailure(outcome)) {
    lose(rest, deps)
    return outcome
  }
  pursuit.noteFault(outcome)
  return await rest.asking
}

/** Ends an attempt that another one was faster than, and books what it cost. */
function lose({ first: runner, asking }: Running, deps: PursueDeps): void {
  runner.isLost = true
  const { attempt } = runner
  if (!attempt) return void asking.catch(() => {})
  const provider = attempt.target.provider.record.id
  attempt.scope.cancel(new GatewayError('attempt_lost', { provider }))
  const book = async () => {
    await asking.catch(() => {})
    await whenCounted(attempt)
    closeAttempt(attempt, 'lost', deps, 'goes-on')
  }
  // If it cannot be booked now, the end of the request books it.
  book().catch(() => {})
}

const leastDelayMs = 5000
const usualDelayMs = 10_000

/** Undefined if nothing is to be started beside the candidate. */
function hedgeDelayMs({ move }: Runner, pursuit: Pursuit, { health }: PursueDeps): number | undefined {
  const hedge = pursuit.plan.route?.hedge
  if (!hedge || pursuit.plan.candidates.length < 2) return undefined
  const { speed } = health.of(pursuit.candidate(move.candidate))
  return hedge.afterMs ?? (speed ? Math.max(leastDelayMs, speed.firstTokenP95Ms) : usualDelayMs)
}
