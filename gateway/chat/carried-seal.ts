import type { Seal } from './conversation.ts'

// A seal of one format is carried through another format's field under this prefix, so that it is known again in the next
// turn and never sent to a provider that cannot read it.
const mark = 'gatehouse.'
// Some formats want base64 in their field.
const encodedMark = 'Z2F0ZWhvdXNlL'

/**
 * Whether a body contains seals of other formats. A caller sends them where it goes on with a conversation at another
 * provider, which cannot read them.
 */
export function carriesSeals(body: Buffer): boolean {
  return body.includes(mark) || body.includes(encodedMark)
}

/** Whether it is a seal of another format than that of the request that it stands in. */
export function isForeignSeal(value: unknown): boolean {
  return typeof value === 'string' && (value.startsWith(mark) || value.startsWith(encodedMark))
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
