import { worstOutput } from '../budgets/learned-output.ts'
import { countedFormatOf } from '../formats/index.ts'
import type { ReadRequest } from '../ingress/read-request.ts'
import type { Estimates } from '../ledger/estimates.ts'
import type { Target } from '../routing/choose-target.ts'
import type { CountingAllowance } from '../tokens/counting-allowance.ts'
import type { Encodings } from '../tokens/encodings.ts'
import type { LargeAnswers } from '../tokens/large-answers.ts'
import type { LargeBodies } from '../tokens/large-bodies.ts'
import { familyOf } from '../tokens/model-family.ts'
import { outputLimitOf } from '../tokens/output-limit.ts'
import { scaleCount } from '../tokens/request-count.ts'
import type { SmallBodies } from '../tokens/small-bodies.ts'
import { TextTally } from '../tokens/text-tally.ts'
import type { AttemptPlan } from './attempt.ts'

export interface CountDeps {
  readonly encodings: Encodings
  readonly smallBodies: SmallBodies
  readonly largeBodies: LargeBodies
  readonly estimates: Pick<Estimates, 'ratioOf'>
  readonly largeAnswers: Pick<LargeAnswers, 'count'>
  readonly countingAllowance: CountingAllowance
}

/**
 * Counts the request in the tokens of the target's model, and makes the tally that will count the answer. Rejects with
 * `overloaded`.
 */
export async function countForTarget(
  request: ReadRequest,
  target: Target,
  { encodings, smallBodies, largeBodies, estimates, largeAnswers, countingAllowance }: CountDeps,
): Promise<AttemptPlan> {
  const { facts, scanned, body } = request
  const { format, model } = target
  const counting = scanned
    ? { counted: await smallBodies.count(countedFormatOf(format), body, scanned, model), bytes: body }
    : await largeBodies.count(format, body, model)
  request.body = counting.bytes
  const ratio = estimates.ratioOf(model)
  const { counted } = counting
  const tally = new TextTally({
    encoding: await encodings.get(familyOf(model).encoding),
    ratio,
    allowance: countingAllowance,
    countLater: largeAnswers.count,
    estimatedAtMostTokens: worstOutput({ ...facts, modelLimit: outputLimitOf(model) }),
  })
  const inputTokens = scaleCount(counted, ratio)
  const { translation } = request
  if (translation) translation.inputTokens = inputTokens
  return { target, facts, counted, inputTokens, tally, translation }
}
