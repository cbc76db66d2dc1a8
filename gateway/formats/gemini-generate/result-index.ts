import type { ToolResultPart, Turn } from '../../chat/conversation.ts'

export interface FoundResult {
  readonly result: ToolResultPart
  readonly path: string
}

interface ResultsOfId {
  readonly entries: { readonly turn: number; readonly found: FoundResult }[]
  next: number
}

export interface ResultIndex {
  /** The first result of the call behind its turn that no earlier call has taken. Turns are to be asked for in order. */
  take(callId: string, turn: number): FoundResult | undefined
  isTaken(result: ToolResultPart): boolean
}

/** Where the results of calls stand. Ids may come again in later turns. */
export function indexResults(turns: readonly Turn[]): ResultIndex {
  const byId = new Map<string, ResultsOfId>()
  const taken = new Set<ToolResultPart>()
  for (const [turn, { role, parts }] of turns.entries()) {
    if (role !== 'tool') continue
    for (const [place, result] of parts.entries()) {
      if (result.type !== 'tool-result') continue
      const entry = { turn, found: { result, path: `messages[${turn}].content[${place}]` } }
      const others = byId.get(result.callId)
      if (others) others.entries.push(entry)
      else byId.set(result.callId, { entries: [entry], next: 0 })
    }
  }
  return {
    take(callId, turn) {
      const results = byId.get(callId)
      if (!results) return undefined
      let entry = results.entries[results.next++]
      while (entry && entry.turn <= turn) entry = results.entries[results.next++]
      if (entry) taken.add(entry.found.result)
      return entry?.found
    },
    isTaken: result => taken.has(result),
  }
}
