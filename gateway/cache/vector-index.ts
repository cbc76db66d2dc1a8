import {
  createScalarMemory,
  createScalarProducts,
  dimensions,
  pageBytes,
  type ScalarProducts,
} from './scalar-products.ts'

const largestStored = 127
/** 384 products of at most 127 and 32,767 stay below 2^31, so that they can be added up as 32-bit integers. */
const largestAsked = 32_767
/** More than what is lost by rounding the vector that is asked for, and by single precision. */
const roundingMargin = 1e-3
/** As many products are computed at once. Their memory is small enough to stay in the processor's cache. */
const rowsAtOnce = 4096
const askedBytes = 2 * dimensions
const rowsFrom = askedBytes + 4 * rowsAtOnce

export interface Candidate {
  readonly id: number
  /** Of the rounded vectors. The true cosine is at most `error` more or less. */
  readonly similarity: number
  readonly error: number
}

/**
 * Vectors of one fingerprint, each number in one byte: 100,000 vectors take 45 MB. How much the rounding changed a vector is
 * kept with it, so that a search can say of every vector how near it may be. It goes through all of them, and so takes the
 * same time whatever they look like: for 100,000, 2.3 ms in the median and 2.9 ms at p95
 * (`npm run bench -- --only cache-search`).
 * On the same machine, `sqlite-vec` took 44 ms. `usearch` took 0.5 ms for 20,000, but 1 ms to add each, and its graph may miss a
 * vector. Single-precision vectors in plain JavaScript took 40 ms.
 */
export class VectorIndex {
  readonly #memory = createScalarMemory(rowsFrom)
  readonly #products: ScalarProducts = createScalarProducts(this.#memory)
  readonly #slots = new Map<number, number>()
  #count = 0
  #ids = new Float64Array(0)
  #units = new Float32Array(0)
  #errors = new Float32Array(0)
  /** The vectors, in the memory. */
  #rows = new Int8Array(0)

  get size(): number {
    return this.#count
  }

  /** A vector of another length than the model's, of an id that is there, or of what is no number is left out. */
  add(id: number, vector: Float32Array): void {
    if (vector.length !== dimensions || this.#slots.has(id)) return
    if (this.#count === this.#ids.length) this.#grow()
    const slot = this.#count
    const row = this.#rows.subarray(slot * dimensions, (slot + 1) * dimensions)
    const unit = roundInto(row, vector, largestStored)
    let lost = 0
    for (let at = 0; at < dimensions; at++) lost += ((vector[at] ?? 0) - (row[at] ?? 0) * unit) ** 2
    if (!Number.isFinite(lost)) return
    this.#count++
    this.#slots.set(id, slot)
    this.#ids[slot] = id
    this.#units[slot] = unit
    // The scalar product of what was lost with a vector of length 1 is at most its own length (Cauchy-Schwarz).
    this.#errors[slot] = Math.sqrt(lost) + roundingMargin
  }

  remove(id: number): void {
    const slot = this.#slots.get(id)
    if (slot === undefined) return
    this.#slots.delete(id)
    const last = --this.#count
    if (slot === last) return
    const moved = this.#ids[last] ?? 0
    this.#slots.set(moved, slot)
    this.#ids[slot] = moved
    this.#units[slot] = this.#units[last] ?? 0
    this.#errors[slot] = this.#errors[last] ?? 0
    this.#rows.copyWithin(slot * dimensions, last * dimensions, (last + 1) * dimensions)
  }

  /**
   * Gives every vector that may be at least `atLeast` similar to this one, which has length 1, the nearest first. If there
   * are more than `most`, those that seem least similar are left out.
   */
  search(vector: Float32Array, atLeast: number, most: number): readonly Candidate[] {
    if (vector.length !== dimensions) return []
    const unit = roundInto(new Int16Array(this.#memory.buffer, 0, dimensions), vector, largestAsked)
    const products = new Int32Array(this.#memory.buffer, askedBytes, rowsAtOnce)
    const found: Candidate[] = []
    let wanted = atLeast
    for (let from = 0; from < this.#count; from += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, this.#count - from)
      this.#products(0, rowsFrom + from * dimensions, count, askedBytes)
      for (let row = 0; row < count; row++) {
        const slot = from + row
        const error = this.#errors[slot] as number
        const similarity = (products[row] as number) * (this.#units[slot] as number) * unit
        if (similarity + error < wanted) continue
        insert(found, { id: this.#ids[slot] as number, similarity, error }, most)
        if (found.length === most) wanted = Math.max(wanted, (found[most - 1] as Candidate).similarity)
      }
    }
    return found
  }

  #grow(): void {
    const capacity = Math.max(64, Math.ceil(this.#ids.length * 1.5))
    const missing = rowsFrom + capacity * dimensions - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes))
    this.#rows = new Int8Array(this.#memory.buffer, rowsFrom, capacity * dimensions)
    this.#ids = copyInto(new Float64Array(capacity), this.#ids)
    this.#units = copyInto(new Float32Array(capacity), this.#units)
    this.#errors = copyInto(new Float32Array(capacity), this.#errors)
  }
}

/** Gives what one unit stands for. */
function roundInto(rounded: Int8Array | Int16Array, vector: Float32Array, largest: number): number {
  let highest = 0
  for (const value of vector) highest = Math.max(highest, Math.abs(value))
  // Not a number, or nothing but zeros: similar to nothing.
  const unit = highest > 0 && Number.isFinite(highest) ? Math.fround(highest / largest) : 0
  for (let at = 0; at < dimensions; at++) {
    const value = unit === 0 ? 0 : Math.round((vector[at] ?? 0) / unit)
    rounded[at] = Math.max(-largest, Math.min(largest, value))
  }
  return unit
}

function insert(found: Candidate[], candidate: Candidate, most: number): void {
  let at = found.length
  while (at > 0 && (found[at - 1] as Candidate).similarity < candidate.similarity) at--
  if (at >= most) return
  found.splice(at, 0, candidate)
  if (found.length > most) found.pop()
}

function copyInto<Values extends Float64Array | Float32Array>(into: Values, from: Values): Values {
  into.set(from)
  return into
}
