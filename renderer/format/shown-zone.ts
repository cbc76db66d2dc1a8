// The time zone in which the window shows all days and times. It is chosen once for this profile of the browser, or of the
// desktop app, and is the same on every screen.
import { localZone } from './times.ts'

/** 'local' is the zone of this machine, whatever that is. Everything else is an IANA name. */
export type ZoneChoice = 'local' | (string & {})

export interface ShownZone {
  readonly choice: () => ZoneChoice
  /** An IANA name. */
  readonly zone: () => string
  readonly choose: (choice: ZoneChoice) => void
  /** Calls `onChange` after each choice, and gives what ends that. */
  readonly subscribe: (onChange: () => void) => () => void
}

const storageKey = 'gatehouse-zone'

export function createShownZone(storage: Pick<Storage, 'getItem' | 'setItem'> | undefined): ShownZone {
  const listeners = new Set<() => void>()
  let choice = readChoice(storage)
  return {
    choice: () => choice,
    zone: () => (choice === 'local' ? localZone() : choice),
    choose(chosen) {
      choice = isZone(chosen) ? chosen : 'local'
      try {
        storage?.setItem(storageKey, choice)
      } catch {
        // Without storage the choice lasts as long as the page.
      }
      for (const listener of listeners) listener()
    },
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
  }
}

function readChoice(storage: Pick<Storage, 'getItem'> | undefined): ZoneChoice {
  try {
    const kept = storage?.getItem(storageKey) ?? 'local'
    return isZone(kept) ? kept : 'local'
  } catch {
    return 'local'
  }
}

function isZone(name: string): boolean {
  if (name === 'local') return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
