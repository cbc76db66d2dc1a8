import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WritableDb } from '../../../gateway/storage/database.ts'
import { openConfigDb } from '../../../gateway/storage/databases.ts'
import { openPriceOverrides, type PriceOverride } from '../../../gateway/storage/price-overrides.ts'
import { openProviderRows } from '../../../gateway/storage/providers.ts'
import { temporaryHome } from '../../support/temporary-home.ts'

let home: string
let db: WritableDb

beforeEach(() => {
  home = temporaryHome()
  db = openConfigDb(home)
  for (const id of ['work', 'home'])
    openProviderRows(db).insert({ id, kind: 'k', baseUrl: 'u', addedAtMs: 0 }, undefined)
})
afterEach(() => {
  db.close()
  rmSync(home, { recursive: true, force: true })
})

const full: PriceOverride = {
  providerId: 'work',
  model: '模型/b',
  rates: {
    input: 10n ** 18n - 1n,
    cacheRead: 0n,
    cacheWrite: 1n,
    cacheWriteOneHour: 2n,
    audioInput: 3n,
    output: 4n,
    audioOutput: 5n,
  },
  setAtMs: 1_795_000_000_000,
}
const sparse: PriceOverride = {
  ...full,
  model: 'a',
  rates: {
    input: 1n,
    cacheRead: undefined,
    cacheWrite: undefined,
    cacheWriteOneHour: undefined,
    audioInput: undefined,
    output: 2n,
    audioOutput: undefined,
  },
}

test('a price comes back to the last digit, and what was left out stays left out', () => {
  const overrides = openPriceOverrides(db)
  overrides.put(full)
  overrides.put(sparse)
  expect(overrides.find('work', full.model)).toEqual(full)
  expect(overrides.find('work', 'a')).toStrictEqual(sparse)
  expect(overrides.list('work')).toEqual([sparse, full])
  expect(overrides.list('home')).toEqual([])
  expect(overrides.find('home', 'a')).toBeUndefined()
})

test('a price that is set again replaces the whole of the first', () => {
  const overrides = openPriceOverrides(db)
  overrides.put(full)
  const again = { ...sparse, model: full.model, setAtMs: 1 }
  overrides.put(again)
  expect(overrides.list('work')).toStrictEqual([again])
})

test('a price is removed once', () => {
  const overrides = openPriceOverrides(db)
  overrides.put(sparse)
  expect(overrides.remove('home', 'a')).toBe(false)
  expect(overrides.remove('work', 'a')).toBe(true)
  expect(overrides.remove('work', 'a')).toBe(false)
  expect(overrides.find('work', 'a')).toBeUndefined()
})

test('no rate is below nothing', () => {
  const negative = { ...full, rates: { ...full.rates, cacheRead: -1n } }
  expect(() => openPriceOverrides(db).put(negative)).toThrow(/CHECK/)
})
