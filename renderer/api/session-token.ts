// The browser's half of the admin token: it arrives in the address, leaves it at once, and lives as long as the tab.

const storageKey = 'gatehouse-admin-token'
const addressPattern = /#(?:.*&)?token=([^&\s]+)/

export interface SessionToken {
  read(): string | null
  keep(token: string): void
  /** Moves a token from the address into the session; true when there was one. */
  takeFromAddress(): boolean
}

export function createSessionToken(
  page: Pick<Window, 'location' | 'history' | 'sessionStorage'>,
): SessionToken {
  const keep = (token: string): void => page.sessionStorage.setItem(storageKey, token)
  return {
    read: () => page.sessionStorage.getItem(storageKey),
    keep,
    takeFromAddress() {
      const token = addressPattern.exec(page.location.hash)?.[1]
      if (token === undefined) return false
      keep(token)
      page.history.replaceState(null, '', page.location.pathname + page.location.search)
      return true
    },
  }
}

/** The token in what a person pasted: the token itself, or the whole printed address. Null when there is none. */
export function tokenFromPaste(text: string): string | null {
  const trimmed = text.trim()
  const token = addressPattern.exec(trimmed)?.[1] ?? trimmed
  return /^[\w.~-]+$/.test(token) ? token : null
}
