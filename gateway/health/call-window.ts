const bucketMs = 5000
const buckets = 12

/** Counts the calls of the last minute, and how many of them were faults. Fixed in size; old counts fall out in steps of 5 s. */
export class CallWindow {
  /** For each bucket its calls, and its faults `buckets` places later. */
  readonly #counts = new Uint32Array(2 * buckets)
  #newest = 0

  add(nowMs: number, isFault: boolean): void {
    const place = this.#turnTo(nowMs)
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
    if (isFault) this.#counts[place + buckets] = (this.#counts[place + buckets] ?? 0) + 1
  }

  /** Within the last minute. */
  calls(nowMs: number): number {
    this.#turnTo(nowMs)
    return this.#sum(0)
  }

  /** Within the last minute. */
  faults(nowMs: number): number {
    this.#turnTo(nowMs)
    return this.#sum(buckets)
  }

  clear(): void {
    this.#counts.fill(0)
  }

  #sum(from: number): number {
    let sum = 0
    for (let place = from; place < from + buckets; place++) sum += this.#counts[place] ?? 0
    return sum
  }

  /** Empties the buckets whose time has passed. Returns the place of the present one. */
  #turnTo(nowMs: number): number {
    const now = Math.floor(nowMs / bucketMs)
    const from = Math.max(this.#newest + 1, now - buckets + 1)
    for (let bucket = from; bucket <= now; bucket++) {
      const place = placeOf(bucket)
      this.#counts[place] = 0
      this.#counts[place + buckets] = 0
    }
    this.#newest = Math.max(this.#newest, now)
    return placeOf(this.#newest)
  }
}

/** Never negative, also where the clock began below 0. */
function placeOf(bucket: number): number {
  return ((bucket % buckets) + buckets) % buckets
}
