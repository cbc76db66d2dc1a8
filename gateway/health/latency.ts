import type { MeasuredAnswer, RecentSpeed } from './health.ts'

const samplesAtMost = 20
const lifeMs = 30 * 60_000
/** Numbers this old are as good as new ones, and plans of many requests at once ask for them. */
const freshMs = 1000
/** Of fewer answers nothing is said, because one slow answer would decide. */
const enoughSamples = 3

/**
 * How fast the last twenty streams of a subject were. Only successful ones count: an error that comes at once would make a
 * failing target look like the fastest. An answer that comes as a whole does not say when its first token was there.
 */
export class Latency {
  /** A ring. Of each sample: when it ended, the time to its first token, and milliseconds per output token, or NaN. */
  readonly #endedAtMs = new Float64Array(samplesAtMost).fill(Number.NEGATIVE_INFINITY)
  readonly #firstTokenMs = new Float64Array(samplesAtMost)
  readonly #msPerToken = new Float64Array(samplesAtMost)
  #next = 0
  #known: { readonly speed: RecentSpeed | undefined; readonly untilMs: number } | undefined

  add({ firstTokenMs, outputTokens, durationMs }: MeasuredAnswer, nowMs: number): void {
    if (firstTokenMs === undefined || !(firstTokenMs >= 0)) return
    const place = this.#next
    this.#endedAtMs[place] = nowMs
    this.#firstTokenMs[place] = firstTokenMs
    this.#msPerToken[place] =
      outputTokens !== undefined && outputTokens > 1 && durationMs >= firstTokenMs
        ? (durationMs - firstTokenMs) / (outputTokens - 1)
        : Number.NaN
    this.#next = (place + 1) % samplesAtMost
    if (!this.#known?.speed) this.#known = undefined
  }

  /** Undefined if fewer than three answers of the last half hour are known. Computed when it is asked for, once a second. */
  speed(nowMs: number): RecentSpeed | undefined {
    if (this.#known && nowMs < this.#known.untilMs) return this.#known.speed
    const firstTokens = new Float64Array(samplesAtMost)
    const paces = new Float64Array(samplesAtMost)
    let answers = 0
    let paced = 0
    let oldestMs = nowMs
    for (let place = 0; place < samplesAtMost; place++) {
      const endedAtMs = this.#endedAtMs[place] ?? Number.NEGATIVE_INFINITY
      if (nowMs - endedAtMs >= lifeMs) continue
      oldestMs = Math.min(oldestMs, endedAtMs)
      firstTokens[answers++] = this.#firstTokenMs[place] ?? 0
      const pace = this.#msPerToken[place] ?? Number.NaN
      if (!Number.isNaN(pace)) paces[paced++] = pace
    }
    const speed = speedOf(firstTokens.subarray(0, answers), paces.subarray(0, paced))
    this.#known = { speed, untilMs: Math.min(nowMs + freshMs, oldestMs + lifeMs) }
    return speed
  }
}

function speedOf(firstTokens: Float64Array, paces: Float64Array): RecentSpeed | undefined {
  if (firstTokens.length < enoughSamples) return undefined
  firstTokens.sort()
  return {
    answers: firstTokens.length,
    firstTokenMs: quantile(firstTokens, 0.5),
    firstTokenP95Ms: quantile(firstTokens, 0.95),
    msPerOutputToken: paces.length < enoughSamples ? undefined : quantile(paces.sort(), 0.5),
  }
}

/** The nearest rank: the smallest value that at least this part of all values does not exceed. */
function quantile(ordered: Float64Array, part: number): number {
  return ordered[Math.max(0, Math.ceil(part * ordered.length) - 1)] ?? Number.NaN
}
