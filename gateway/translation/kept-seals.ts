import { hash } from 'node:crypto'
import type { Conversation, Part, ReasoningPart, Seal, ToolCallPart, Turn } from '../chat/conversation.ts'
import type { ClientId } from '../contract/units.ts'

/** Who has answered, or who is asked. */
export interface ThoughtOrigin {
  /** The name of the wire format. All providers of it can read each other's seals. */
  readonly format: string
  /**
   * Names the one provider, if it wants its own thinking back that nobody sealed. Anybody can read that, so nobody else is
   * told it. Undefined if the provider does not want it.
   */
  readonly provider: string | undefined
}

/** What belongs to a call of a tool. */
export interface CallThoughts {
  /** The thinking that led to the call. */
  readonly reasoning: readonly ReasoningPart[]
  /** Whether the model said something between the thinking and the call. */
  readonly hasTextBetween: boolean
  /** The seal on the call itself. */
  readonly seal: Seal | undefined
}

export type Call = Pick<ToolCallPart, 'id' | 'name' | 'arguments'>

interface Kept extends CallThoughts {
  readonly bytes: number
  readonly keptAtMs: number
}

export type KeptSeals = ReturnType<typeof createKeptSeals>

const keptForMs = 6 * 3_600_000
const bytesAtMost = 32 * 1024 * 1024
/** What is longer is not kept, because everything else would have to be forgotten for it. */
export const keptThoughtAtMost = bytesAtMost / 2
const entryBytes = 200
const comparedAtMost = 16 * 1024

/**
 * Keeps what a provider wants to be told again with the results of its calls, by the id of the call, for callers whose format
 * has no field for it: what only the provider can read, and thinking without a seal, which some providers demand. In the next
 * turn the caller sends the call back, and the provider gets its own thinking with it. Each client finds only what came in
 * answers to itself. In memory only: after a restart the provider thinks anew.
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
    /** `provider`: whose thinking it is, if parts of it have no seal. */
    keep(client: ClientId, call: Call, thoughts: CallThoughts, provider: string | undefined): void {
      const { reasoning, seal } = thoughts
      const isSealed = provider === undefined || reasoning.every(part => part.seal)
      const key = isSealed ? sealedKey(client, call) : ownKey(client, provider, call)
      const before = kept.get(key)
      if (before) forget(key, before)
      if (!seal && reasoning.length === 0) return
      const size = entryBytes + JSON.stringify([reasoning, seal]).length
      if (size > keptThoughtAtMost) return
      const { hasTextBetween } = thoughts
      kept.set(key, { reasoning, hasTextBetween, seal, bytes: size, keptAtMs: now() })
      bytes += size
      makeRoom()
    },

    /** The conversation with what was kept put back where the caller's format had no field for it. */
    putBack(client: ClientId, conversation: Conversation, origin: ThoughtOrigin): Conversation {
      makeRoom()
      if (kept.size === 0) return conversation
      const find = (call: ToolCallPart) => {
        const { provider } = origin
        const own = provider === undefined ? undefined : kept.get(ownKey(client, provider, call))
        const entry = own ?? kept.get(sealedKey(client, call))
        return entry && readableBy(origin, entry)
      }
      return { ...conversation, turns: conversation.turns.map(turn => withKept(turn, find)) }
    },
  }
}

/** Ids of providers that seal thinking are unique. */
function sealedKey(client: ClientId, { id }: Call): string {
  return `${client} ${id}`
}

/**
 * Some providers number the calls of a conversation, so that calls of several conversations have the same id. So the call
 * itself is in the key.
 */
function ownKey(client: ClientId, provider: string, call: Call): string {
  return `${client} ${hash('sha256', JSON.stringify([provider, call.id, call.name, sayingOf(call.arguments)]), 'hex')}`
}

/** White space in arguments makes no difference, since callers parse them. Long ones are not compared. */
function sayingOf(text: string): string {
  if (text.length > comparedAtMost) return ''
  try {
    return JSON.stringify(JSON.parse(text.trim() || '{}'))
  } catch {
    return text.trim()
  }
}

/** Without what another format has sealed, and without the thinking that is under such a seal. */
function readableBy({ format }: ThoughtOrigin, { reasoning, hasTextBetween, seal }: Kept): CallThoughts {
  return {
    reasoning: reasoning.filter(part => part.seal === undefined || part.seal.origin === format),
    hasTextBetween,
    seal: seal?.origin === format ? seal : undefined,
  }
}

function withKept(turn: Turn, find: (call: ToolCallPart) => CallThoughts | undefined): Turn {
  if (turn.role !== 'assistant') return turn
  const entries = turn.parts.map(part => (part.type === 'tool-call' ? find(part) : undefined))
  const own = turn.parts.filter(part => part.type === 'reasoning')
  const hasSeals = own.some(({ seal }) => seal)
  const bringsSeals = entries.some(entry => entry?.reasoning.some(({ seal }) => seal))
  // The caller's own thoughts stay, unless they are a copy without the seals that the kept ones have.
  const isPut = !hasSeals && (bringsSeals || own.every(({ text }) => text === ''))
  const parts: Part[] = []
  /** Behind the last part that is no text. */
  let textStart = 0
  for (const [index, part] of turn.parts.entries()) {
    if (bringsSeals && isPut && part.type === 'reasoning') continue
    const entry = entries[index]
    if (part.type === 'tool-call' && entry) {
      const place = entry.hasTextBetween ? textStart : parts.length
      if (isPut) parts.splice(place, 0, ...entry.reasoning)
      parts.push({ ...part, seal: part.seal ?? entry.seal })
    } else parts.push(part)
    if (part.type !== 'text') textStart = parts.length
  }
  return { ...turn, parts }
}
