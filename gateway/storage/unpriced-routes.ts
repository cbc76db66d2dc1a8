import type { ReadonlyDb } from './database.ts'

/** A model that requests used whose cost nobody knows, or that were refused for that. */
export interface UnpricedRoute {
  readonly providerId: string
  readonly model: string
  readonly requests: number
  readonly lastAtMs: number
}

const routesAtMost = 200

/** Of the log, the most used first. Runs in a worker. */
export function openUnpricedRoutes(logDb: ReadonlyDb) {
  const routes = logDb.prepare<[number, number], UnpricedRoute>(`
    SELECT provider_id AS providerId, substr(route, length(provider_id) + 2) AS model, count(*) AS requests,
           max(started_at_ms) AS lastAtMs
    FROM requests
    WHERE started_at_ms >= ? AND sandbox = 0 AND provider_id IS NOT NULL AND route LIKE provider_id || '/%'
      AND (error_code = 'price_unknown' OR (cost_nano_usd IS NULL AND certainty <> 'none'))
    GROUP BY provider_id, route ORDER BY requests DESC, route LIMIT ?`)
  return (sinceMs: number): readonly UnpricedRoute[] => routes.all(sinceMs, routesAtMost)
}
