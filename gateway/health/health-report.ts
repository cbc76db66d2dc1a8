import type { HealthEvent, HealthReport, SubjectHealthView } from '../contract/health.ts'
import { isFor } from './cool-downs.ts'
import type { RecentSpeed } from './health.ts'
import type { HealthClock } from './health-clock.ts'
import type { HealthRecords, ProviderHealth, SubjectRecord } from './health-records.ts'
import { type Judgement, judge, judgeBreaker, judgeCoolDown } from './judgement.ts'

const eventsAtMost = 100

/** What changed lately. */
export class HealthEvents {
  readonly #events: HealthEvent[] = []

  add(event: HealthEvent): void {
    this.#events.push(event)
    if (this.#events.length > eventsAtMost) this.#events.shift()
  }

  /** Newest first. */
  list(): readonly HealthEvent[] {
    return this.#events.toReversed()
  }
}

export interface ReportSource {
  readonly records: HealthRecords
  readonly clock: HealthClock
  readonly events: HealthEvents
  readonly offline: boolean
}

export function reportHealth({ records, clock, events, offline }: ReportSource): HealthReport {
  const nowMs = clock.readMs()
  const atMs = Math.round(clock.wallMs(nowMs))
  const subjects = [...records.providers.values()].flatMap(provider => viewProvider(provider, nowMs, atMs))
  return { atMs, offline, subjects, events: events.list() }
}

/** Its subjects, and before them what is not to be seen in any of these. */
function viewProvider(provider: ProviderHealth, nowMs: number, atMs: number): readonly SubjectHealthView[] {
  const { coolDowns, host, id } = provider
  const records = [...provider.records()]
  const views: SubjectHealthView[] = []
  if (host.type !== 'closed' && records.length === 0)
    views.push(viewUnasked(id, null, null, judgeBreaker(host, nowMs), atMs))
  for (const coolDown of coolDowns.list()) {
    if (coolDown.untilMs <= nowMs || records.some(record => isFor(coolDown, record))) continue
    const judgement = judgeCoolDown(coolDown, nowMs)
    views.push(viewUnasked(id, coolDown.keyId ?? coolDown.quotaGroup, coolDown.model, judgement, atMs))
  }
  for (const record of records) views.push(viewRecord(provider, record, nowMs, atMs))
  return views
}

function viewUnasked(
  providerId: string,
  keyId: string | null,
  model: string | null,
  judgement: Judgement,
  atMs: number,
): SubjectHealthView {
  return {
    providerId,
    keyId,
    model,
    ...viewJudgement(judgement, atMs),
    running: 0,
    failuresInARow: 0,
    lastFailure: null,
    speed: null,
  }
}

function viewRecord(
  provider: ProviderHealth,
  record: SubjectRecord,
  nowMs: number,
  atMs: number,
): SubjectHealthView {
  const { failuresInARow, keyId, lastFailure, latency, model, running } = record
  const speed = latency.speed(nowMs)
  return {
    providerId: provider.id,
    keyId: keyId ?? null,
    model,
    ...viewJudgement(judge(provider, record, record.breaker, nowMs), atMs),
    running,
    failuresInARow,
    lastFailure: lastFailure ?? null,
    speed: speed ? viewSpeed(speed) : null,
  }
}

function viewJudgement({ state, reason, forMs }: Judgement, atMs: number) {
  return { state, reason, untilMs: forMs === undefined ? null : Math.round(atMs + forMs) }
}

function viewSpeed({ answers, firstTokenMs, firstTokenP95Ms, msPerOutputToken }: RecentSpeed) {
  return { answers, firstTokenMs, firstTokenP95Ms, msPerOutputToken: msPerOutputToken ?? null }
}
