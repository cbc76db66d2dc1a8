// A ledger that is not the home's own would silently lift every budget: it is refused, unless a person says so.
import { cpSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createGateway, openOffline } from '../../gateway/index.ts'
import { openWritable } from '../../gateway/storage/database.ts'
import {
  configMigrations,
  ledgerMigrations,
  logMigrations,
  openConfigDb,
} from '../../gateway/storage/databases.ts'
import { calendarBudget } from '../support/budgets.ts'
import { openCliHome } from '../support/cli-process.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { testDeps } from '../support/test-gateway.ts'

let home: string

beforeEach(() => {
  home = temporaryHome()
})

afterEach(() => rmSync(home, { recursive: true, force: true }))

const inHome = (file: string) => join(home, file)

async function start(acceptNewLedger = false) {
  return createGateway(await testDeps(home, { deps: { acceptNewLedger } }))
}

/** Starts, sets a budget, and ends in order. */
async function use(): Promise<void> {
  const gateway = await start()
  await gateway.admin.createClient({ name: 'one' })
  await gateway.admin.setBudget(calendarBudget('7'))
  await gateway.close()
}

async function budgets(acceptNewLedger = false): Promise<number> {
  const gateway = await start(acceptNewLedger)
  const { length } = await gateway.admin.listBudgets({})
  await gateway.close()
  return length
}

function removeLedger(): void {
  for (const end of ['', '-wal', '-shm']) rmSync(inHome(`ledger.db${end}`), { force: true })
}

/** A home as the version before made it: the first migrations alone. */
function makeOldHome(files: readonly ('config' | 'ledger' | 'log')[]): void {
  const first = { config: configMigrations[0], ledger: ledgerMigrations[0], log: logMigrations[0] }
  for (const file of files) {
    const migration = first[file]
    openWritable({
      path: inHome(`${file}.db`),
      migrations: migration ? [migration] : [],
      autoCheckpoint: true,
    }).close()
  }
}

function change(file: string, sql: string): void {
  const db = new Database(inHome(file))
  db.exec(sql)
  db.close()
}

const oneClient = `INSERT INTO clients (id, name, token_hash, token_prefix, created_at_ms)
                   VALUES ('c', 'one', x'${'00'.repeat(32)}', 'gth_', 0)`
const oneBudget = `INSERT INTO budgets (id, scope_kind, kind, unit, limit_amount, mode, strict, at_cap, created_at_ms)
                   VALUES ('b', 'all', 'concurrency', 'requests', 5, 'hard', 0, 'finish', 0)`

describe('beside a used config.db', () => {
  beforeEach(use)

  test.each([
    ['missing', () => removeLedger()],
    [
      'empty',
      () => {
        removeLedger()
        writeFileSync(inHome('ledger.db'), '')
      },
    ],
    [
      'empty',
      () => {
        removeLedger()
        change('ledger.db', 'PRAGMA user_version = 0; VACUUM')
      },
    ],
  ])('a ledger that is %s is refused with what to do, and nothing is written', async (state, damage) => {
    damage()
    const before = readFileSync(inHome('config.db'))
    const refusal = await start().catch(error => error)
    expect(refusal).toMatchObject({ code: 'ledger_missing' })
    expect(refusal.message).toContain(`is ${state}`)
    expect(refusal.message).toContain('--accept-new-ledger')
    expect(readFileSync(inHome('config.db')).equals(before)).toBe(true)
    expect(statSync(inHome('ledger.db'), { throwIfNoEntry: false })?.size ?? 0).toBeLessThanOrEqual(4096)
    await expect(openOffline(await testDeps(home))).rejects.toMatchObject({ code: 'ledger_missing' })
  })

  test('a new one is accepted once a person says so, and is the home’s own from then on', async () => {
    removeLedger()
    expect(await budgets(true)).toBe(0)
    expect(await budgets()).toBe(0)
  })

  test('another home’s is refused, and accepted once a person says so', async () => {
    const first = home
    home = temporaryHome()
    await use()
    cpSync(inHome('ledger.db'), join(first, 'ledger.db'))
    rmSync(home, { recursive: true })
    home = first
    await expect(start()).rejects.toMatchObject({ code: 'ledger_replaced' })
    expect(await budgets(true)).toBe(1)
    expect(await budgets()).toBe(1)
  })

  test('its own, moved away and back, is taken', async () => {
    cpSync(inHome('ledger.db'), inHome('kept.db'))
    removeLedger()
    await expect(start()).rejects.toMatchObject({ code: 'ledger_missing' })
    cpSync(inHome('kept.db'), inHome('ledger.db'))
    expect(await budgets()).toBe(1)
  })
})

describe('a home that never had a ledger of its own just works:', () => {
  test('a new one, and one whose first start broke off before the ledger was there', async () => {
    openConfigDb(home).close()
    expect(await budgets()).toBe(0)
  })

  test('one whose first start broke off before config.db knew the ledger', async () => {
    await use()
    change('config.db', 'DELETE FROM known_ledger; DELETE FROM clients; DELETE FROM settings')
    expect(await budgets()).toBe(1)
    removeLedger()
    await expect(start()).rejects.toMatchObject({ code: 'ledger_missing' })
  })

  test('one whose config.db was moved away', async () => {
    await use()
    rmSync(inHome('config.db'))
    expect(await budgets()).toBe(1)
  })
})

describe('a home of the version before', () => {
  test('is taken over with its budgets, and its ledger is known from then on', async () => {
    makeOldHome(['config', 'ledger', 'log'])
    change('config.db', oneClient)
    change('ledger.db', oneBudget)
    expect(await budgets()).toBe(1)
    removeLedger()
    await expect(start()).rejects.toMatchObject({ code: 'ledger_missing' })
  })

  test('whose ledger is gone is refused, as it was used', async () => {
    makeOldHome(['config', 'log'])
    change('config.db', oneClient)
    await expect(start()).rejects.toMatchObject({ code: 'ledger_missing' })
  })

  test('whose ledger is empty is refused, as it was used', async () => {
    makeOldHome(['config', 'ledger', 'log'])
    change('config.db', oneClient)
    truncateSync(inHome('ledger.db'), 0)
    await expect(start()).rejects.toMatchObject({ code: 'ledger_missing' })
  })
})

test('the flag stands on the command line', async () => {
  const cliHome = await openCliHome()
  try {
    await (await cliHome.serve()).end()
    rmSync(join(cliHome.homeDir, 'ledger.db'))
    const refused = await cliHome.cli(['serve', '--port', '0', '--admin-port', '0'])
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--accept-new-ledger') })
    await (await cliHome.serve(['--accept-new-ledger'])).end()
    await (await cliHome.serve()).end()
  } finally {
    await cliHome.close()
  }
})
