// The records of how providers do, on a real database, with clocks and a network that a test holds.
import { rmSync } from 'node:fs'
import { pino } from 'pino'
import type { Fault } from '../../gateway/attempts/fault.ts'
import { createHealth } from '../../gateway/health/create-health.ts'
import type { Health, HealthSubject, MeasuredAnswer } from '../../gateway/health/health.ts'
import { openCoolDownRows } from '../../gateway/storage/cool-downs.ts'
import { openConfigDb } from '../../gateway/storage/databases.ts'
import { providerOf } from './attempt-rig.ts'
import { temporaryHome } from './temporary-home.ts'

export interface SubjectOptions {
  readonly model?: string
  readonly keyId?: string
  readonly quotaGroup?: string
  readonly isLocal?: boolean
}

/** A new object each time, as each request has its own. */
export function subjectOf(providerId: string, options: SubjectOptions = {}): HealthSubject {
  const { model = 'm', keyId, quotaGroup, isLocal = false } = options
  const provider = providerOf('openai')
  const record = { ...provider.record, id: providerId }
  const target = { provider: { ...provider, record }, model, format: 'openai-chat', priced: true } as const
  return { target, keyId, quotaGroup, isLocal }
}

export function faultOf(kind: Fault['kind'], extra: Partial<Fault> = {}): Fault {
  const status = kind === 'key-refused' ? 401 : undefined
  return { kind, reason: `it is ${kind}`, status, ...extra }
}

export function streamedIn(firstTokenMs: number, durationMs = firstTokenMs): MeasuredAnswer {
  return { firstTokenMs, outputTokens: 10, durationMs }
}

export type HealthRig = ReturnType<typeof openHealthRig>

export function openHealthRig() {
  const homeDir = temporaryHome()
  const time = { wallMs: Date.UTC(2026, 10, 27), monotonicMs: 5000 }
  const network = { hasInterface: true, resolves: true }
  const db = openConfigDb(homeDir)
  const make = () =>
    createHealth({
      now: () => time.wallMs,
      monotonicMs: () => time.monotonicMs,
      random: () => 0.5,
      rows: openCoolDownRows(db),
      log: pino({ level: 'silent' }),
      interfaces: () => ({
        lo: [{ address: '127.0.0.1', internal: true }],
        link: [{ address: 'fe80::1', internal: false }],
        ...(network.hasInterface && { net: [{ address: '192.168.1.7', internal: false }] }),
      }),
      resolveName: async host => {
        if (!network.resolves) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
        return host
      },
    })
  let health = make()

  return {
    time,
    network,
    db,
    get health(): Health {
      return health
    },
    pass(ms: number): void {
      time.wallMs += ms
      time.monotonicMs += ms
    },
    /** The monotonic clock of most systems stands still meanwhile. */
    sleep(ms: number): void {
      time.wallMs += ms
    },
    /** A whole attempt that fails. */
    fail(subject: HealthSubject, fault: Fault): void {
      health.begun(subject)
      health.ended(subject)
      health.failed(subject, fault)
    },
    /** A whole attempt that is answered. */
    answer(subject: HealthSubject, measured = streamedIn(0)): void {
      health.begun(subject)
      health.ended(subject)
      health.answered(subject, measured)
    },
    stateOf: (providerId: string, options?: SubjectOptions) =>
      health.of(subjectOf(providerId, options)).state,
    events: () =>
      health
        .report()
        .events.map(({ type }) => type)
        .toReversed(),
    restart(): void {
      health.close()
      health = make()
    },
    close(): void {
      health.close()
      db.close()
      rmSync(homeDir, { recursive: true, force: true })
    },
  }
}
