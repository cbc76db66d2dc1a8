import type { Logger } from 'pino'
import type { Fault, FaultKind } from '../attempts/fault.ts'
import type { HealthEvent, HealthReport } from '../contract/health.ts'
import type { Clocks } from '../ledger/clock.ts'
import type { CoolDownRows } from '../storage/cool-downs.ts'
import { type BreakerEvent, closedBreaker, hostRules, modelRules, nextBreaker } from './breaker.ts'
import type { Health, HealthSubject, MeasuredAnswer, SubjectHealth } from './health.ts'
import { createHealthClock, type HealthClock } from './health-clock.ts'
import { HealthRecords, type ProviderHealth, type SubjectRecord } from './health-records.ts'
import { HealthEvents, reportHealth } from './health-report.ts'
import { judge } from './judgement.ts'
import { openKeptCoolDowns } from './kept-cool-downs.ts'
import { createNetworkWatch, type NetworkWatch, type NetworkWatchDeps } from './network-watch.ts'
import { HedgeBudget } from './request-budgets.ts'

export interface HealthDeps extends Clocks, Pick<NetworkWatchDeps, 'interfaces' | 'resolveName'> {
  /** From 0 to 1. */
  readonly random: () => number
  readonly rows: CoolDownRows
  readonly log: Logger
}

/** Cool-downs of the run before are in force again. Everything else begins anew. */
export function createHealth(deps: HealthDeps): Health {
  return new ObservedHealth(deps)
}

/** Faults that are the provider's own. All others say something about the request, the key or an agreed limit. */
const providersOwn: ReadonlySet<FaultKind> = new Set([
  'unreachable',
  'broken',
  'late',
  'slow',
  'overloaded',
  'server-error',
])
/** Faults that say nothing about the provider at all. */
const neutral: ReadonlySet<FaultKind> = new Set([
  'offline',
  'busy',
  'context-overflow',
  'content-refused',
  'seal-refused',
  'request-refused',
  'skipped',
])
const hedgeAfterLimitMs = 60_000
/** Faults so shortly before the network was known to be gone were because of that. */
const blamelessWithinMs = 10_000
const reasonLength = 300

class ObservedHealth implements Health {
  readonly #records = new HealthRecords()
  readonly #events = new HealthEvents()
  readonly #hedges = new HedgeBudget()
  readonly #clock: HealthClock
  readonly #kept: ReturnType<typeof openKeptCoolDowns>
  readonly #network: NetworkWatch
  readonly #random: () => number

