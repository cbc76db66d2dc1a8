import type { ThresholdPoint, ThresholdReport } from '../../contract/answer-cache.ts'
import type { Judged } from '../answer-store.ts'
import { lowerBound, upperBound } from './clopper-pearson.ts'

/** The cosine that two questions need as long as nothing is known about false hits. */
export const startThreshold = 0.95
/** As a threshold: questions in other words get no stored answer. */
export const onlyExact = 1

/** Thresholds in hundredths, so that each is the number that a person would write. */
const lowestHundredth = 80
const highestHundredth = 100
const thresholdCount = highestHundredth - lowestHundredth + 1
const startPlace = Math.round(startThreshold * 100) - lowestHundredth

const thresholdAt = (place: number): number => (lowestHundredth + place) / 100

/** Judgements of one group, counted by the highest threshold that lets them pass. */
export interface Tally {
  readonly hits: Uint32Array
  readonly falseHits: Uint32Array
  judged: number
  undecided: number
}

export function emptyTally(): Tally {
  return {
    hits: new Uint32Array(thresholdCount),
    falseHits: new Uint32Array(thresholdCount),
    judged: 0,
    undecided: 0,
  }
}

/** The place of the highest threshold that a similarity reaches, or -1. */
function placeOf(similarity: number): number {
  let place = Math.min(thresholdCount - 1, Math.floor(similarity * 100) - lowestHundredth)
  // The product is rounded, and may say a hundredth too few or too many.
  if (place + 1 < thresholdCount && thresholdAt(place + 1) <= similarity) place += 1
  if (place >= 0 && thresholdAt(place) > similarity) place -= 1
  return place
}

/**
 * Counts a judgement. A person's `wrong` is two false hits in two trials; `undecided` is counted, but is no trial. What no threshold
 * lets pass is left out.
 */
export function addToTally(tally: Tally, { similarity, judgement }: Judged): void {
  const place = Number.isFinite(similarity) ? placeOf(similarity) : -1
  if (place < 0) return
  tally.judged += 1
  if (judgement === 'undecided') {
    tally.undecided += 1
    return
  }
  const weight = judgement === 'wrong' ? 2 : 1
  tally.hits[place] = (tally.hits[place] ?? 0) + weight
  if (judgement !== 'same') tally.falseHits[place] = (tally.falseHits[place] ?? 0) + weight
}

function curveOf(tally: Tally): readonly ThresholdPoint[] {
  const points: ThresholdPoint[] = []
  let hits = 0
  let falseHits = 0
  for (let place = thresholdCount - 1; place >= 0; place -= 1) {
    const isChanged = (tally.hits[place] ?? 0) > 0
    hits += tally.hits[place] ?? 0
    falseHits += tally.falseHits[place] ?? 0
    const before = points.at(-1)?.falseHitBound ?? null
    const falseHitBound = isChanged ? upperBound(falseHits, hits) : before
    points.push({ threshold: thresholdAt(place), hits, falseHits, falseHitBound })
  }
  return points.reverse()
}

const isProven = ({ falseHitBound }: ThresholdPoint, wantedRate: number) =>
  falseHitBound !== null && falseHitBound < wantedRate

const isDoubtful = ({ hits, falseHits }: ThresholdPoint, wantedRate: number) => falseHits > wantedRate * hits

/** The lowest place such that at it and above, nothing speaks against any threshold. `thresholdCount` if there is none. */
function lowestUndoubted(curve: readonly ThresholdPoint[], wantedRate: number): number {
  return curve.findLastIndex(point => isDoubtful(point, wantedRate)) + 1
}

/** True if more false hits passed than wanted, or if so many hits passed that the lack of proof is due to those that were false. */
function isBarrier(point: ThresholdPoint, wantedRate: number): boolean {
  return (
    isDoubtful(point, wantedRate) || (!isProven(point, wantedRate) && upperBound(0, point.hits) < wantedRate)
  )
}

/**
 * The place of the lowest threshold whose bound is under the wanted rate, or undefined. From the highest threshold down, a barrier
 * ends the search: a mass of easy hits at a low threshold cannot hide what is wrong at a higher one. Below the starting threshold,
 * one that lets pass no more than the one above it is not taken: it has the same bound, but what it would add is not known.
 */
function lowestProven(
  curve: readonly ThresholdPoint[],
  tally: Tally,
  wantedRate: number,
): number | undefined {
  let proven: number | undefined
  for (let place = thresholdCount - 1; place >= 0; place -= 1) {
    const point = curve[place]
    if (point === undefined || isBarrier(point, wantedRate)) break
    const isKnown = place >= startPlace || (tally.hits[place] ?? 0) > 0
    if (isKnown && isProven(point, wantedRate)) proven = place
  }
  return proven
}

/** True if false hits at the starting threshold are surely more than wanted. */
function isStartBad(curve: readonly ThresholdPoint[], wantedRate: number): boolean {
  const start = curve[startPlace]
  return start !== undefined && lowerBound(start.falseHits, start.hits) > wantedRate
}

/** What the group's own judgements decide, or undefined where they are too few. */
function earnedPlace(curve: readonly ThresholdPoint[], tally: Tally, wantedRate: number): number | undefined {
  const proven = lowestProven(curve, tally, wantedRate)
  if (proven !== undefined) return proven
  if (!isStartBad(curve, wantedRate)) return undefined
  return Math.min(Math.max(startPlace + 1, lowestUndoubted(curve, wantedRate)), thresholdCount - 1)
}

/**
 * What is known of a group, and the threshold in force. Where its own judgements are too few to decide, that is the one of `all`, which
 * is undefined for `all` itself and then the starting threshold; but below the starting threshold only as far as nothing that was
 * judged in the group speaks against it. `judged` and `undecided` count judgements, `falseHits`, `estimate` and `bound` are
 * those of the curve at the threshold in force.
 */
export function reportOf(
  group: string,
  tally: Tally,
  wantedFalseHitRate: number,
  all?: ThresholdReport,
): ThresholdReport {
  const curve = curveOf(tally)
  const earned = earnedPlace(curve, tally, wantedFalseHitRate)
  const undoubted = thresholdAt(Math.min(startPlace, lowestUndoubted(curve, wantedFalseHitRate)))
  const inForce =
    earned === undefined ? Math.max(all?.inForce ?? startThreshold, undoubted) : thresholdAt(earned)
  const point = curve.find(({ threshold }) => threshold === inForce)
  const hits = point?.hits ?? 0
  const falseHits = point?.falseHits ?? 0
  return {
    group,
    inForce,
    wantedFalseHitRate,
    judged: tally.judged,
    undecided: tally.undecided,
    falseHits,
    estimate: hits === 0 ? null : falseHits / hits,
    bound: point?.falseHitBound ?? null,
    curve,
  }
}
