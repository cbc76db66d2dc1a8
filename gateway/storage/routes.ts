import type { RouteDefinition, RouteView } from '../contract/routes.ts'
import type { WritableDb } from './database.ts'

interface RouteRow {
  readonly name: string
  readonly definition: string
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export type RouteRows = ReturnType<typeof openRouteRows>

export function openRouteRows(db: WritableDb) {
  const all = db.prepare<[], RouteRow>(`
    SELECT name, definition, created_at_ms AS createdAtMs, updated_at_ms AS updatedAtMs FROM routes ORDER BY name`)
  const put = db.prepare<[string, string, number, number]>(`
    INSERT INTO routes (name, definition, created_at_ms, updated_at_ms) VALUES (?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, updated_at_ms = excluded.updated_at_ms`)
  const remove = db.prepare<[string]>('DELETE FROM routes WHERE name = ?')

  return {
    all: (): readonly RouteView[] =>
      all.all().map(({ name, definition, createdAtMs, updatedAtMs }) => ({
        ...(JSON.parse(definition) as RouteDefinition),
        name,
        createdAtMs,
        updatedAtMs,
      })),
    put: (route: RouteDefinition, atMs: number): void =>
      void put.run(route.name, JSON.stringify(route), atMs, atMs),
    /** True if there was one. */
    remove: (name: string): boolean => remove.run(name).changes === 1,
  }
}
