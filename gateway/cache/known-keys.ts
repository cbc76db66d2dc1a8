const shardCount = 256

/**
 * The short keys of all that is stored, about 40 bytes each. They are spread over many small sets, because a set that grows
 * copies all it has: the main thread must not wait for that.
 */
export class KnownKeys {
  #shards = newShards()

  has(key: number): boolean {
    return this.#shards[key % shardCount]?.has(key) ?? false
  }

  /** Positive where a key came, negative where it is gone, 0 where all are. */
  apply(changes: Float64Array): void {
    for (const change of changes) {
      const shard = this.#shards[Math.abs(change) % shardCount]
      if (change > 0) shard?.add(change)
      else if (change < 0) shard?.delete(-change)
      else this.clear()
    }
  }

  clear(): void {
    this.#shards = newShards()
  }
}

function newShards(): readonly Set<number>[] {
  return Array.from({ length: shardCount }, () => new Set<number>())
}
