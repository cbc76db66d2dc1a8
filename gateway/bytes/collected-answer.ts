/** Answers up to this length are read on the main thread, which takes a millisecond or two. */
const smallAnswerBytes = 64 * 1024

const pieceBytes = 1024 * 1024

/**
 * Collects the bytes of a whole answer. A long answer is kept in pieces that can be lent to a worker and are never joined
 * here.
 */
export class CollectedAnswer {
  bytes = 0
  #chunks: Uint8Array[] = []
  #pieces: Uint8Array<ArrayBuffer>[] = []
  #room = 0

  get isSmall(): boolean {
    return this.bytes <= smallAnswerBytes
  }

  add(chunk: Uint8Array): void {
    this.bytes += chunk.length
    if (this.isSmall) return void this.#chunks.push(chunk)
    for (const kept of this.#chunks) this.#pour(kept)
    this.#chunks = []
    this.#pour(chunk)
  }

  /** Only for a small answer. */
  joined(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  /** Only for a long answer, and only once. */
  takePieces(): readonly Uint8Array<ArrayBuffer>[] {
    const pieces = this.#pieces
    const last = pieces.pop()
    this.#pieces = []
    return last ? [...pieces, last.subarray(0, last.length - this.#room)] : pieces
  }

  #pour(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length; ) {
      if (this.#room === 0) {
        this.#pieces.push(new Uint8Array(pieceBytes))
        this.#room = pieceBytes
      }
      const part = chunk.subarray(from, from + this.#room)
      this.#pieces.at(-1)?.set(part, pieceBytes - this.#room)
      this.#room -= part.length
      from += part.length
    }
  }
}
