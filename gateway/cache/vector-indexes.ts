import { type Candidate, VectorIndex } from './vector-index.ts'

/** Fewer vectors are read from the file for each search, which takes less than half a millisecond. */
export const unindexedVectors = 64
/** All indexes together: 112 MB. The least used one goes first. */
const mostVectors = 250_000
const mostIndexes = 32
/** How many are read at once. In between, the worker answers what it was asked. */
const sliceVectors = 400

export interface VectorSource {
  /** The vectors of a fingerprint with ids after this one, in the order of ids. Undefined where one cannot be opened. */
  readonly read: (
    fingerprint: Uint8Array,
    afterId: number,
    limit: number,
  ) => readonly { readonly id: number; readonly vector: Float32Array | undefined }[]
  /** Runs later, after what the worker was asked meanwhile. */
  readonly later: (step: () => void) => void
}

interface Loading {
  readonly index: VectorIndex
  readonly fingerprint: Uint8Array
  isLoaded: boolean
}

/** The indexes of the fingerprints that have many vectors. Each is loaded when it is first needed. */
export class VectorIndexes {
  readonly #source: VectorSource
  /** By the fingerprint in hexadecimal digits, the least used first. */
  readonly #indexes = new Map<string, Loading>()

  constructor(source: VectorSource) {
    this.#source = source
  }

  /** Undefined until all of its vectors are loaded. */
  search(
    fingerprint: Uint8Array,
    vector: Float32Array,
    atLeast: number,
    most: number,
  ): readonly Candidate[] | undefined {
    const name = nameOf(fingerprint)
    const found = this.#indexes.get(name)
    if (!found) {
      this.load(fingerprint)
      return undefined
    }
    this.#indexes.delete(name)
    this.#indexes.set(name, found)
    return found.isLoaded ? found.index.search(vector, atLeast, most) : undefined
  }

  load(fingerprint: Uint8Array): void {
    const name = nameOf(fingerprint)
    if (this.#indexes.has(name)) return
    const loading: Loading = { index: new VectorIndex(), fingerprint, isLoaded: false }
    this.#indexes.set(name, loading)
    this.#loadAfter(name, loading, 0)
  }

  /** Does nothing for a fingerprint without an index: it is read when it is loaded. */
  add(fingerprint: Uint8Array, id: number, vector: Float32Array): void {
    const index = this.#indexes.get(nameOf(fingerprint))?.index
    if (!index || index.size >= mostVectors) return
    index.add(id, vector)
    this.#dropLeastUsed()
  }

  remove(fingerprint: Uint8Array, id: number): void {
    this.#indexes.get(nameOf(fingerprint))?.index.remove(id)
  }

  clear(): void {
    this.#indexes.clear()
  }

  #loadAfter(name: string, loading: Loading, afterId: number): void {
    this.#source.later(() => {
      if (this.#indexes.get(name) !== loading) return
      const read = this.#source.read(loading.fingerprint, afterId, sliceVectors)
      for (const { id, vector } of read) if (vector) loading.index.add(id, vector)
      this.#dropLeastUsed()
      const last = read.at(-1)
      if (last && read.length === sliceVectors && loading.index.size < mostVectors)
        this.#loadAfter(name, loading, last.id)
      else loading.isLoaded = true
    })
  }

  #dropLeastUsed(): void {
    let vectors = 0
    for (const { index } of this.#indexes.values()) vectors += index.size
    for (const [name, { index }] of this.#indexes) {
      if (this.#indexes.size === 1 || (vectors <= mostVectors && this.#indexes.size <= mostIndexes)) return
      this.#indexes.delete(name)
      vectors -= index.size
    }
  }
}

function nameOf(fingerprint: Uint8Array): string {
  return Buffer.from(fingerprint.buffer, fingerprint.byteOffset, fingerprint.byteLength).toString('hex')
}
