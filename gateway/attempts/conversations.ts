// Which target a conversation has. Providers keep the beginning of a conversation in their prompt cache for some minutes, and
// its next turn is cheaper and faster there.
import type { IncomingHttpHeaders } from 'node:http'
import type { ClientId } from '../contract/units.ts'
import type { Pin } from '../routing/route-question.ts'

export type Conversations = ReturnType<typeof createConversations>

interface Kept extends Pin {
  readonly untilMs: number
}

const conversationsAtMost = 2000

/** In memory only: after a restart of the gateway, conversations are planned anew. */
export function createConversations(monotonicMs: () => number) {
  // A Map keeps the order of insertion, so the first entry is the one that was used the longest ago.
  const kept = new Map<string, Kept>()

  return {
    find(key: string): Pin | undefined {
      const found = kept.get(key)
      if (found && found.untilMs > monotonicMs()) return found
      kept.delete(key)
      return undefined
    },

    /** To be called after each answer: the time starts anew. */
    keep(key: string, { target, cachedTokens }: Pin, minutes: number): void {
      kept.delete(key)
      kept.set(key, { target, cachedTokens, untilMs: monotonicMs() + minutes * 60_000 })
      if (kept.size <= conversationsAtMost) return
      for (const oldest of kept.keys()) return void kept.delete(oldest)
    },
  }
}

/**
 * The headers in which clients name the conversation, the most certain first. https://github.com/KarpelesLab/teamclaude/pull/352
 * https://github.com/router-for-me/CLIProxyAPI/pull/3089 https://github.com/coder/coder/pull/26140
 */
const sessionHeaders = [
  'x-claude-code-session-id',
  'session-id',
  'session_id',
  'x-opencode-session',
  'x-session-id',
  'x-session-affinity',
  'x-amp-thread-id',
] as const

/**
 * The name of the request's conversation with the route. If no header names it, it is known by how it opens. Undefined if
 * the request is of a format without conversations. Each client has its own.
 */
export function conversationKey(
  route: string,
  client: ClientId,
  headers: IncomingHttpHeaders,
  opening: string,
): string | undefined {
  for (const name of sessionHeaders) {
    const value = headers[name]
    if (typeof value === 'string' && value !== '') return `${route} ${client} ${name} ${value.slice(0, 256)}`
  }
  return opening === '' ? undefined : `${route} ${client} ${opening}`
}
