// Computes what the ledger must answer from a plain list of what happened. It is slow and simple, and uses no code of
// gateway/budgets. So the two agree only if both are right.
import type { Budget, Scope } from '../../gateway/budgets/budget.ts'
import type { NewBudgetRecord } from '../../gateway/ledger/books.ts'
import type { HoldRequest } from '../../gateway/ledger/ledger.ts'

/** The amounts of one attempt of a request, in the units that budgets have. */
export interface Amounts {
  /** Nano-dollars. Undefined if the model has no price. */
  readonly usd: bigint | undefined
  readonly tokens: bigint
}

export type LedgerEvent =
  | { readonly kind: 'opened'; readonly request: HoldRequest; readonly held: Amounts; readonly atMs: number }
  | { readonly kind: 'grown'; readonly attempt: AttemptKey; readonly held: Amounts; readonly atMs: number }
  | {
      readonly kind: 'settled'
      readonly attempt: AttemptKey
      readonly used: Amounts
      readonly certainty: string
      /** True if another attempt follows. */
      readonly goesOn: boolean
      readonly atMs: number
    }
  /** No other attempt follows, although `goesOn` was true. */
  | { readonly kind: 'ended'; readonly requestId: string; readonly atMs: number }
  | {
      readonly kind: 'set'
      readonly id: string
      readonly budget: NewBudgetRecord
      /** By how much the used and held amounts already exceeded the limit when it was set. */
      readonly beyond: bigint
      readonly atMs: number
    }
  | { readonly kind: 'removed'; readonly id: string; readonly atMs: number }

/** Identifies an attempt: 'req_1 2' is the second attempt of req_1. */
export type AttemptKey = string

export const keyOf = ({ requestId, attempt }: Pick<HoldRequest, 'requestId' | 'attempt'>): AttemptKey =>
  `${requestId} ${attempt}`

export interface ModelAttempt {
  readonly request: HoldRequest
  readonly openedAtMs: number
  /** The amounts that the budgets accepted at first. */
  readonly admitted: Amounts
  held: Amounts
  settled?: { readonly used: Amounts; readonly certainty: string }
}

export interface ModelBalance {
  readonly settled: bigint
  readonly held: bigint
  readonly left: bigint
}

export function attemptsIn(events: readonly LedgerEvent[]): ReadonlyMap<AttemptKey, ModelAttempt> {
  const attempts = new Map<AttemptKey, ModelAttempt>()
  for (const event of events) {
    if (event.kind === 'opened') {
      const { request, held, atMs } = event
      attempts.set(keyOf(request), { request, openedAtMs: atMs, admitted: held, held })
    } else if (event.kind === 'grown' || event.kind === 'settled') {
      const known = attempts.get(event.attempt)
      if (known && event.kind === 'grown') known.held = event.held
      if (known && event.kind === 'settled') known.settled = event
    }
  }
  return attempts
}

/** The newest attempt of each request that has a running attempt or is to have another one. */
export function requestsIn(events: readonly LedgerEvent[]): ReadonlyMap<string, HoldRequest> {
  const newest = new Map<string, HoldRequest>()
  events.forEach((event, index) => {
    if (event.kind === 'opened') newest.set(event.request.requestId, event.request)
    else if (event.kind === 'ended') newest.delete(event.requestId)
    else if (event.kind === 'settled') {
      const [requestId = ''] = event.attempt.split(' ')
      if (!event.goesOn && openOf(events.slice(0, index + 1), requestId).length === 0)
        newest.delete(requestId)
    }
  })
  return newest
}

function openOf(events: readonly LedgerEvent[], requestId: string): readonly ModelAttempt[] {
  return [...attemptsIn(events).values()].filter(
    ({ request, settled }) => request.requestId === requestId && !settled,
  )
}

type SetEvent = Extract<LedgerEvent, { readonly kind: 'set' }>

export function budgetsIn(events: readonly LedgerEvent[]): ReadonlyMap<string, SetEvent> {
  const budgets = new Map<string, SetEvent>()
  for (const event of events) {
    if (event.kind === 'set') budgets.set(event.id, event)
    if (event.kind === 'removed') budgets.delete(event.id)
  }
  return budgets
}

