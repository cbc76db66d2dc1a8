import type { Outcome } from '../contract/chat.ts'
import type { FlowPath, Flows } from '../contract/flows.ts'
import type { ReadonlyDb } from './database.ts'
import { joinHalves, sumInHalves } from './safe-sum.ts'

export type FlowPaths = Pick<Flows, 'paths' | 'others' | 'isPartial'>

interface PathRow {
  readonly client: string | null
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
      SELECT client_name AS client, json_extract(trace, '$.route') AS route, provider_id, outcome,
             count(*) AS requests, ${sumInHalves('cost_nano_usd', 'cost')}
      FROM (
        SELECT client_name, trace, provider_id, outcome, cost_nano_usd FROM requests
        WHERE started_at_ms >= @sinceMs AND sandbox = 0 AND purpose = 'answer'
        ORDER BY started_at_ms DESC LIMIT @rows)
      GROUP BY 1, 2, 3, 4 ORDER BY requests DESC, 1, 2, 3, 4`)
    .safeIntegers()

  return (sinceMs: number): FlowPaths => {
    const listed: FlowPath[] = []
    let requests = 0
    let otherRequests = 0
    let otherCost = 0n
    for (const row of paths.iterate({ sinceMs, rows: bounds.rows })) {
      const cost = joinHalves(row.cost_high, row.cost_low)
      requests += Number(row.requests)
      if (listed.length < bounds.paths) {
        listed.push(toPath(row, cost))
        continue
      }
      otherRequests += Number(row.requests)
      otherCost += cost
    }
    return {
      paths: listed,
      others: { requests: otherRequests, costNanoUsd: String(otherCost) },
      isPartial: requests === bounds.rows,
    }
  }
}

function toPath({ client, route, provider_id, outcome, requests }: PathRow, cost: bigint): FlowPath {
  return {
    client,
    route,
    providerId: provider_id,
    outcome: outcome as Outcome,
    requests: Number(requests),
    costNanoUsd: String(cost),
  }
}
