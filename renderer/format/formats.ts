import { createMoneyFormat } from './money.ts'
import { createNumberFormats } from './numbers.ts'
import { createShownZone } from './shown-zone.ts'
import { createTimeFormats } from './times.ts'

export const shownZone = createShownZone(storage())

/** The window's formats, in the browser's locale and the zone that is chosen. */
export const money = createMoneyFormat(navigator.language)
export const numbers = createNumberFormats(navigator.language)
export const times = createTimeFormats(navigator.language, shownZone.zone)

/** Undefined where a browser forbids it. */
function storage(): Storage | undefined {
  try {
    return globalThis.window?.localStorage
  } catch {
    return undefined
  }
}