export function isCovered({ kind, id }: Scope, request: HoldRequest): boolean {
  if (request.sandbox && !['provider', 'model'].includes(kind)) return false
  const fullName = `${request.providerId}/${request.model}`
  const within = (path: string | undefined) => path !== undefined && `${path}/`.startsWith(`${id}/`)
  const answers: Readonly<Record<Scope['kind'], boolean>> = {
    all: true,
    team: within(request.teamId),
    project: within(request.project),
    person: request.personId === id,
    client: request.clientId === id,
    provider: request.providerId === id,
    model: id === fullName || (id === request.model && !request.sandbox),
  }
  return answers[kind]
}

type Rule = Budget['rule']

/** Undefined if unknown. */
export const inUnit = (unit: Rule['unit'], { usd, tokens }: Amounts): bigint | undefined =>
  ({ usd, tokens, requests: 1n })[unit]

const known = (unit: Rule['unit'], amounts: Amounts) => inUnit(unit, amounts) ?? 0n
const sum = (amounts: readonly bigint[]) => amounts.reduce((total, each) => total + each, 0n)
const atLeastZero = (amount: bigint) => (amount < 0n ? 0n : amount)

export function balanceOf(
  events: readonly LedgerEvent[],
  { id, budget }: SetEvent,
  nowMs: number,
): ModelBalance {
  const { rule, scope } = budget
  if (rule.kind === 'bucket') return bucketBalance(events, id, rule, nowMs)
  const { unit, limit } = rule
  if (rule.kind === 'concurrency') {
    const held = BigInt(placesIn(events, id, scope).size)
    return { settled: 0n, held, left: atLeastZero(limit - held) }
  }
  const covered = [...attemptsIn(events).values()].filter(({ request }) => isCovered(scope, request))
  const counts = covered.filter(({ openedAtMs }) => isCounted(rule, openedAtMs, nowMs))
  // Only the holds of a calendar budget belong to a window. For other rules, a running request counts until it ends.
  const running = (rule.kind === 'calendar' ? counts : covered).filter(({ settled }) => !settled)
  const held = sum(running.map(each => known(unit, each.held)))
  const settled = sum(counts.map(each => (each.settled ? known(unit, each.settled.used) : 0n)))
  return { settled, held, left: atLeastZero(limit - settled - held) }
}

/** The requests that a budget of requests counts. Another attempt of such a request takes nothing more from the budget. */
export function countedBy(
  events: readonly LedgerEvent[],
  { id, budget: { rule, scope } }: SetEvent,
): ReadonlySet<string> {
  if (rule.kind === 'concurrency') return placesIn(events, id, scope)
  return rule.kind === 'bucket' && rule.unit === 'requests'
    ? bucketOf(events, id, rule.unit).charged
    : new Set()
}

/**
 * The requests that count towards a limit of requests at the same time: those that run within the scope, and those between
 * two attempts whose last attempt was within the scope.
 */
function placesIn(events: readonly LedgerEvent[], id: string, scope: Scope): ReadonlySet<string> {
  const attempts = attemptsIn(events)
  const setAt = events.findIndex(event => event.kind === 'set' && event.id === id)
  const places = new Set<string>()
  for (const requestId of requestsIn(events).keys()) {
    const open = openOf(events, requestId)
    const isOfIt = (event: LedgerEvent) =>
      event.kind === 'settled' && attempts.get(event.attempt)?.request.requestId === requestId
    const lastAt = events.findLastIndex(isOfIt)
    const last = events[lastAt]
    const left = last?.kind === 'settled' ? attempts.get(last.attempt) : undefined
    const there = open.length > 0 ? open : left && lastAt > setAt ? [left] : []
    if (there.some(({ request }) => isCovered(scope, request))) places.add(requestId)
  }
  return places
}

function isCounted(
  rule: Exclude<Rule, { readonly kind: 'bucket' | 'concurrency' }>,
  openedAtMs: number,
  nowMs: number,
): boolean {
  switch (rule.kind) {
    case 'rolling': {
      // Slices are a thousandth of the span, but at least a minute. An amount may become free later than exact, but never
      // earlier.
      const spanMs = rule.hours * 3_600_000
      const sliceMs = Math.max(60_000, Math.ceil(spanMs / 1000))
      return openedAtMs - (openedAtMs % sliceMs) + sliceMs + spanMs > nowMs
    }
    case 'calendar':
      return windowName(rule, openedAtMs) === windowName(rule, nowMs)
    default:
      return rule satisfies never
  }
}

const dateFormats = new Map<string, Intl.DateTimeFormat>()

