// Asks another target to go on with an answer that broke off after the caller had seen a part of it.
import { formats, type WireFormat } from '../formats/index.ts'
import { formatsOf } from '../providers/adapter.ts'
import { speaks, type Target } from '../routing/choose-target.ts'
import { nameOf } from '../routing/route-question.ts'
import type { BrokenAnswer } from '../translation/continuation.ts'
import { tryCapability } from '../translation/try-capability.ts'
import { askCandidate, type GoingOn } from './ask-candidate.ts'
import type { Attempt } from './attempt.ts'
import type { FaultKind } from './fault.ts'
import { nextCandidate } from './next-move.ts'
import { type PursueDeps, situationOf } from './pursue.ts'
import type { Answered, Outcome, Pursuit } from './pursuit.ts'
import { whenCounted } from './when-counted.ts'

/** Faults that are not the request's own, so that another model can do better. */
const passing: readonly FaultKind[] = ['broken', 'late', 'slow', 'overloaded', 'server-error']

/**
 * The rest of an answer that broke off, which is to be sent in the same stream. Undefined if it must not be continued, or if
 * the next target that could go on with it did not: the caller is then told of the break. One target is asked at most. Rejects
 * as `askCandidate` does.
 */
export async function goOn(
  { attempt: broken, candidate }: Answered,
  pursuit: Pursuit,
  deps: PursueDeps,
): Promise<Answered | undefined> {
  const { exchange, plan } = pursuit
  const answer = exchange.scope.reason ? undefined : answerOf(broken)
  if (!answer || !broken.fault || !passing.includes(broken.fault.kind)) return undefined
  pursuit.noteBreak(plan.candidates.indexOf(candidate), broken.fault)
  const next = nextToGoOn(pursuit, deps)
  if (!next) return undefined
  broken.ended('broken')
  await whenCounted(broken)
  const saidTokens = broken.tally.tokens()
  const goesOn: GoingOn = { broken, answer: { ...answer, saidTokens }, target: next.target }
  const move = { type: 'ask', candidate: next.place, afterMs: 0, withoutSeals: false } as const
  const runner = { move, isLost: false, goesOn }
  try {
    const outcome = await askCandidate(runner, pursuit, situationOf(pursuit, deps), deps)
    return outcomeOf(outcome, goesOn, pursuit)
  } finally {
    exchange.target = exchange.answering?.target ?? broken.target
    pursuit.freeBody(deps.bytesInFlight)
  }
}

function outcomeOf(outcome: Outcome, { answer }: GoingOn, pursuit: Pursuit): Answered | undefined {
  const { attempt, fault, speech } = outcome
  const { exchange } = pursuit
  if (fault || !attempt || !speech) {
    if (fault) pursuit.noteNotContinued({ ...outcome, fault })
    return undefined
  }
  const after = `after ${answer.said.length} characters`
  attempt.translation?.receipt.change('answer', `continued by ${nameOf(attempt.target)} ${after}`)
  pursuit.noteContinued(outcome, after)
  exchange.answering = attempt
  return { attempt, speech, candidate: pursuit.candidate(outcome.candidate) }
}

/** Undefined if nothing was said that a model could go on with. */
function answerOf({ translation }: Attempt): Omit<BrokenAnswer, 'saidTokens'> | undefined {
  const { encoder, said } = translation?.stream ?? {}
  return translation && encoder && said?.trim() ? { encoder, said, receipt: translation.receipt } : undefined
}

interface Next {
  readonly place: number
  readonly target: Target
}

/** Those that take no last turn of the assistant are left out. */
function nextToGoOn(pursuit: Pursuit, deps: PursueDeps): Next | undefined {
  for (;;) {
    const place = nextCandidate(situationOf(pursuit, deps))
    if (place === undefined) return undefined
    const target = takingPrefill(pursuit.candidate(place).target, pursuit.exchange.format)
    if (target) return { place, target }
    pursuit.noteSkipped(place, 'capability', 'It cannot go on with an answer of another model.')
  }
}

/** The target in the first format in which it goes on with a last turn of the assistant. */
function takingPrefill(target: Target, callersFormat: WireFormat): Target | undefined {
  const { model, provider } = target
  const spoken = [target.format, ...formatsOf(provider.adapter)]
  const format = spoken.find(name => speaks(provider, name, model) && takesPrefill(target, name))
  return format && formats[callersFormat].caller.translation && { ...target, format }
}

function takesPrefill({ model, provider }: Target, format: WireFormat): boolean {
  const { translation } = formats[format].provider
  const prefill = provider.adapter.prefill?.[format]
  if (!translation || prefill === 'no') return false
  return tryCapability(translation, 'prefill', format, model, { prefill }) === 'yes'
}
