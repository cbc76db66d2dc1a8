import type { Answer } from '../bytes/relay.ts'

const mostMs = 24 * 3_600_000

/**
 * How long the provider wants callers to wait, as a delay in milliseconds. Reads `retry-after-ms`, which OpenAI sends, and
 * `retry-after` of https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 as seconds or as a date. A date is compared with
 * the provider's own clock if it sends one, because this machine's may be wrong. At most a day. Undefined if nothing that
 * can be read is said.
 */
export function retryAfterMs(headers: Answer['headers'], nowMs: number): number | undefined {
  const milliseconds = numberIn(headers['retry-after-ms'])
  if (milliseconds !== undefined) return clamped(milliseconds)
  const said = headers['retry-after']
  const seconds = numberIn(said)
  if (seconds !== undefined) return clamped(seconds * 1000)
  const untilMs = dateIn(said)
  return untilMs === undefined ? undefined : clamped(untilMs - (dateIn(headers.date) ?? nowMs))
}

/** A delay that a body states in seconds. */
export function delayOf(seconds: number | undefined): number | undefined {
  return seconds === undefined || !Number.isFinite(seconds) ? undefined : clamped(seconds * 1000)
}

function clamped(ms: number): number {
  return Math.min(mostMs, Math.max(0, Math.ceil(ms)))
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'string' && /^\s*\d{1,15}(\.\d{1,9})?\s*$/.test(value) ? Number(value) : undefined
}

/** `Date.parse` takes much for a date that is none, such as a negative number. A date of HTTP begins with a day's name. */
const beginsAsDate = /^\s*([A-Z][a-z]{2,8},? |\d{4}-\d\d-)/

function dateIn(value: unknown): number | undefined {
  const ms = typeof value === 'string' && beginsAsDate.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}
