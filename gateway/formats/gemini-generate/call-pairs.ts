import { makeCallId } from './call-ids.ts'
import type { CallPairs } from './read-content-part.ts'

interface CallsOfOneName {
  readonly ids: string[]
  /** How many of them have had their response. */
  answered: number
}

/**
 * Gives calls without an id one that follows from where they stand, so that it is the same whenever the conversation is sent
 * again, and finds the call of a response without one: the first of its name in the last turn with calls that is still open.
 */
export function createCallPairs(): { at(content: number): CallPairs } {
  let open = new Map<string, CallsOfOneName>()
  let answered = new Set<string>()
  let openSince = -1

  function begin(content: number): void {
    if (openSince === content) return
    openSince = content
    open = new Map()
    answered = new Set()
  }

  function nextOpen(name: string): string | undefined {
    const calls = open.get(name)
    if (!calls) return undefined
    let id = calls.ids[calls.answered++]
    while (id !== undefined && answered.has(id)) id = calls.ids[calls.answered++]
    return id
  }

  function at(content: number): CallPairs {
    let made = 0
    const makeId = () => makeCallId(`${content}_${made++}`)
    return {
      idOfCall(name, given) {
        begin(content)
        const id = given === undefined || given === '' ? makeId() : given
        const calls = open.get(name) ?? { ids: [], answered: 0 }
        calls.ids.push(id)
        open.set(name, calls)
        return id
      },
      idOfResponse(name, given) {
        const id = given === undefined || given === '' ? (nextOpen(name) ?? makeId()) : given
        answered.add(id)
        return id
      },
    }
  }

  return { at }
}
