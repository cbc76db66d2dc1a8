// What is remembered of each provider, and of each of its models with each of its keys.
import type { LastFailure } from '../contract/health.ts'
import { type Breaker, closedBreaker } from './breaker.ts'
import { CallWindow } from './call-window.ts'
import { type CoolDownSubject, CoolDowns } from './cool-downs.ts'
import type { HealthSubject } from './health.ts'
import { Latency } from './latency.ts'
import { RetryBudget } from './request-budgets.ts'

export class SubjectRecord implements CoolDownSubject {
  readonly keyId: string | undefined
  readonly model: string
  quotaGroup: string | undefined
  running = 0
  /** Counts up over all records, so that the one that was used the longest ago is known without a look at the clock. */
  usedAt = 0
  breaker: Breaker = closedBreaker
  /** The request that tries while the breaker is half open, until it is known what came of it. */
  probe: HealthSubject | undefined
  failuresInARow = 0
  lastFailure: LastFailure | undefined
  readonly calls = new CallWindow()
  readonly latency = new Latency()

  constructor({ keyId, target }: HealthSubject) {
    this.keyId = keyId
    this.model = target.model
  }

  forgive(): void {
    this.breaker = closedBreaker
    this.probe = undefined
    this.failuresInARow = 0
    this.lastFailure = undefined
    this.calls.clear()
  }
}

export class ProviderHealth {
  readonly id: string
  /** Whether its server can be connected to. */
  host: Breaker = closedBreaker
  hostProbe: HealthSubject | undefined
  /** When it last limited or refused requests because of their number. */
  limitedAtMs = Number.NEGATIVE_INFINITY
  readonly coolDowns = new CoolDowns()
  readonly retries = new RetryBudget()
  /** By model and then by key, so that no text has to be put together to find one. */
  readonly subjects = new Map<string, Map<string | undefined, SubjectRecord>>()

  constructor(id: string) {
    this.id = id
  }

  find({ target, keyId }: HealthSubject): SubjectRecord | undefined {
    return this.subjects.get(target.model)?.get(keyId)
  }

  *records(): Generator<SubjectRecord> {
    for (const ofModel of this.subjects.values()) yield* ofModel.values()
  }

  add(record: SubjectRecord): void {
    const ofModel = this.subjects.get(record.model)
    if (ofModel) ofModel.set(record.keyId, record)
    else this.subjects.set(record.model, new Map([[record.keyId, record]]))
  }

  remove({ model, keyId }: SubjectRecord): void {
    const ofModel = this.subjects.get(model)
    ofModel?.delete(keyId)
    if (ofModel?.size === 0) this.subjects.delete(model)
  }
}

const subjectsAtMost = 2000

/** At most 2,000 subjects, or as many as have requests running. Those that were not used for longest are forgotten. */
export class HealthRecords {
  /** Those that are set up, and so few. */
  readonly providers = new Map<string, ProviderHealth>()
  #subjects = 0
  #uses = 0

  provider(id: string): ProviderHealth {
    const known = this.providers.get(id)
    if (known) return known
    const made = new ProviderHealth(id)
    this.providers.set(id, made)
    return made
  }

  find(subject: HealthSubject): SubjectRecord | undefined {
    return this.providers.get(subject.target.provider.record.id)?.find(subject)
  }

  /** Makes the record if there is none. */
  subject(provider: ProviderHealth, subject: HealthSubject): SubjectRecord {
    let record = provider.find(subject)
    if (!record) {
      if (this.#subjects >= subjectsAtMost) this.#forgetIdle()
      record = new SubjectRecord(subject)
      provider.add(record)
      this.#subjects++
    }
    record.usedAt = ++this.#uses
    record.quotaGroup = subject.quotaGroup
    return record
  }

  /** Forgets everything about a provider but what runs there. */
  forget(provider: ProviderHealth): void {
    for (const record of [...provider.records()]) {
      if (record.running > 0) record.forgive()
      else this.#remove(provider, record)
    }
    provider.coolDowns.clear()
    provider.host = closedBreaker
    provider.hostProbe = undefined
    if (provider.subjects.size === 0) this.providers.delete(provider.id)
  }

  /** Half of them at once, so that it is done seldom. */
  #forgetIdle(): void {
    const idle: { readonly provider: ProviderHealth; readonly record: SubjectRecord }[] = []
    for (const provider of this.providers.values())
      for (const record of provider.records()) if (record.running === 0) idle.push({ provider, record })
    idle.sort((one, other) => one.record.usedAt - other.record.usedAt)
    for (const { provider, record } of idle.slice(0, subjectsAtMost / 2)) this.#remove(provider, record)
  }

  #remove(provider: ProviderHealth, record: SubjectRecord): void {
    provider.remove(record)
    this.#subjects--
  }
}
