import type { Outcome } from '../contract/chat.ts'
import type { FlowPath, Flows } from '../contract/flows.ts'
import type { ReadonlyDb } from './database.ts'
import { joinHalves, sumInHalves } from './safe-sum.ts'

export type FlowPaths = Pick<Flows, 'paths' | 'others' | 'isPartial'>

interface PathRow {
  readonly client_id: string | null
  readonly client: string | null
  readonly newest_ms: bigint
  readonly route: string | null
  readonly provider_id: string | null
  readonly outcome: string
  readonly requests: bigint
  readonly cost_high: bigint
  readonly cost_low: bigint
}

export interface FlowBounds {
  /** The newest requests that are read. */
  readonly rows: number
  readonly paths: number
}

const usualBounds: FlowBounds = { rows: 200_000, paths: 500 }

/** Reads from the log how requests went. Runs in a worker. */
export function openFlows(logDb: ReadonlyDb, bounds: FlowBounds = usualBounds) {
  const paths = logDb
    .prepare<{ sinceMs: number; rows: number }, PathRow>(`
      -- With max() alone, SQLite takes the other bare columns from the row that has it: https://sqlite.org/lang_select.html#bareagg
      SELECT client_id, json_extract(trace, '$.route') AS route, provider_id, outcome,
             client_name AS client, max(started_at_ms) AS newest_ms,
             count(*) AS requests, ${sumInHalves('cost_nano_usd', 'cost')}
      FROM (
        SELECT client_id, client_name, trace, provider_id, outcome, cost_nano_usd, started_at_ms FROM requests
        WHERE started_at_ms >= @sinceMs AND sandbox = 0 AND purpose = 'answer'
        ORDER BY started_at_ms DESC LIMIT @rows)
      GROUP BY 1, 2, 3, 4 ORDER BY requests DESC, client, 2, 3, 4`)
    .safeIntegers()

  return (sinceMs: number): FlowPaths => {
    const listed: PathRow[] = []
    const names = createNames()
    let requests = 0
    let otherRequests = 0
    let otherCost = 0n
    for (const row of paths.iterate({ sinceMs, rows: bounds.rows })) {
      const cost = joinHalves(row.cost_high, row.cost_low)
      requests += Number(row.requests)
      names.note(row)
      if (listed.length < bounds.paths) {
        listed.push(row)
        continue
      }
      otherRequests += Number(row.requests)
      otherCost += cost
    }
    return {
      paths: listed.map(row => toPath(row, names.of(row))),
      others: { requests: otherRequests, costNanoUsd: String(otherCost) },
      isPartial: requests === bounds.rows,
    }
  }
}

/** A client that was renamed is one client, by its newest name. */
function createNames() {
  const newest = new Map<string, PathRow>()
  return {
    note(row: PathRow): void {
      const { client_id: id, newest_ms: atMs } = row
      if (id !== null && atMs > (newest.get(id)?.newest_ms ?? -1n)) newest.set(id, row)
    },
    of: ({ client, client_id: id }: PathRow): string | null =>
      (id === null ? undefined : newest.get(id)?.client) ?? client,
  }
}

function toPath(row: PathRow, client: string | null): FlowPath {
  return {
    clientId: row.client_id,
    client,
    route: row.route,
    providerId: row.provider_id,
    outcome: row.outcome as Outcome,
    requests: Number(row.requests),
    costNanoUsd: String(joinHalves(row.cost_high, row.cost_low)),
  }
}
