// Which row a key leads to. Pure.

export interface RowPlace {
  /** Null if none is active. */
  readonly active: number | null
  readonly count: number
  /** How many rows a page of the screen has. */
  readonly pageStep: number
}

/** The row that a key makes active. Null if the key does not move to another row. */
export function rowForKey(key: string, { active, count, pageStep }: RowPlace): number | null {
  const from = active ?? -1
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    j: from + 1,
    ArrowUp: from - 1,
    k: from - 1,
    PageDown: from + pageStep,
    PageUp: from - pageStep,
    Home: 0,
    End: count - 1,
  }
  const target = targets[key]
  return target === undefined || count === 0 ? null : Math.min(count - 1, Math.max(0, target))
}

/** While a request is open, these move to others wherever the focus is. */
export const keysWhileOpen: ReadonlySet<string> = new Set(['j', 'k', 'ArrowDown', 'ArrowUp'])

/** Whether a key that is pressed there belongs to the list: in a field, a menu or another window it means something else. */
export function isForList(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false
  const { target } = event
  return !(target instanceof Element && target.closest(othersKeys) !== null)
}

const othersKeys = [
  'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"]',
  '.mantine-Popover-dropdown, .mantine-Modal-content',
].join(', ')
