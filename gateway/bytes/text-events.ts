// Handles the events of a stream that hold nothing but more text, which are nearly all of them. If an event has the same
// bytes around its text as one that was read before, its text is taken without parsing. Otherwise it is kept until somebody
// needs to know what it says.
import { createTextTemplate } from './text-template.ts'

export interface TextEventsDeps {
  /** Reads an event in full, and calls `say` with its text. */
  readonly read: (data: string) => void
  /** The text in a parsed event. */
  readonly textOf: (event: unknown) => string
  /** The name of a member that holds nothing but padding of random length. */
  readonly paddingKey?: string
  /** Whether an event may hold more than text. Must be true for every event that does. */
  readonly mayTellMore: (data: string) => boolean
  readonly onText: (text: string) => void
}

export interface TextEvents {
  /** Takes an event that holds only text, or keeps it unread. Undefined if the event has to be read now. */
  take(data: string): 'content' | 'unread' | undefined
  /** To be called for an event that was read, with its text. */
  say(text: string, data: string): 'content' | 'other'
  /** Reads the events that were kept, in their order. */
  readAll(): void
}

// During a long answer, kept events are read now and then, so that neither the memory nor the work at the end grows with its
// length.
const keptCharacters = 65_536

export function createTextEvents(deps: TextEventsDeps): TextEvents {
  const template = createTextTemplate(deps.textOf, deps.paddingKey)
  let kept: string[] = []
  let keptLength = 0

  function readAll(): void {
    const taken = kept
    kept = []
    keptLength = 0
    for (const data of taken) deps.read(data)
  }

  function keep(data: string): 'unread' {
    kept.push(data)
    keptLength += data.length
    if (keptLength > keptCharacters) readAll()
    return 'unread'
  }

  function tell(text: string): 'content' {
    // The events that were kept came before this one.
    if (kept.length > 0) readAll()
    deps.onText(text)
    return 'content'
  }

  return {
    take(data) {
      const text = template.match(data)
      if (text !== undefined) return tell(text)
      // If neither is the case, the event is kept instead of parsed: most answers report their usage, and then its text is
      // not needed.
      return template.mayAdopt() || deps.mayTellMore(data) ? undefined : keep(data)
    },
    say(text, data) {
      if (text === '') return 'other'
      if (!deps.mayTellMore(data)) template.adopt(data, text)
      return tell(text)
    },
    readAll,
  }
}
