// Clients that may use the gateway. Each tool is one client with its own token.
import type { ClientCache } from './answer-cache.ts'

/**
 * What becomes of a request that its provider cannot be asked for in full: what is lost is left out and in the record
 * (`drop`), told in a header as well (`warn`), or the request is refused (`reject`).
 */
export const onUnsupportedOptions = ['drop', 'warn', 'reject'] as const
export type OnUnsupported = (typeof onUnsupportedOptions)[number]

/** The client that stands for the window's own questions. It has no token that anybody could hold. */
export const windowClientId = 'cli_window'

export interface ClientView {
  readonly id: string
  readonly name: string
  /** The first characters of the token, enough to tell two tokens apart. */
  readonly tokenPrefix: string
  readonly createdAtMs: number
  readonly lastUsedAtMs: number | null
  readonly revokedAtMs: number | null
  /** Null while the token may be used. The requests of a paused token are refused until it is resumed. */
  readonly pausedAtMs: number | null
  readonly personId: string | null
  /** A path: `lab/vision` is a part of `lab`. */
  readonly teamId: string | null
  /** Null if the setting `onUnsupported` decides, which holds for all clients without a value of their own. */
  readonly onUnsupported: OnUnsupported | null
  readonly cache: ClientCache
}

export interface ClientAssignment {
  readonly id: string
  readonly personId: string | null
  readonly teamId: string | null
}

export interface ClientTranslation {
  readonly id: string
  readonly onUnsupported: OnUnsupported | null
}

export interface ClientWish {
  readonly name: string
  readonly personId?: string | null
  readonly teamId?: string | null
}

export interface NewClient {
  readonly client: ClientView
  readonly token: string
}
