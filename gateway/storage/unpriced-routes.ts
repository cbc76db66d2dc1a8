import type { ReadonlyDb } from './database.ts'

/** A model of requests whose cost is not known, or that were refused because the model has no price. */
export interface UnpricedRoute {
  readonly providerId: string
  readonly model: string
  readonly requests: number
  readonly lastAtMs: number
}

const routesAtMost = 200

/** Reads such models from the log, the most used first. Runs in a worker. */
export function openUnpricedRoutes(logDb: ReadonlyDb) {
  const routes = logDb.prepare<{ sinceMs: number; most: number }, UnpricedRoute>(`
    WITH unpriced AS (
      SELECT sequence, provider_id, substr(route, length(provider_id) + 2) AS model, started_at_ms
      FROM requests
      WHERE started_at_ms >= @sinceMs AND sandbox = 0 AND provider_id IS NOT NULL AND route LIKE provider_id || '/%'
        AND (error_code = 'price_unknown'
             -- A row of an older version has no attempts.
             OR (cost_nano_usd IS NULL AND certainty <> 'none' AND sequence NOT IN (SELECT sequence FROM attempts)))
      UNION ALL
      SELECT sequence, attempts.provider_id, attempts.model, started_at_ms
      FROM attempts JOIN requests USING (sequence)
      WHERE started_at_ms >= @sinceMs AND sandbox = 0 AND attempts.cost_nano_usd IS NULL
        AND attempts.certainty <> 'none'
        -- Of an only attempt, the cost is in the request's row; of several, that has none where one of theirs is unknown.
        AND requests.cost_nano_usd IS NULL)
    SELECT provider_id AS providerId, model, count(DISTINCT sequence) AS requests, max(started_at_ms) AS lastAtMs
    FROM unpriced GROUP BY provider_id, model
    ORDER BY requests DESC, provider_id || '/' || model LIMIT @most`)
  return (sinceMs: number): readonly UnpricedRoute[] => routes.all({ sinceMs, most: routesAtMost })
}