  constructor({ now, monotonicMs, random, rows, log, interfaces, resolveName }: HealthDeps) {
    this.#clock = createHealthClock({ now, monotonicMs })
    this.#random = random
    this.#kept = openKeptCoolDowns(this.#records, { rows, log, clock: this.#clock })
    this.#network = createNetworkWatch({
      readMs: this.#clock.readMs,
      changed: isOffline => this.#networkChanged(isOffline),
      ...(interfaces && { interfaces }),
      ...(resolveName && { resolveName }),
    })
  }
  get offline(): boolean {
    return this.#network.isOffline
  }

  // Callers pass it on without its object.
  readonly mayRetry = (providerId: string): boolean =>
    this.#records.providers.get(providerId)?.retries.mayRetry(this.#clock.readMs()) ?? true

  of(subject: HealthSubject): SubjectHealth {
    const { model, provider } = subject.target
    const known = this.#records.providers.get(provider.record.id)
    if (!known) return unknown
    const record = known.find(subject)
    const nowMs = this.#clock.readMs()
    const { keyId, quotaGroup } = subject
    const judgement = judge(known, { model, keyId, quotaGroup }, record?.breaker ?? closedBreaker, nowMs)
    const { state, reason, forMs } = judgement
    return { state, reason, forMs, running: record?.running ?? 0, speed: record?.latency.speed(nowMs) }
  }

  begun(subject: HealthSubject): void {
    const provider = this.#records.provider(subject.target.provider.record.id)
    const record = this.#records.subject(provider, subject)
    record.running++
    this.#hedges.begun()
    if (record.breaker.type === 'closed' && provider.host.type === 'closed') return
    if (this.#moveOwn(provider, record, { type: 'begun' })) record.probe = subject
    if (this.#moveHost(provider, { type: 'begun' })) provider.hostProbe = subject
  }

  ended(subject: HealthSubject): void {
    const provider = this.#records.providers.get(subject.target.provider.record.id)
    const record = provider?.find(subject)
    if (!provider || !record) return
    if (record.running > 0) record.running--
    if (record.probe === subject) this.#moveOwn(provider, record, { type: 'freed' })
    if (provider.hostProbe === subject) this.#moveHost(provider, { type: 'freed' })
  }

  answered(subject: HealthSubject, measured: MeasuredAnswer): void {
    const nowMs = this.#clock.readMs()
    if (isElsewhere(subject)) this.#network.reached()
    const provider = this.#records.provider(subject.target.provider.record.id)
    const record = this.#records.subject(provider, subject)
    record.calls.add(nowMs, false)
    record.failuresInARow = 0
    record.latency.add(measured, nowMs)
    provider.retries.answered()
    const begunAtMs = nowMs - measured.durationMs
    if (record.breaker !== closedBreaker) {
      const isProbe = record.probe === subject
      this.#moveOwn(provider, record, { type: 'answered', isProbe, begunAtMs })
    }
    this.#hostAnswered(provider, subject, begunAtMs)
    if (!provider.coolDowns.isEmpty) this.#endCoolDowns(provider, record, begunAtMs, nowMs)
  }

  failed(subject: HealthSubject, fault: Fault): void {
    const nowMs = this.#clock.readMs()
    const provider = this.#records.provider(subject.target.provider.record.id)
    if (fault.status !== undefined) {
      if (isElsewhere(subject)) this.#network.reached()
      this.#hostAnswered(provider, subject, nowMs)
    }
    if (neutral.has(fault.kind)) return
    const record = this.#records.subject(provider, subject)
    const reason = fault.reason.slice(0, reasonLength)
    record.failuresInARow++
    record.lastFailure = { atMs: this.#wallMs(nowMs), kind: fault.kind, reason }
    this.#coolDown(provider, record, fault, nowMs)
    if (this.#clock.isJustAwake(nowMs)) return
    const isOwn = providersOwn.has(fault.kind)
    if (isOwn || fault.kind === 'rate-limited') provider.retries.failed()
    if (isOwn) this.#blame(provider, record, subject, { kind: fault.kind, reason }, nowMs)
  }

  mayHedge({ target }: HealthSubject): boolean {
    const provider = this.#records.provider(target.provider.record.id)
    if (this.#clock.readMs() - provider.limitedAtMs < hedgeAfterLimitMs) return false
    return provider.retries.hasEnough && this.#hedges.take()
  }

  isOffline(error: unknown): boolean {
    return this.#network.isOfflineFailure(error)
  }

  report(): HealthReport {
    const { offline } = this
    return reportHealth({ records: this.#records, clock: this.#clock, events: this.#events, offline })
  }

  reset(providerId: string): void {
    const provider = this.#records.providers.get(providerId)
    if (!provider) return
    this.#records.forget(provider)
    this.#kept.changed()
    this.#note('reset', provider, undefined, '')
  }

  keyChanged(providerId: string, keyId?: string): void {
    const provider = this.#records.providers.get(providerId)
    if (!provider?.coolDowns.keyChanged(keyId)) return
    this.#kept.changed()
    this.#note('reset', provider, { keyId, model: null }, 'Its key was changed.')
  }

  close(): void {
    this.#network.close()
    this.#kept.close()
  }

  #blame(
    provider: ProviderHealth,
    record: SubjectRecord,
    subject: HealthSubject,
    { kind, reason }: Pick<Fault, 'kind' | 'reason'>,
    nowMs: number,
  ): void {
    const random = this.#random()
    if (kind === 'unreachable') {
      const isProbe = provider.hostProbe === subject
      // Only faults in a row count here.
      this.#moveHost(provider, { type: 'failed', isProbe, calls: 0, faults: 0, reason, random })
      return
    }
    record.calls.add(nowMs, true)
    const isProbe = record.probe === subject
    const calls = record.calls.calls(nowMs)
    const faults = record.calls.faults(nowMs)
    this.#moveOwn(provider, record, { type: 'failed', isProbe, calls, faults, reason, random })
  }

  #coolDown(provider: ProviderHealth, record: SubjectRecord, fault: Fault, nowMs: number): void {
    if (fault.kind === 'rate-limited' || fault.kind === 'overloaded') provider.limitedAtMs = nowMs
    const set = provider.coolDowns.failed(record, fault, nowMs)
    if (!set) return
    this.#kept.changed()
    this.#note(set.untilMs === Number.POSITIVE_INFINITY ? 'locked' : 'cooled', provider, set, set.reason)
  }

  #endCoolDowns(provider: ProviderHealth, record: SubjectRecord, begunAtMs: number, nowMs: number): void {
    const before = provider.coolDowns.of(record, nowMs)
    if (!provider.coolDowns.answered(record, begunAtMs)) return
    this.#kept.changed()
    if (before && !provider.coolDowns.of(record, nowMs))
      this.#note('closed', provider, before, 'It answered.')
  }

  /** Any answer shows that its server can be connected to, also one that is an error. */
  #hostAnswered(provider: ProviderHealth, subject: HealthSubject, begunAtMs: number): void {
    if (provider.host === closedBreaker) return
    const isProbe = provider.hostProbe === subject
    this.#moveHost(provider, { type: 'answered', isProbe, begunAtMs })
  }

  /** True if something has changed. */
  #moveOwn(provider: ProviderHealth, record: SubjectRecord, event: BreakerEvent): boolean {
    const before = record.breaker
    const after = nextBreaker(before, event, this.#clock.readMs(), modelRules)
    if (after === before) return false
    record.breaker = after
    if (event.type === 'failed' || event.type === 'answered') record.probe = undefined
    if (before.type === 'open' && after.type === 'closed') {
      // What closed it would be undone by the next fault if those from before counted on.
      record.calls.clear()
      this.#note('closed', provider, record, 'It answered.')
    }
    if (event.type === 'failed' && after.type === 'open') this.#note('opened', provider, record, after.reason)
    return true
  }

  /** True if something has changed. */
  #moveHost(provider: ProviderHealth, event: BreakerEvent): boolean {
    const before = provider.host
    const after = nextBreaker(before, event, this.#clock.readMs(), hostRules)
    if (after === before) return false
    provider.host = after
    if (event.type === 'failed' || event.type === 'answered') provider.hostProbe = undefined
    if (before.type === 'open' && after.type === 'closed')
      this.#note('closed', provider, undefined, 'It can be connected to.')
    if (event.type === 'failed' && after.type === 'open')
      this.#note('opened', provider, undefined, after.reason)
    return true
  }

  #networkChanged(isOffline: boolean): void {
    this.#note(isOffline ? 'offline' : 'back-online', undefined, undefined, '')
    if (!isOffline) return
    const sinceMs = this.#clock.readMs() - blamelessWithinMs
    for (const provider of this.#records.providers.values()) {
      const { host } = provider
      const failedAtMs = host.type === 'open' ? host.openedAtMs : (host.faultsAtMs.at(-1) ?? sinceMs)
      if (failedAtMs > sinceMs) provider.host = closedBreaker
    }
  }

  #note(
    type: HealthEvent['type'],
    provider: ProviderHealth | undefined,
    about: { readonly keyId: string | null | undefined; readonly model: string | null } | undefined,
    reason: string,
  ): void {
    const atMs = this.#wallMs(this.#clock.readMs())
    const { keyId = null, model = null } = about ?? {}
    this.#events.add({ atMs, type, providerId: provider?.id ?? null, keyId, model, reason })
  }

  #wallMs(atMs: number): number {
    return Math.round(this.#clock.wallMs(atMs))
  }
}

/** Whether its answers come over a network. */
function isElsewhere({ isLocal, target }: HealthSubject): boolean {
  return !isLocal && target.provider.adapter.answer === undefined
}

const unknown: SubjectHealth = { state: 'closed', reason: '', forMs: undefined, running: 0, speed: undefined }
