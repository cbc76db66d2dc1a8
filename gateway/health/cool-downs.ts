// Pauses that providers ask for, and keys and models that they refuse. Why a provider refuses decides for what and for how long.
import type { Fault } from '../attempts/fault.ts'

export const coolDownCauses = ['rate-limited', 'overloaded', 'quota', 'key-refused', 'model-gone'] as const

export type CoolDownCause = (typeof coolDownCauses)[number]

/** What of a subject decides whether a cool-down is for it. */
export interface CoolDownSubject {
  readonly model: string
  readonly keyId: string | undefined
  readonly quotaGroup: string | undefined
}

/** For whom a cool-down is, within its provider. Null means all. */
export interface CoolDownScope {
  /** True if it is for one key or one group of keys. */
  readonly isOfKey: boolean
  /** Null if the provider has one key, or if it is for a group of keys. */
  readonly keyId: string | null
  readonly quotaGroup: string | null
  readonly model: string | null
}

export interface CoolDown extends CoolDownScope {
  readonly cause: CoolDownCause
  readonly setAtMs: number
  /** Infinity for a key that is locked until it changes. */
  readonly untilMs: number
  /** How often in a row, without an answer between. */
  readonly times: number
  /** What the provider said, for a person. */
  readonly reason: string
}

const firstMs = 15_000
const mostRateLimitedMs = 300_000
const mostOverloadedMs = 120_000
const hourMs = 3_600_000
const lockedVaultMs = 30_000
export const longestCoolDownMs = 24 * hourMs
/** A fault this long after the cool-down before it is over begins a new row. */
const forgottenAfterMs = 600_000
const mostForProvider = 200

/** The cool-downs of one provider. */
export class CoolDowns {
  /** Few, and mostly none, so each look goes over all. Those that are over stay for a while, since they are doubled. */
  #all: CoolDown[] = []

  get isEmpty(): boolean {
    return this.#all.length === 0
  }

  list(): readonly CoolDown[] {
    return this.#all
  }

  /** Adds what was kept from the run before. */
  restore(coolDown: CoolDown): void {
    if (this.#all.length < mostForProvider) this.#all.push(coolDown)
  }

  /** The one that ends last of those that hold a subject back. */
  of(subject: CoolDownSubject, nowMs: number): CoolDown | undefined {
    let longest: CoolDown | undefined
    for (const each of this.#all)
      if (each.untilMs > (longest?.untilMs ?? nowMs) && isFor(each, subject)) longest = each
    return longest
  }

  /** Returns the cool-down that the fault brings about. Undefined if it brings none, or none that is longer. */
  failed(subject: CoolDownSubject, fault: Fault, nowMs: number): CoolDown | undefined {
    const cause = coolDownCauses.find(each => each === fault.kind)
    if (!cause) return undefined
    const scope = scopeOf(cause, subject)
    const before = this.#all.find(each => each.cause === cause && isSame(each, scope))
    // Requests that ran beside each other are refused together, which is one refusal and not several in a row.
    const isInForce = before !== undefined && before.untilMs > nowMs
    const isInARow = before !== undefined && nowMs - before.untilMs < forgottenAfterMs
    const times = isInForce ? before.times : isInARow ? before.times + 1 : 1
    const untilMs = nowMs + lengthOf(cause, fault, times)
    if (isInForce && untilMs <= before.untilMs) return undefined
    const coolDown = { ...scope, cause, setAtMs: nowMs, untilMs, times, reason: fault.reason.slice(0, 300) }
    this.#all = this.#all.filter(each => each !== before && nowMs - each.untilMs < forgottenAfterMs)
    if (this.#all.length >= mostForProvider) this.#dropSoonestOver()
    this.#all.push(coolDown)
    return coolDown
  }

  /** An answer to a request that was sent later than the cool-down was set ends it. True if there was one. */
  answered(subject: CoolDownSubject, begunAtMs: number): boolean {
    return this.#keep(each => !isFor(each, subject) || begunAtMs < each.setAtMs)
  }

  /**
   * Forgets what was held against a key, and against groups, to one of which it belongs. `keyId` is undefined for the key of
   * a provider that has only one. True if there was anything.
   */
  keyChanged(keyId: string | undefined): boolean {
    return this.#keep(({ isOfKey, quotaGroup, keyId: ofKey }) => {
      if (!isOfKey) return true
      return quotaGroup === null && ofKey !== (keyId ?? null)
    })
  }

  clear(): void {
    this.#all = []
  }

  #dropSoonestOver(): void {
    const soonest = this.#all.reduce((one, other) => (other.untilMs < one.untilMs ? other : one))
    this.#all = this.#all.filter(each => each !== soonest)
  }

  #keep(isKept: (coolDown: CoolDown) => boolean): boolean {
    if (this.#all.every(isKept)) return false
    this.#all = this.#all.filter(isKept)
    return true
  }
}

/** Whether a cool-down holds a subject back. */
export function isFor(
  { isOfKey, keyId, quotaGroup, model }: CoolDownScope,
  subject: CoolDownSubject,
): boolean {
  if (model !== null && model !== subject.model) return false
  if (!isOfKey) return true
  return quotaGroup === null ? keyId === (subject.keyId ?? null) : quotaGroup === subject.quotaGroup
}

function isSame(one: CoolDownScope, other: CoolDownScope): boolean {
  return (
    one.isOfKey === other.isOfKey &&
    one.keyId === other.keyId &&
    one.quotaGroup === other.quotaGroup &&
    one.model === other.model
  )
}

function scopeOf(cause: CoolDownCause, { keyId, quotaGroup, model }: CoolDownSubject): CoolDownScope {
  const group = quotaGroup ?? null
  const key = group === null ? (keyId ?? null) : null
  switch (cause) {
    // Most providers limit each model by itself.
    case 'rate-limited':
      return { isOfKey: true, keyId: key, quotaGroup: group, model }
    case 'quota':
      return { isOfKey: true, keyId: key, quotaGroup: group, model: null }
    case 'key-refused':
      return { isOfKey: true, keyId: keyId ?? null, quotaGroup: null, model: null }
    case 'overloaded':
    case 'model-gone':
      return { isOfKey: false, keyId: null, quotaGroup: null, model }
    default:
      return cause satisfies never
  }
}

function lengthOf(cause: CoolDownCause, { retryAfterMs, status }: Fault, times: number): number {
  const doubledMs = firstMs * 2 ** Math.min(times - 1, 10)
  const statedMs = retryAfterMs === undefined ? undefined : Math.min(longestCoolDownMs, retryAfterMs)
  switch (cause) {
    case 'rate-limited':
      return statedMs ?? Math.min(mostRateLimitedMs, doubledMs)
    case 'overloaded':
      return Math.max(statedMs ?? 0, Math.min(mostOverloadedMs, doubledMs))
    case 'quota':
      return statedMs ?? hourMs
    case 'key-refused':
      // Without a status it was not the provider that refused it: the vault is locked, which may end at any time.
      return status === undefined ? lockedVaultMs : Number.POSITIVE_INFINITY
    case 'model-gone':
      return hourMs
    default:
      return cause satisfies never
  }
}
