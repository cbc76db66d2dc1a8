import { useSyncExternalStore } from 'react'
import { shownZone } from '../format/formats.ts'

/** The IANA zone in which everything is shown. */
export function useShownZone(): string {
  return useSyncExternalStore(shownZone.subscribe, shownZone.zone)
}
