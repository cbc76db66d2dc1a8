// Clients that may use the gateway. Each tool is one client with its own token.

export interface ClientView {
  readonly id: string
  readonly name: string
  /** The first characters of the token, enough to tell two tokens apart. */
  readonly tokenPrefix: string
  readonly createdAtMs: number
  readonly lastUsedAtMs: number | null
  readonly revokedAtMs: number | null
  readonly personId: string | null
  /** A path: `lab/vision` is a part of `lab`. */
  readonly teamId: string | null
}

export interface ClientAssignment {
  readonly id: string
  readonly personId: string | null
  readonly teamId: string | null
}

export interface NewClient {
  readonly client: ClientView
  readonly token: string
}
