// Passes an answer on to the caller, and lets the records of how providers do learn how it ended.
import { type Attempt, sentMsOf } from '../attempts/attempt.ts'
import { closeAttempt } from '../attempts/close-attempt.ts'
import type { Fault } from '../attempts/fault.ts'
import { faultOfError } from '../attempts/fault-of-error.ts'
import { faultReported } from '../attempts/fault-of-speech.ts'
import { goOn } from '../attempts/go-on.ts'
import type { PursueDeps } from '../attempts/pursue.ts'
import type { Answered, Pursuit } from '../attempts/pursuit.ts'
import { outputTokens } from '../contract/chat.ts'
import { toGatewayError } from '../errors.ts'
import type { MeasuredAnswer } from '../health/health.ts'
import { respond } from './respond.ts'

/**
 * Rejects as `respond` does. If the route wants it and the request lets it, an answer that breaks off is gone on with by another
 * target, once and in the same stream.
 */
export function deliver(answered: Answered, pursuit: Pursuit, deps: PursueDeps): Promise<void> {
  return pursuit.mayBeContinued() ? deliverContinued(answered, pursuit, deps) : deliverOne(answered, deps)
}

async function deliverContinued(answered: Answered, pursuit: Pursuit, deps: PursueDeps): Promise<void> {
  try {
    await deliverOne(answered, deps)
  } catch (error) {
    const next = await goOn(answered, pursuit, deps)
    if (!next) throw error
    // An answer of two models is given to those who wait for it, and to nobody later.
    pursuit.exchange.copy?.release()
    await deliverOne(next, deps)
  }
}

async function deliverOne(answered: Answered, deps: PursueDeps): Promise<void> {
  const { attempt, candidate, speech } = answered
  // A failure was noted when it was found, and is only passed on here.
  const isAnswer = attempt.fault === undefined
  try {
    await respond(speech, attempt, {
      config: deps.config(),
      secret: attempt.secret,
      readingPace: deps.readingPace,
      close: how => closeAttempt(attempt, how, deps),
    })
  } catch (error) {
    if (isAnswer && !attempt.exchange.scope.reason)
      note(answered, faultOfError(attempt.scope.reason ?? toGatewayError(error), attempt, false), deps)
    throw error
  } finally {
    if (isAnswer) deps.health.ended(candidate)
  }
  if (!isAnswer) return
  const fault = faultWithin(answered)
  if (fault) note(answered, fault, deps)
  else deps.health.answered(candidate, measured(attempt))
}

function note({ attempt, candidate }: Answered, fault: Fault | undefined, { health }: PursueDeps): void {
  if (!fault) return
  attempt.fault = fault
  health.failed(candidate, fault)
}

/** The failure that a stream reported after it had begun well. */
function faultWithin({ attempt, speech }: Answered): Fault | undefined {
  if (speech.type !== 'stream' || speech.reader.failedWith === undefined) return undefined
  return faultReported(speech.reader.failedWith, attempt)
}

function measured(attempt: Attempt): MeasuredAnswer {
  const { exchange, facts, firstTokenMs, settlement } = attempt
  const sentMs = sentMsOf(attempt) ?? 0
  return {
    firstTokenMs: facts.stream && firstTokenMs !== undefined ? firstTokenMs - sentMs : undefined,
    outputTokens: settlement?.certainty === 'exact' ? outputTokens(settlement.tokens) : undefined,
    durationMs: exchange.elapsedMs() - sentMs,
  }
}
