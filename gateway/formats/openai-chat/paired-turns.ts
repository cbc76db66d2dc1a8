// Puts the turns into the order that the format demands: an assistant's message with calls is followed at once by one result for
// each of them. What has lost its partner, as happens where a client has shortened the conversation, is refused otherwise.
import type { Part, ToolResultPart, Turn } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'

/** A part with its place in the caller's request. */
export interface PlacedPart {
  readonly part: Part
  readonly path: string
}

export interface PlacedTurn extends Pick<Turn, 'role' | 'name'> {
  readonly path: string
  readonly parts: readonly PlacedPart[]
}

/** The results of one assistant's calls are one turn, in the order in which they were given. */
export function pairTurns(turns: readonly Turn[], receipt: Receipt): readonly PlacedTurn[] {
  const merged = gatherResults(mergeTurns(turns), receipt)
  return merged.flatMap((turn, at): readonly PlacedTurn[] => {
    const before = merged[at - 1]
    const after = merged[at + 1]
    if (turn.role === 'assistant')
      return [withAnsweredCalls(turn, after?.role === 'tool' ? after : undefined, receipt)]
    if (turn.role === 'tool')
      return splitResults(turn, before?.role === 'assistant' ? before : undefined, receipt)
    return [turn]
  })
}

/** Neighbours are one turn where the format cannot have two: results always, and messages of an assistant who calls. */
function mergeTurns(turns: readonly Turn[]): readonly PlacedTurn[] {
  const merged: { role: Turn['role']; name?: string | undefined; path: string; parts: PlacedPart[] }[] = []
  turns.forEach(({ role, name, parts }, at) => {
    const path = `messages[${at}]`
    const placed = parts.map((part, each) => ({ part, path: `${path}.content[${each}]` }))
    const last = merged.at(-1)
    const calls = role === 'assistant' && last?.parts.some(({ part }) => part.type === 'tool-call')
    if (last?.role === role && (role === 'tool' || calls)) for (const each of placed) last.parts.push(each)
    else merged.push({ role, name, path, parts: placed })
  })
  return merged
}

/** Results that come late, because the user said something in the meantime, stand right behind their calls. */
function gatherResults(turns: readonly PlacedTurn[], receipt: Receipt): readonly PlacedTurn[] {
  const gathered: PlacedTurn[] = []
  let open = new Set<string>()
  /** Where the results of the open calls belong. */
  let place = 0
  for (const turn of turns) {
    const isOfOpenCall = ({ part }: PlacedPart) => part.type === 'tool-result' && open.has(part.callId)
    const results = turn.role === 'tool' && place < gathered.length ? turn.parts.filter(isOfOpenCall) : []
    for (const { path } of results)
      receipt.change(path, 'What was said before the result of the call follows it.')
    if (results.length > 0) {
      const there = gathered[place]?.role === 'tool' ? gathered.splice(place, 1)[0] : undefined
      gathered.splice(place, 0, { ...turn, parts: [...(there?.parts ?? []), ...results] })
    }
    const rest = turn.parts.filter(part => !results.includes(part))
    if (rest.length > 0 || results.length === 0) gathered.push({ ...turn, parts: rest })
    const calls = turn.parts.flatMap(({ part }) => (part.type === 'tool-call' ? [part.id] : []))
    if (calls.length === 0) continue
    open = new Set(calls)
    place = gathered.length
  }
  return gathered
}

function withAnsweredCalls(turn: PlacedTurn, results: PlacedTurn | undefined, receipt: Receipt): PlacedTurn {
  const answered = new Set(results?.parts.map(({ part }) => (part.type === 'tool-result' ? part.callId : '')))
  const seen = new Set<string>()
  const parts = turn.parts.filter(({ part, path }) => {
    if (part.type !== 'tool-call') return true
    const isKept = answered.has(part.id) && !seen.has(part.id)
    seen.add(part.id)
    if (!isKept) receipt.drop(path, 'The call has no result, and the provider refuses it without one.')
    return isKept
  })
  return { ...turn, parts }
}

function splitResults(
  turn: PlacedTurn,
  caller: PlacedTurn | undefined,
  receipt: Receipt,
): readonly PlacedTurn[] {
  const open = new Set(caller?.parts.map(({ part }) => (part.type === 'tool-call' ? part.id : undefined)))
  const kept: PlacedPart[] = []
  const lost: PlacedPart[] = []
  for (const placed of turn.parts) {
    const { part, path } = placed
    if (part.type !== 'tool-result') continue
    if (open.delete(part.callId)) kept.push(placed)
    else {
      receipt.change(path, 'The call of this result is missing, so it is told as text of the user.')
      lost.push(...asUserParts(part, path))
    }
  }
  return [
    ...(kept.length > 0 ? [{ ...turn, parts: kept }] : []),
    ...(lost.length > 0 ? [{ role: 'user' as const, path: turn.path, parts: lost }] : []),
  ]
}

function asUserParts({ name, content }: ToolResultPart, path: string): readonly PlacedPart[] {
  const title = name === undefined ? 'Result of a tool:' : `Result of the tool ${name}:`
  return [{ type: 'text', text: title } as const, ...content].map(part => ({ part, path }))
}
