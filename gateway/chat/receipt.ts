/** One member of a request that did not reach the provider as the caller wrote it. */
export interface ReceiptEntry {
  /** Where it stands in the caller's request, such as `messages[2].content[0].image_url` or `top_k`. */
  readonly path: string
  /** A short sentence for a person. */
  readonly reason: string
}

/** Where a turn of a conversation stands in the caller's request. */
export interface TurnPlace {
  readonly path: string
  readonly parts: readonly string[]
}

const entriesAtMost = 100

/** Matches the types of parts that hold what a question may be about, in a conversation and in every format. */
const mediaName = /image|audio|video|file|document|screenshot|upload/i

/**
 * What became of a request that was written in another format. Readers note what has no place in a `Conversation`, writers
 * what the target's format cannot say. Bounded, because a request may have thousands of such members.
 */
export class Receipt {
  readonly dropped: ReceiptEntry[] = []
  readonly changed: ReceiptEntry[] = []
  /** How many more there were than are kept. */
  more = 0
  /** In the order of the conversation's turns. */
  readonly #places: TurnPlace[] = []
  #pathOf: ((path: string) => string) | undefined
  readonly #lost: ReceiptEntry[] = []

  /** Those of `dropped` without which the model would answer something else: see `lose`. */
  get lost(): readonly ReceiptEntry[] {
    return this.#lost
  }

  /** The member is left out. */
  drop(path: string, reason: string): void {
    this.#note(this.dropped, { path, reason })
  }

  /**
   * Content of a message is left out: a picture, a document, sound. The model would answer as if it had never been there, so the
   * request is refused unless the user wants everything that cannot be said to be dropped.
   */
  lose(path: string, reason: string): void {
    this.drop(path, reason)
    if (this.#lost.length < entriesAtMost) this.#lost.push({ path: this.#pathOf?.(path) ?? path, reason })
  }

  /** A part has no place where it stands, or is of a type that only the caller's format has. */
  leaveOut({ type }: { readonly type: string }, path: string, reason: string): void {
    if (mediaName.test(type)) this.lose(path, reason)
    else this.drop(path, reason)
  }

  /** The member is said in another way that means nearly the same. */
  change(path: string, reason: string): void {
    this.#note(this.changed, { path, reason })
  }

  /** Notes what stands in another receipt and not in this one. */
  addFrom(other: Receipt): void {
    for (const name of ['dropped', 'changed'] as const)
      for (const entry of other[name])
        if (!this[name].some(({ path, reason }) => path === entry.path && reason === entry.reason))
          this.#note(this[name], entry)
    this.more += other.more
  }

  /**
   * To be called by readers for each turn, in their order: where it stands in the caller's request, and where each of its
   * parts does. Not needed if each turn is the message of the same number.
   */
  placeTurn(path: string, parts: readonly string[]): void {
    this.#places.push({ path, parts })
  }

  /** The places that readers have told. */
  get places(): readonly TurnPlace[] {
    return this.#places
  }

  /** Notes what `write` notes under the path that `pathOf` gives for a writer's. The places are forgotten then. */
  writeWith<T>(pathOf: (path: string) => string, write: () => T): T {
    this.#pathOf = pathOf
    const written = write()
    this.#pathOf = undefined
    this.#places.length = 0
    return written
  }

  #note(entries: ReceiptEntry[], { path, reason }: ReceiptEntry): void {
    if (entries.length < entriesAtMost) entries.push({ path: this.#pathOf?.(path) ?? path, reason })
    else this.more++
  }
}
