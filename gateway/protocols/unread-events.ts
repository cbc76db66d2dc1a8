/** Events that say nothing but more text, kept unread: most answers report their usage, and then nobody asks. */
export interface UnreadEvents {
  add(data: string): void
  /** Reads what is kept, in order. */
  readAll(): void
}

// A long answer is read on the way, so that neither memory nor the last reading grows with it.
const keptCharacters = 65_536

export function keepUnread(read: (data: string) => void): UnreadEvents {
  let kept: string[] = []
  let keptLength = 0
  function readAll(): void {
    const taken = kept
    kept = []
    keptLength = 0
    for (const data of taken) read(data)
  }
  return {
    add(data) {
      kept.push(data)
      keptLength += data.length
      if (keptLength > keptCharacters) readAll()
    },
    readAll,
  }
}
