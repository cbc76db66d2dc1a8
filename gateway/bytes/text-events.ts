// The events of a stream that say nothing but more text, which is nearly all of them: told by their bytes where one was
// read that is alike, else kept until somebody asks.
import { createTextTemplate } from './text-template.ts'

export interface TextEventsDeps {
  /** Reads an event in full, and tells of its text with `say`. */
  readonly read: (data: string) => void
  /** The text that a parsed event says. */
  readonly textOf: (event: unknown) => string
  /** A member of random length that says nothing. */
  readonly paddingKey?: string
  /** Whether an event may say more than text. Never false of one that does. */
  readonly mayTellMore: (data: string) => boolean
  readonly onText: (text: string) => void
}

export interface TextEvents {
  /** Takes an event that says nothing but text, or keeps it unread; undefined: it has to be read now. */
  take(data: string): 'content' | 'unread' | undefined
  /** An event that was read says this text. */
  say(text: string, data: string): 'content' | 'other'
  /** Reads what was kept, in order. */
  readAll(): void
}

// A long answer is read on the way, so that neither memory nor the last reading grows with it.
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
    if (kept.length > 0) readAll() // what was said before comes before
    deps.onText(text)
    return 'content'
  }

  return {
    take(data) {
      const text = template.match(data)
      if (text !== undefined) return tell(text)
      // One by one they would be parsed for a text that mostly nobody asks for: most answers report their usage.
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
