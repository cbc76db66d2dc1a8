/** One member of a request that did not reach the provider as the caller wrote it. */
export interface ReceiptEntry {
  /** Where it stands in the caller's request, such as `messages[2].content[0].image_url` or `top_k`. */
  readonly path: string
  /** A short sentence for a person. */
  readonly reason: string
}

const entriesAtMost = 100

/**
 * What became of a request that was written in another format. Readers note what has no place in a `Conversation`, writers
 * what the target's format cannot say. Bounded, because a request may have thousands of such members.
 */
export class Receipt {
  readonly dropped: ReceiptEntry[] = []
  readonly changed: ReceiptEntry[] = []
  /** How many more there were than are kept. */
  more = 0

  /** The member is left out. */
  drop(path: string, reason: string): void {
    this.#note(this.dropped, { path, reason })
  }

  /** The member is said in another way that means nearly the same. */
  change(path: string, reason: string): void {
    this.#note(this.changed, { path, reason })
  }

  #note(entries: ReceiptEntry[], entry: ReceiptEntry): void {
    if (entries.length < entriesAtMost) entries.push(entry)
    else this.more++
  }
}
