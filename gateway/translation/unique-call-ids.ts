import type { Conversation, ToolCallPart, ToolResultPart, Turn } from '../chat/conversation.ts'
import type { Receipt } from '../chat/receipt.ts'

/** The calls that had one id in one turn of the assistant. */
interface CallsOfId {
  readonly run: number
  /** The id that each of them is sent with. */
  readonly ids: string[]
  answered: number
}

/**
 * The conversation with an id of its own for each call. Some clients and models number the calls of each turn anew, which
 * providers refuse, or join to the wrong result. The first call keeps its id, later ones have a number behind it, the same
 * whenever the conversation is sent again. A result belongs to the last call of its id before it, and results of calls side by
 * side that have one id are in the order of the calls.
 */
export function withUniqueCallIds(conversation: Conversation, receipt: Receipt): Conversation {
  if (!hasRepeatedIds(conversation)) return conversation
  const calls = new CallIds(conversation)
  const turns = conversation.turns.map((turn, at): Turn => {
    calls.begin(turn)
    const parts = turn.parts.map((part, each) => {
      if (part.type === 'tool-result') return calls.result(part)
      if (part.type !== 'tool-call') return part
      const call = calls.call(part)
      if (call.id !== part.id)
        receipt.change(`messages[${at}].content[${each}].id`, 'An earlier call has this id.')
      return call
    })
    return { ...turn, parts }
  })
  return { ...conversation, turns }
}

function hasRepeatedIds({ turns }: Conversation): boolean {
  const ids = turns.flatMap(({ parts }) =>
    parts.flatMap(part => (part.type === 'tool-call' ? [part.id] : [])),
  )
  return new Set(ids).size < ids.length
}

class CallIds {
  /** All ids that calls have, or are sent with. */
  readonly #taken: Set<string>
  readonly #called = new Map<string, CallsOfId>()
  readonly #repeats = new Map<string, number>()
  /** Numbers what the assistant does in a row. */
  #run = 0

  constructor({ turns }: Conversation) {
    const parts = turns.flatMap(turn => turn.parts)
    this.#taken = new Set(parts.flatMap(part => (part.type === 'tool-call' ? [part.id] : [])))
  }

  begin({ role }: Turn): void {
    if (role !== 'assistant') this.#run++
  }

  call(part: ToolCallPart): ToolCallPart {
    const before = this.#called.get(part.id)
    const id = before === undefined ? part.id : this.#next(part.id)
    if (before?.run === this.#run) before.ids.push(id)
    else this.#called.set(part.id, { run: this.#run, ids: [id], answered: 0 })
    return id === part.id ? part : { ...part, id }
  }

  result(part: ToolResultPart): ToolResultPart {
    const calls = this.#called.get(part.callId)
    const callId = calls?.ids[calls.answered] ?? calls?.ids.at(-1)
    if (calls === undefined || callId === undefined) return part
    calls.answered++
    return callId === part.callId ? part : { ...part, callId }
  }

  #next(id: string): string {
    let repeats = this.#repeats.get(id) ?? 0
    let next: string
    do next = `${id}_again_${++repeats}`
    while (this.#taken.has(next))
    this.#repeats.set(id, repeats)
    this.#taken.add(next)
    return next
  }
}
