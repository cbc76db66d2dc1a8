// Instants as the clock on a zone's wall shows them, in the form of the browser's fields: '2026-11-28T14:03'.

export function wallClock(atMs: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(atMs)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(each => each.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/** The instant at which the clock shows that. Null if nothing whole was entered. */
export function atWallClock(text: string, zone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null
  const wantedMs = Date.parse(`${text.slice(0, 16)}Z`)
  if (!Number.isFinite(wantedMs)) return null
  // What the clock shows at the first guess says how far it is from it. Twice, because the clocks may change in between.
  let atMs = wantedMs
  for (let step = 0; step < 2; step++) atMs += wantedMs - Date.parse(`${wallClock(atMs, zone)}Z`)
  return atMs >= 0 ? atMs : null
}
