import { useWindowEvent } from '@mantine/hooks'
import { contentId } from './content-id.ts'
import { shortcutOf } from './shortcut-of.ts'

interface ShortcutActs {
  readonly onPalette: () => void
  readonly onHelp: () => void
}

/** The keys that do something on every screen. A modal keeps them all for itself. */
export function useShortcuts({ onPalette, onHelp }: ShortcutActs): void {
  useWindowEvent('keydown', event => {
    if (event.defaultPrevented || document.querySelector('[aria-modal="true"]') !== null) return
    const { key, ctrlKey, metaKey, altKey, target } = event
    const shortcut = shortcutOf({ key, ctrlKey, metaKey, altKey, isTyping: isField(target) })
    if (shortcut === null) return
    event.preventDefault() // the browser has a use for Ctrl+K too
    if (shortcut === 'help') onHelp()
    // A screen without a search of its own is searched along with everything.
    else if (shortcut === 'palette' || !focusSearch()) onPalette()
  })
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  )
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>(`#${contentId} input[type="search"]`)
  field?.focus()
  field?.select()
  return field !== null
}
