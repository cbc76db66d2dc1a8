import type { Seal } from './conversation.ts'

// A seal of one format is carried through another format's field under this prefix, so that it is known again in the next
// turn and never sent to a provider that cannot read it.
const mark = 'gatehouse.'
// Some formats want base64 in their field.
const encodedMark = Buffer.from('gatehouse').toString('base64')
// A format may have put a mark of its own before it.
const carried = /^gatehouse(?:-[a-z]+\.gatehouse)?\.[a-z-]+\.[rs]\./

/**
 * Whether a body may contain seals of other formats: a string that begins like one. A caller sends them where it goes on with
 * a conversation at another provider, which cannot read them.
 */
export function mayCarrySeals(body: Buffer): boolean {
  return body.includes('"gatehouse') || body.includes(`"${encodedMark}`)
}

/** Whether it is a seal of another format than that of the request that it stands in, and not a text about something else. */
export function isForeignSeal(value: unknown): boolean {
  if (typeof value !== 'string') return false
  if (!value.startsWith(encodedMark)) return carried.test(value)
  return carried.test(Buffer.from(value.slice(0, 128), 'base64').toString('latin1'))
}

/** What is written into the field that `format` has for seals. Its own seals are written as they are. */
export function writeSeal({ origin, value, isRedacted }: Seal, format: string): string {
  return origin === format ? value : `${mark}${origin}.${isRedacted ? 'r' : 's'}.${value}`
}

/** Reads such a field. */
export function readSeal(text: string, format: string, isRedacted = false): Seal {
  const [, origin, kind, value] = /^gatehouse\.([a-z-]+)\.([rs])\.([\s\S]*)$/.exec(text) ?? []
  if (origin === undefined || value === undefined) return { origin: format, value: text, isRedacted }
  return { origin, value, isRedacted: kind === 'r' }
}
