import type { ToolResultPart, Turn } from '../../chat/conversation.ts'

export interface FoundResult {
  readonly result: ToolResultPart
  readonly path: string
}

export interface ResultIndex {
  /** The first result of the call behind its turn that no earlier call has taken. */
  take(callId: string, turn: number): FoundResult | undefined
  isTaken(result: ToolResultPart): boolean
}

/** Where the results of calls stand. Ids may come again in later turns. */
export function indexResults(turns: readonly Turn[]): ResultIndex {
  const byId = new Map<string, { readonly turn: number; readonly found: FoundResult }[]>()
  const taken = new Set<ToolResultPart>()
  for (const [turn, { role, parts }] of turns.entries()) {
    if (role !== 'tool') continue
    for (const [place, result] of parts.entries()) {
      if (result.type !== 'tool-result') continue
      const entry = { turn, found: { result, path: `messages[${turn}].content[${place}]` } }
      const others = byId.get(result.callId)
      if (others) others.push(entry)
      else byId.set(result.callId, [entry])
    }
  }
  return {
    take(callId, turn) {
      const entries = byId.get(callId)
      const at = entries?.findIndex(entry => entry.turn > turn) ?? -1
      const [entry] = at < 0 ? [] : (entries?.splice(at, 1) ?? [])
      if (entry) taken.add(entry.found.result)
      return entry?.found
    },
    isTaken: result => taken.has(result),
  }
}
