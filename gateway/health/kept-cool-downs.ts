// Keeps cool-downs over a restart. They are written a little later and together, and no request waits for it.
import type { Logger } from 'pino'
import type { CoolDownRows, KeptCoolDown } from '../storage/cool-downs.ts'
import { type CoolDown, coolDownCauses, longestCoolDownMs } from './cool-downs.ts'
import type { HealthClock } from './health-clock.ts'
import type { HealthRecords } from './health-records.ts'

const writeAfterMs = 1000
const rowsAtMost = 2000

export interface KeptCoolDownsDeps {
  readonly rows: CoolDownRows
  readonly log: Logger
  readonly clock: HealthClock
}

export function openKeptCoolDowns(records: HealthRecords, { rows, log, clock }: KeptCoolDownsDeps) {
  let timer: NodeJS.Timeout | undefined
  restore()

  /** A gateway without them learns them anew, so nothing that goes wrong here is worth more than a line in the log. */
  function restore(): void {
    try {
      const nowMs = clock.readMs()
      for (const row of rows.list(rowsAtMost)) {
        const coolDown = read(row, nowMs)
        if (coolDown) records.provider(row.providerId).coolDowns.restore(coolDown)
      }
    } catch (error) {
      log.error({ err: error }, 'cool-downs of the run before could not be read')
    }
  }

  function read({ isOfKey, keyId, quotaGroup, model, ...row }: KeptCoolDown, nowMs: number) {
    const cause = coolDownCauses.find(each => each === row.cause)
    const leftMs = row.untilMs === null ? Number.POSITIVE_INFINITY : row.untilMs - clock.wallMs(nowMs)
    if (!cause || !(leftMs > 0)) return undefined
    // A clock that was ahead when it was written would make it last for years.
    const untilMs = nowMs + (row.untilMs === null ? leftMs : Math.min(longestCoolDownMs, leftMs))
    const { times, reason } = row
    return { isOfKey, keyId, quotaGroup, model, cause, setAtMs: nowMs, untilMs, times, reason }
  }

  function write(): void {
    timer = undefined
    try {
      rows.replace(toRows(records, clock))
    } catch (error) {
      log.error({ err: error }, 'cool-downs could not be written')
    }
  }

  return {
    changed(): void {
      timer ??= setTimeout(write, writeAfterMs).unref()
    },
    close(): void {
      if (timer === undefined) return
      clearTimeout(timer)
      write()
    },
  }
}

function toRows(records: HealthRecords, clock: HealthClock): readonly KeptCoolDown[] {
  const nowMs = clock.readMs()
  return [...records.providers.values()]
    .flatMap(({ id, coolDowns }) =>
      coolDowns
        .list()
        .filter(({ untilMs }) => untilMs > nowMs)
        .map(coolDown => toRow(id, coolDown, clock)),
    )
    .slice(-rowsAtMost)
}

function toRow(providerId: string, { setAtMs: _, untilMs, ...coolDown }: CoolDown, clock: HealthClock) {
  const isEndless = untilMs === Number.POSITIVE_INFINITY
  return { providerId, ...coolDown, untilMs: isEndless ? null : Math.ceil(clock.wallMs(untilMs)) }
}
