// Asks the targets of a plan, one after another or two beside each other, until one answers. What is done next is decided by
// `nextMove`.
import { GatewayError } from '../errors.ts'
import { type AskDeps, askCandidate, type Runner } from './ask-candidate.ts'
import { closeAttempt } from './close-attempt.ts'
import type { Fault } from './fault.ts'
import { hedgeCandidate, type NextMove, nextMove, type Situation } from './next-move.ts'
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
    const delayMs = hedgeDelayMs(move, pursuit, deps)
    const outcome =
      delayMs === undefined
        ? await askCandidate({ move, isLost: false }, pursuit, situation, deps)
        : await race(move, delayMs, pursuit, situation, deps)
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
  const candidate = pursuit.candidate(outcome.candidate)
  pursuit.exchange.lastResort = candidate.lastResort
  return { attempt, speech, candidate }
}

export function situationOf(pursuit: Pursuit, { health, random }: SituationDeps): Situation {
  const { exchange, keepsBody, plan, tried, running } = pursuit
  return {
    plan,
    tried,
    running,
    elapsedMs: exchange.elapsedMs(),
    callerRetries: callerRetriesOf(exchange.request.headers),
    mayRetry: health.mayRetry,
    isBodyKept: keepsBody,
    random: random(),
  }
}

/** The official client libraries count their own retries: https://github.com/openai/openai-node (`x-stainless-retry-count`) */
function callerRetriesOf(headers: NodeJS.Dict<string | string[]>): number {
  const count = Number(headers['x-stainless-retry-count'] ?? 0)
  return Number.isInteger(count) && count > 0 ? Math.min(count, 100) : 0
}

/** A candidate that is being asked, and what will come of it. */
interface Run {
  readonly runner: Runner
  readonly asking: Promise<Outcome>
}

/** Asks one candidate and, if it takes longer than `delayMs`, another one beside it. */
async function race(
  move: Extract<NextMove, { readonly type: 'ask' }>,
  delayMs: number,
  pursuit: Pursuit,
  situation: Situation,
  deps: PursueDeps,
): Promise<Outcome> {
  const late = new Alarm(delayMs)
  const first = begin({ move, isLost: false, onReserved: () => late.start() }, pursuit, situation, deps)
  const runs = [first]
  pursuit.running.push(move.candidate)
  try {
    if (!(await isLate(first.asking, late))) return await first.asking
    const second = beginBeside(first, pursuit, deps)
    if (!second) return await first.asking
    runs.push(second)
    return await firstAnswer(first, second, pursuit, deps)
  } catch (error) {
    // A hold that is only being written must not come after the end of the request, when nobody would settle it.
    for (const run of runs) lose(run, pursuit, deps)
    await Promise.allSettled(runs.map(({ asking }) => asking))
    throw error
  } finally {
    pursuit.running.length = 0
  }
}

function begin(runner: Runner, pursuit: Pursuit, situation: Situation, deps: PursueDeps): Run {
  return { runner, asking: askCandidate(runner, pursuit, situation, deps) }
}

/** Undefined if there is nothing to be asked beside it, or if that is not allowed at the moment. */
function beginBeside({ runner }: Run, pursuit: Pursuit, deps: PursueDeps): Run | undefined {
  const situation = situationOf(pursuit, deps)
  const candidate = hedgeCandidate(situation)
  if (candidate === undefined || pursuit.candidate(candidate).lastResort !== undefined) return undefined
  if (!deps.health.mayHedge(pursuit.candidate(runner.move.candidate))) return undefined
  pursuit.running.push(candidate)
  const move = { type: 'ask', candidate, afterMs: 0, withoutSeals: false } as const
  return begin({ move, isLost: false }, pursuit, situation, deps)
}

/** Goes off so long after it was started. It is started when a request is sent: what comes before is not the provider's. */
class Alarm {
  readonly #ms: number
  readonly #alarm = Promise.withResolvers<true>()
  readonly rung = this.#alarm.promise
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number) {
    this.#ms = ms
  }

  start(): void {
    this.#timer = setTimeout(this.#alarm.resolve, this.#ms, true)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}

/** Whether the alarm goes off before anything comes of `asking`. Rejects as `asking` does. */
async function isLate(asking: Promise<Outcome>, alarm: Alarm): Promise<boolean> {
  try {
    return await Promise.race([asking.then(() => false), alarm.rung])
  } finally {
    alarm.stop()
  }
}

/** The first of the two that is an answer. If neither is, the later one; the earlier one is noted as a failure. */
async function firstAnswer(one: Run, other: Run, pursuit: Pursuit, deps: PursueDeps): Promise<Outcome> {
  const ofOne = one.asking.then(outcome => ({ outcome, rest: other }))
  const ofOther = other.asking.then(outcome => ({ outcome, rest: one }))
  const { outcome, rest } = await Promise.race([ofOne, ofOther])
  if (!isFailure(outcome)) {
    lose(rest, pursuit, deps)
    return outcome
  }
  pursuit.noteFault(outcome)
  return await rest.asking
}

/** Ends an attempt that another one was faster than, and books what it cost. Never throws. */
function lose({ runner, asking }: Run, pursuit: Pursuit, deps: PursueDeps): void {
  runner.isLost = true
  const candidate = pursuit.candidate(runner.move.candidate)
  const provider = candidate.target.provider.record.id
  runner.attempt?.scope.cancel(new GatewayError('attempt_lost', { provider }))
  const book = async () => {
    const outcome = await asking.catch(() => undefined)
    // Both have answered in the same moment.
    if (outcome && !isFailure(outcome)) deps.health.ended(candidate)
    const { attempt } = runner
    if (!attempt) return
    await whenCounted(attempt)
    closeAttempt(attempt, 'lost', deps)
  }
  // If it cannot be booked now, the end of the request books it.
  book().catch(() => {})
}

const leastDelayMs = 5000
const usualDelayMs = 10_000

/** Undefined if nothing is to be started beside the candidate. */
function hedgeDelayMs(
  { candidate }: Runner['move'],
  pursuit: Pursuit,
  { health }: PursueDeps,
): number | undefined {
  const hedge = pursuit.plan.route?.hedge
  if (!hedge || pursuit.plan.candidates.length < 2) return undefined
  const { speed } = health.of(pursuit.candidate(candidate))
  return hedge.afterMs ?? (speed ? Math.max(leastDelayMs, speed.firstTokenP95Ms) : usualDelayMs)
}
