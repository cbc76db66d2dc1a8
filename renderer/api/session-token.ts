// Keeps the admin token in the browser. The token arrives in the page's address, is removed from it at once, and is kept as
// long as the tab is open.

const storageKey = 'gatehouse-admin-token'
const addressPattern = /#(?:.*&)?token=([^&\s]+)/

export interface SessionToken {
  read(): string | null
  keep(token: string): void
  /** Moves a token from the address into the session's storage. True if there was one. */
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

/**
 * Finds the token in text that a person pasted, which is the token itself or the whole printed address. Null if there is
 * none.
 */
export function tokenFromPaste(text: string): string | null {
  const trimmed = text.trim()
  const token = addressPattern.exec(trimmed)?.[1] ?? trimmed
  return /^[\w.~-]+$/.test(token) ? token : null
}
