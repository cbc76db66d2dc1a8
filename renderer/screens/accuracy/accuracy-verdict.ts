import type { Accuracy } from '../../../gateway/contract/accuracy.ts'

export interface AccuracyVerdict {
  /** `few`: there are too few requests to say. */
  readonly level: 'few' | 'close' | 'fair' | 'off'
  /** By how many percent input tokens are off, the mean over all requests. Null if no provider reported any. */
  readonly inputErrorPercent: number | null
  readonly requests: number
  /** How many answers were longer than what was held for them at first. */
  readonly exceeded: number
}

/** With fewer requests than this, one short question decides, of which a few tokens are a third. */
export const leastJudged = 20
const closePercent = 5
const fairPercent = 15
/** Above these parts of all answers, holds are too small too often. */
const closeExceeded = 0.05
const fairExceeded = 0.2

/** How good the estimates are, all in all. Null if there is nothing to judge. */
export function accuracyVerdict({ models }: Pick<Accuracy, 'models'>): AccuracyVerdict | null {
  let requests = 0
  let exceeded = 0
  let judged = 0
  let errorSum = 0
  for (const model of models) {
    requests += model.requests
    exceeded += model.output.exceeded
    if (model.inputError === null) continue
    judged += model.requests
    errorSum += model.inputError.mean * model.requests
  }
  if (requests === 0) return null
  const inputErrorPercent = judged === 0 ? null : errorSum / judged
  const error = inputErrorPercent ?? 0
  const part = exceeded / requests
  const isClose = error <= closePercent && part <= closeExceeded
  const isFair = error <= fairPercent && part <= fairExceeded
  const level = requests < leastJudged ? 'few' : isClose ? 'close' : isFair ? 'fair' : 'off'
  return { level, inputErrorPercent, requests, exceeded }
}
