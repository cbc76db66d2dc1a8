import { useLayoutEffect } from 'react'
import { contentId } from './content-id.ts'

/** Gives the focus back, when what was opened closes, to what it was opened with. */
export function useFocusOpener(isOpen: boolean): void {
  useLayoutEffect(() => {
    if (!isOpen) return
    const opener = openerOf(document.activeElement)
    return () => {
      const target = opener?.isConnected ? opener : document.getElementById(contentId)
      target?.focus({ preventScroll: true })
    }
  }, [isOpen])
}

/** An entry of a menu goes with its menu, so the button of the menu stands for it. */
function openerOf(active: Element | null): HTMLElement | null {
  const menu = active?.closest('[role="menu"]')
  const button = document.getElementById(menu?.getAttribute('aria-labelledby') ?? '')
  if (button !== null) return button
  return active instanceof HTMLElement && active !== document.body ? active : null
}
