// Instants as the fields of browsers hold them: '2026-11-28T14:03', in the zone of the machine.

export function toLocalText(atMs: number | null): string {
  if (atMs === null) return ''
  const at = new Date(atMs)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** Null if nothing whole was entered. */
export function fromLocalText(text: string): number | null {
  const atMs = text === '' ? Number.NaN : new Date(text).getTime()
  return Number.isFinite(atMs) && atMs >= 0 ? atMs : null
}
