import type { WritableDb } from './database.ts'

export type SettingRows = ReturnType<typeof openSettingRows>

export function openSettingRows(db: WritableDb) {
  const all = db.prepare<[], { readonly key: string; readonly value: string }>(
    'SELECT key, value FROM settings',
  )
  const put = db.prepare<[string, string]>(`
    INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`)

  return {
    all: (): ReadonlyMap<string, unknown> =>
      new Map(all.all().map(({ key, value }) => [key, JSON.parse(value) as unknown])),
    put: (key: string, value: unknown): void => void put.run(key, JSON.stringify(value)),
  }
}