/** Formats are kept, because making one takes longer than everything else here. */
function dateFormatOf(timeZone: string): Intl.DateTimeFormat {
  const format = dateFormats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone })
  dateFormats.set(timeZone, format)
  return format
}

/**
 * Names the window that contains an instant, by its first date in the zone's calendar. Two instants are in the same window
 * if the names are equal.
 */
function windowName(rule: Extract<Rule, { kind: 'calendar' }>, atMs: number): string {
  const day = dateFormatOf(rule.zone).format(atMs) // 2026-11-23
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  if (rule.window === 'day') return day
  if (rule.window === 'week') {
    const weekday = new Date(Date.UTC(year, month - 1, date)).getUTCDay()
    const back = (weekday - rule.weekStart + 7) % 7
    return new Date(Date.UTC(year, month - 1, date - back)).toISOString().slice(0, 10)
  }
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const isBegun = date >= Math.min(rule.monthStart, daysInMonth)
  return new Date(Date.UTC(year, month - (isBegun ? 1 : 2), 1)).toISOString().slice(0, 7)
}

const perUnit = 1_000_000n

/** What is missing in a bucket, in millionths. It is refilled up to each event, as if it were looked at all the time. */
function bucketOf(events: readonly LedgerEvent[], id: string, unit: Rule['unit'], nowMs?: number) {
  let current: NewBudgetRecord | undefined
  let missing = 0n
  let seenMs = 0
  const charges = new Map<string, bigint>()
  const refill = (atMs: number) => {
    if (current?.rule.kind !== 'bucket') return
    missing = atLeastZero(
      missing - BigInt(atMs - seenMs) * BigInt(Math.round(current.rule.refillPerSecond * 1000)),
    )
    seenMs = atMs
  }
  const chargedAs = (attempt: AttemptKey) =>
    unit === 'requests' ? (attempt.split(' ')[0] ?? attempt) : attempt
  const charge = (attempt: AttemptKey, amount: bigint) => {
    const key = chargedAs(attempt)
    missing = atLeastZero(missing + (amount - (charges.get(key) ?? 0n)) * perUnit)
    charges.set(key, amount)
  }
  events.forEach((event, index) => {
    refill(event.atMs)
    if (event.kind === 'set' && event.id === id) {
      const isNew = current === undefined
      current = event.budget
      seenMs = event.atMs
      for (const { request, held, settled } of isNew ? attemptsIn(events.slice(0, index)).values() : [])
        if (!settled && isCovered(current.scope, request)) charge(keyOf(request), known(unit, held))
    } else if (event.kind === 'opened') {
      if (current && isCovered(current.scope, event.request))
        charge(keyOf(event.request), known(unit, event.held))
    } else if (event.kind === 'grown' && charges.has(chargedAs(event.attempt))) {
      charge(event.attempt, known(unit, event.held))
    } else if (event.kind === 'settled' && charges.has(chargedAs(event.attempt))) {
      charge(event.attempt, known(unit, event.used))
    }
    if (event.kind === 'settled' && unit !== 'requests') charges.delete(event.attempt)
    if (unit !== 'requests' || (event.kind !== 'settled' && event.kind !== 'ended')) return
    const running = requestsIn(events.slice(0, index + 1))
    for (const requestId of charges.keys()) if (!running.has(requestId)) charges.delete(requestId)
  })
  if (nowMs !== undefined) refill(nowMs)
  return { missing, held: sum([...charges.values()]), charged: new Set(charges.keys()) }
}

function bucketBalance(
  events: readonly LedgerEvent[],
  id: string,
  { unit, limit }: Extract<Rule, { kind: 'bucket' }>,
  nowMs: number,
): ModelBalance {
  const { missing, held } = bucketOf(events, id, unit, nowMs)
  const taken = (missing + perUnit - 1n) / perUnit
  return { settled: atLeastZero(taken - held), held, left: atLeastZero(limit - taken) }
}

/** By how much the covered requests used, or hold, more than the amounts with which they were accepted. */
export function excessOf(events: readonly LedgerEvent[], { budget }: SetEvent): bigint {
  const { unit } = budget.rule
  return sum(
    [...attemptsIn(events).values()]
      .filter(({ request }) => isCovered(budget.scope, request))
      .map(({ admitted, held, settled }) =>
        atLeastZero(known(unit, settled?.used ?? held) - known(unit, admitted)),
      ),
  )
}
