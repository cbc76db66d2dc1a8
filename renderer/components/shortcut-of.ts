export type Shortcut = 'search' | 'palette' | 'help'

/** What of a pressed key counts. */
export interface PressedKey {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  /** Whether what is typed goes into a field. */
  readonly isTyping: boolean
}

/**
 * The shortcut that a key is. Shift does not count, because which characters need it depends on the keyboard: a slash
 * does on a German one.
 */
export function shortcutOf({ key, ctrlKey, metaKey, altKey, isTyping }: PressedKey): Shortcut | null {
  if (ctrlKey !== metaKey && !altKey) return key.toLowerCase() === 'k' ? 'palette' : null
  if (isTyping || ctrlKey || metaKey || altKey) return null
  if (key === '/') return 'search'
  return key === '?' ? 'help' : null
}
