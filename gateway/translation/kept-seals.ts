import type { AnswerPart } from '../chat/answer-part.ts'
import type { Conversation, Part, ReasoningPart, Seal, ToolCallPart, Turn } from '../chat/conversation.ts'
import type { ClientId } from '../contract/units.ts'

/** What belongs to a call of a tool: the thinking that led to it, and the seal on the call itself. */
interface Kept {
  readonly reasoning: readonly ReasoningPart[]
  /** Whether the model said something between the thinking and the call. */
  readonly hasTextBetween: boolean
  readonly seal: Seal | undefined
  readonly bytes: number
  readonly keptAtMs: number
}

export type KeptSeals = ReturnType<typeof createKeptSeals>

const keptForMs = 6 * 3_600_000
const bytesAtMost = 32 * 1024 * 1024
const entryBytes = 200

/**
 * Keeps what only a provider can read, by the id of the call that it came with, for callers whose format has no field for
 * it. In the next turn the caller sends the call back, and the provider gets its own thinking with it. Each client finds only
 * what came in answers to itself. In memory only: after a restart the provider thinks anew.
 */
export function createKeptSeals(now: () => number) {
  // A Map keeps the order of insertion, so the first entry is the oldest.
  const kept = new Map<string, Kept>()
  let bytes = 0

  function forget(key: string, entry: Kept): void {
    kept.delete(key)
    bytes -= entry.bytes
  }

  function makeRoom(): void {
    const nowMs = now()
    for (const [key, entry] of kept) {
      if (bytes <= bytesAtMost && nowMs - entry.keptAtMs < keptForMs) return
      forget(key, entry)
    }
  }

  return {
    keep(
      client: ClientId,
      callId: string,
      reasoning: readonly ReasoningPart[],
      seal: Seal | undefined,
      hasTextBetween = false,
    ): void {
      if (!seal && !reasoning.some(part => part.seal)) return
      const key = `${client} ${callId}`
      const before = kept.get(key)
      if (before) forget(key, before)
      const entry = {
        reasoning,
        hasTextBetween,
        seal,
        bytes: entryBytes + JSON.stringify([reasoning, seal]).length,
        keptAtMs: now(),
      }
      kept.set(key, entry)
      bytes += entry.bytes
      makeRoom()
    },

    /** The conversation with what was kept put back where the caller's format had no field for it. */
    putBack(client: ClientId, conversation: Conversation): Conversation {
      makeRoom()
      if (kept.size === 0) return conversation
      const turns = conversation.turns.map(turn => withKept(turn, id => kept.get(`${client} ${id}`)))
      return { ...conversation, turns }
    },
  }
}

function withKept(turn: Turn, keptOf: (callId: string) => Kept | undefined): Turn {
  if (turn.role !== 'assistant') return turn
  const hasSeals = turn.parts.some(part => part.type === 'reasoning' && part.seal)
  const parts: Part[] = []
  /** Behind the last part that is no text. */
  let textStart = 0
  for (const part of turn.parts) {
    const entry = part.type === 'tool-call' ? keptOf(part.id) : undefined
    if (part.type === 'tool-call' && entry) {
      const place = entry.hasTextBetween ? textStart : parts.length
      if (!hasSeals) parts.splice(place, 0, ...entry.reasoning)
      const call: ToolCallPart = { ...part, seal: part.seal ?? entry.seal }
      parts.push(call)
    } else parts.push(part)
    if (part.type !== 'text') textStart = parts.length
  }
  // The caller's own copy of the thoughts has no seal, so the kept ones take its place.
  const isReplaced = !hasSeals && parts.some(part => part.type === 'reasoning' && part.seal)
  return { ...turn, parts: isReplaced ? parts.filter(part => part.type !== 'reasoning' || part.seal) : parts }
}

/** What one of the answers has thought since its last call. */
interface Thoughts {
  reasoning: ReasoningPart[]
  text: string
  hasTextBetween: boolean
}

/** Follows the parts of an answer and keeps what belongs to its calls. */
export function createSealKeeper(
  seals: Pick<KeptSeals, 'keep'>,
  client: ClientId,
): (part: AnswerPart) => void {
  /** By the number of the answer, of which several may come side by side. */
  const open: Thoughts[] = []
  return part => {
    if (part.type === 'error') return
    const thoughts = open[part.choice] ?? { reasoning: [], text: '', hasTextBetween: false }
    open[part.choice] = thoughts
    switch (part.type) {
      case 'text':
        thoughts.hasTextBetween ||= thoughts.reasoning.length > 0 && part.text !== ''
        break
      case 'reasoning':
        thoughts.text += part.text
        break
      case 'reasoning-seal': {
        const text = part.seal.isRedacted ? '' : thoughts.text
        thoughts.reasoning.push({ type: 'reasoning', text, seal: part.seal })
        thoughts.text = ''
        break
      }
      case 'tool-call':
        // Thinking belongs to the call that follows it. Calls beside that one have none of their own.
        seals.keep(client, part.id, thoughts.reasoning, part.seal, thoughts.hasTextBetween)
        open[part.choice] = { reasoning: [], text: '', hasTextBetween: false }
    }
  }
}
