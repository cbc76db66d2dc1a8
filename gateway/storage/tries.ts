import type { AttemptEnd } from '../contract/attempts.ts'
import type { ProviderFigures } from '../contract/figures.ts'
import type { ReadonlyDb } from './database.ts'

export type ProviderTries = Pick<ProviderFigures, 'tries' | 'failures' | 'latencyP50Ms' | 'lastFailure'>

interface TryRow {
  readonly provider_id: string
  readonly state: AttemptEnd
  readonly error_code: string | null
  readonly upstream_status: number | null
  readonly latency_ms: number | null
  readonly started_at_ms: number
  readonly request_id: string
}

interface Tally {
  tries: number
  failures: number
  lastFailure: ProviderTries['lastFailure']
  readonly latenciesMs: number[]
}

const failureWithinMs = 6 * 86_400_000
/** With more, a median would hardly differ. */
const latenciesAtMost = 5000

/** Reads from the log how often each provider was tried today, and how that went. Runs in a worker. */
export function openTries(logDb: ReadonlyDb) {
  // An only try has no row of its own: see `log0005`.
  const rows = logDb.prepare<{ sinceMs: number; most: number }, TryRow>(`
    WITH newest AS (
      SELECT sequence, request_id, started_at_ms, provider_id, attempt_state, error_code, upstream_status,
             coalesce(first_token_ms, upstream_headers_ms) - upstream_sent_ms AS latency_ms
      FROM requests WHERE started_at_ms >= @sinceMs AND purpose = 'answer'
      ORDER BY started_at_ms DESC LIMIT @most)
    SELECT provider_id, attempt_state AS state, error_code, upstream_status, latency_ms, started_at_ms, request_id
    FROM newest WHERE attempt_state IS NOT NULL AND provider_id IS NOT NULL
    UNION ALL
    SELECT attempts.provider_id, attempts.state, attempts.error_code, attempts.upstream_status,
           coalesce(attempts.first_token_ms, attempts.upstream_headers_ms) - attempts.upstream_sent_ms,
           started_at_ms, request_id
    FROM newest JOIN attempts USING (sequence) WHERE attempt_state IS NULL`)
  const count = logDb
    .prepare<{ sinceMs: number; most: number }, number>(
      'SELECT count(*) FROM (SELECT 1 FROM requests WHERE started_at_ms >= @sinceMs LIMIT @most)',
    )
    .pluck()

  return (dayStartMs: number, most: number) => {
    const asked = { sinceMs: dayStartMs - failureWithinMs, most }
    const tallies = new Map<string, Tally>()
    for (const row of rows.iterate(asked)) {
      const tally = tallies.get(row.provider_id) ?? {
        tries: 0,
        failures: 0,
        lastFailure: null,
        latenciesMs: [],
      }
      tallies.set(row.provider_id, tally)
      add(row, tally, row.started_at_ms >= dayStartMs)
    }
    return {
      providers: new Map([...tallies].map(([id, tally]) => [id, toTries(tally)])),
      isPartial: count.get(asked) === most,
    }
  }
}

function add(row: TryRow, tally: Tally, isToday: boolean): void {
  const hasFailed = row.state === 'refused' || row.state === 'broken'
  if (hasFailed && row.started_at_ms >= (tally.lastFailure?.atMs ?? 0)) {
    tally.lastFailure = {
      atMs: row.started_at_ms,
      requestId: row.request_id,
      errorCode: row.error_code,
      status: row.upstream_status,
    }
  }
  if (!isToday) return
  tally.tries++
  if (hasFailed) tally.failures++
  else if (row.latency_ms !== null && tally.latenciesMs.length < latenciesAtMost)
    tally.latenciesMs.push(row.latency_ms)
}

function toTries({ latenciesMs, ...tally }: Tally): ProviderTries {
  latenciesMs.sort((a, b) => a - b)
  return { ...tally, latencyP50Ms: latenciesMs[Math.max(0, Math.ceil(latenciesMs.length / 2) - 1)] ?? null }
}
