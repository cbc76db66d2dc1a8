import type { WritableDb } from './database.ts'

/** A pause that a provider asked for, or a key that it refused. */
export interface KeptCoolDown {
  readonly providerId: string
  readonly cause: string
  readonly isOfKey: boolean
  readonly keyId: string | null
  readonly quotaGroup: string | null
  readonly model: string | null
  /** On the wall clock. Null for a key that is locked until it changes. */
  readonly untilMs: number | null
  readonly times: number
  readonly reason: string
}

export type CoolDownRows = ReturnType<typeof openCoolDownRows>

type Row = Omit<KeptCoolDown, 'isOfKey'> & { readonly isOfKey: number }

export function openCoolDownRows(db: WritableDb) {
  const all = db.prepare<[number], Row>(`
    SELECT provider_id AS providerId, cause, is_of_key AS isOfKey, key_id AS keyId, quota_group AS quotaGroup, model,
           until_ms AS untilMs, times, reason
    FROM cool_downs ORDER BY rowid LIMIT ?`)
  const clear = db.prepare<[]>('DELETE FROM cool_downs')
  const insert = db.prepare<Row>(`
    INSERT INTO cool_downs (provider_id, cause, is_of_key, key_id, quota_group, model, until_ms, times, reason)
    VALUES (@providerId, @cause, @isOfKey, @keyId, @quotaGroup, @model, @untilMs, @times, @reason)`)
  const replaceAll = db.transaction((coolDowns: Iterable<KeptCoolDown>) => {
    clear.run()
    for (const each of coolDowns) insert.run({ ...each, isOfKey: each.isOfKey ? 1 : 0 })
  })

  return {
    list: (most: number): readonly KeptCoolDown[] =>
      all.all(most).map(row => ({ ...row, isOfKey: row.isOfKey === 1 })),
    /** Keeps these and no others. */
    replace: (coolDowns: Iterable<KeptCoolDown>): void => replaceAll.immediate(coolDowns),
  }
}
