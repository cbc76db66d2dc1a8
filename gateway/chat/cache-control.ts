import { isRecord } from '../bytes/json-value.ts'
import { noTriggers, type Triggers } from './request-triggers.ts'

const fiveMinutes: Triggers = { ...noTriggers, cacheMinutes: 5 }
const oneHour: Triggers = { ...noTriggers, cacheMinutes: 60 }

/**
 * Finds what each `cache_control` inside a value asks for, at any depth. Even one in a place where the provider ignores it
 * is counted, so that never too little is held. https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 */
export function cacheTriggers(value: unknown): Triggers {
  const minutes = longestIn(value)
  return minutes === 0 ? noTriggers : minutes === 5 ? fiveMinutes : oneHour
}

/** Reads the value of a `cache_control`. An unknown time to live counts as the dearest one. */
export function cacheControlTriggers(control: unknown): Triggers {
  const minutes = minutesOf(control)
  return minutes === 0 ? noTriggers : minutes === 5 ? fiveMinutes : oneHour
}

function minutesOf(control: unknown): number {
  if (!isRecord(control)) return 0
  return control.ttl === undefined || control.ttl === null || control.ttl === '5m' ? 5 : 60
}

/** The longest time in minutes. The recursion is safe, because the scan of the body has limited the depth of nesting. */
function longestIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let longest = 0
  if (Array.isArray(value)) {
    for (const each of value) longest = Math.max(longest, longestIn(each))
    return longest
  }
  for (const key in value) {
    const member = (value as Readonly<Record<string, unknown>>)[key]
    if (key === 'cache_control') longest = Math.max(longest, minutesOf(member))
    if (typeof member === 'object') longest = Math.max(longest, longestIn(member))
  }
  return longest
}
