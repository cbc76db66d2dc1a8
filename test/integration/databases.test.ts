import { createHash } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createGateway } from '../../gateway/index.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway, testDeps } from '../support/test-gateway.ts'

const files = ['config.db', 'ledger.db', 'log.db'] as const

let used: string // a home that was used and closed in order, copied for every test
let home: string

beforeAll(async () => {
  used = temporaryHome()
  await using gateway = await startTestGateway({ homeDir: used })
  const answer = await fetch(`${gateway.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sandbox/echo', messages: [{ role: 'user', content: 'hello' }] }),
  })
  expect(answer.status).toBe(200)
})
afterAll(() => rmSync(used, { recursive: true, force: true }))

beforeEach(() => {
  home = temporaryHome()
  cpSync(used, home, { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** Every file with its bytes, but for those that say who owns the home just now and SQLite's shared memory. */
function bytesIn(dir: string): Readonly<Record<string, string>> {
  const names = readdirSync(dir).filter(name => {
    const isEmptyWal = name.endsWith('-wal') && statSync(join(dir, name)).size === 0
    return !name.startsWith('lock.') && !name.endsWith('-shm') && !isEmptyWal
  })
  return Object.fromEntries(
    names.map(name => [
      name,
      createHash('sha256')
        .update(readFileSync(join(dir, name)))
        .digest('hex'),
    ]),
  )
}

async function start(acceptNewLedger = false) {
  return createGateway(await testDeps(home, { deps: { acceptNewLedger } }))
}

/** Refused with these words; every byte as before; the home free again. */
async function expectRefused(code: string, message: RegExp): Promise<void> {
  const before = bytesIn(home)
  const refusal = expect(await start().catch(error => error))
  refusal.toMatchObject({ code, message: expect.stringMatching(message) })
  expect(bytesIn(home)).toEqual(before)
  expect(existsSync(join(home, 'lock.pid'))).toBe(false)
  const lock = new Database(join(home, 'lock.db'), { timeout: 0 })
  lock.exec('BEGIN EXCLUSIVE; ROLLBACK')
  lock.close()
}

describe.for(files)('%s', file => {
  const path = () => join(home, file)

  test('from a newer version is refused', async () => {
    const db = new Database(path())
    db.pragma('user_version = 1000')
    db.close()
    const words = `^${file} was written by a newer Gatehouse \\(schema 1000, this one knows \\d+\\)\\..*Nothing was changed\\.$`
    await expectRefused('database_from_newer_version', new RegExp(words))
  })

  test('from a newer version that crashed is refused, what it had not moved from its WAL included', async () => {
    const db = new Database(path())
    db.pragma('wal_autocheckpoint = 0')
    db.pragma('user_version = 1000')
    const crashed = temporaryHome()
    for (const end of ['', '-wal']) copyFileSync(path() + end, join(crashed, file + end))
    db.close()
    for (const end of ['', '-wal']) copyFileSync(join(crashed, file + end), path() + end)
    rmSync(crashed, { recursive: true })
    expect(statSync(`${path()}-wal`).size).toBeGreaterThan(0)
    await expectRefused('database_from_newer_version', /schema 1000/)
  })

  const damaged = new RegExp(
    `^${file} is damaged \\(.+\\)\\. Restore it from a backup, or move it away.*Nothing was changed\\.$`,
  )

  test('of garbage is refused', async () => {
    writeFileSync(path(), Buffer.alloc(8192, 'garbage'))
    await expectRefused('database_corrupt', damaged)
  })

  test('of a few garbage bytes is refused', async () => {
    writeFileSync(path(), 'hello')
    await expectRefused('database_corrupt', damaged)
  })

  test('cut within its header is refused', async () => {
    truncateSync(path(), 50)
    await expectRefused('database_corrupt', damaged)
  })

  test('cut within its pages is refused', async () => {
    truncateSync(path(), 4096 + 100)
    await expectRefused('database_corrupt', damaged)
  })

  test('with a page of garbage is refused', async () => {
    const bytes = readFileSync(path())
    expect(bytes.length).toBeGreaterThan(2 * 4096)
    bytes.fill(0xa5, 4096, 2 * 4096)
    writeFileSync(path(), bytes)
    await expectRefused('database_corrupt', damaged)
  })

  test('with a page of zeroes is refused', async () => {
    const bytes = readFileSync(path())
    writeFileSync(path(), bytes.fill(0, bytes.length - 4096))
    await expectRefused('database_corrupt', damaged)
  })

  test('with a flipped schema version is refused', async () => {
    const bytes = readFileSync(path())
    bytes.writeInt32BE(-1, 60) // https://www.sqlite.org/fileformat2.html#user_version_number
    writeFileSync(path(), bytes)
    await expectRefused('database_corrupt', damaged)
  })

  test('that is a folder is refused', async () => {
    rmSync(path())
    mkdirSync(path())
    const message = expect.stringContaining(`The home folder ${home} cannot be used: ${file}: `)
    await expect(start()).rejects.toMatchObject({ code: 'home_unusable', message })
  })

  test('moved away starts afresh, the others as they were', async () => {
    writeFileSync(path(), 'garbage')
    await expect(start()).rejects.toMatchObject({ code: 'database_corrupt' })
    rmSync(path())
    const gateway = await start(file === 'ledger.db')
    const [clients, requests] = await Promise.all([
      gateway.admin.listClients({}),
      gateway.admin.listRequests({ offset: 0, limit: 10 }),
    ])
    await gateway.close()
    expect(clients).toHaveLength(file === 'config.db' ? 0 : 1)
    expect(requests.rows).toHaveLength(file === 'log.db' ? 0 : 1)
  })
})

test('an empty file is a new database', async () => {
  truncateSync(join(home, 'log.db'), 0)
  await (await start()).close()
})
