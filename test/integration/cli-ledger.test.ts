import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLedger } from '../../gateway/ledger/ledger.ts'
import { openLedgerDb } from '../../gateway/storage/databases.ts'
import { openLedgerJournal } from '../../gateway/storage/ledger-journal.ts'
import { runCommand, runCommandForJson } from '../support/command-line.ts'
import { holdRequestOf, settlement } from '../support/ledger-records.ts'

const day = 86_400_000

let homeDir: string
let aheadMs: number

beforeEach(async () => {
  homeDir = await mkdtemp(join(tmpdir(), 'gatehouse-cli-ledger-'))
  aheadMs = Date.now() + 400 * day
})

afterEach(() => rm(homeDir, { recursive: true, force: true }))

const gatehouse = (args: string) => runCommand(homeDir, args)
const gatehouseJson = (args: string) => runCommandForJson(homeDir, args)

/** A home that was used with a clock 400 days ahead; each request was held for 70 and reported more than can be. */
async function useAhead(requests: number): Promise<void> {
  await gatehouse('budget set --scope all --window day --usd 1')
  const ledger = openLedger({
    journal: openLedgerJournal(openLedgerDb(homeDir)),
    now: () => aheadMs,
    monotonicMs: () => 0,
    nameOf: ({ id }) => id,
    titleOf: ({ id }) => id,
    log: pino({ level: 'silent' }),
  })
  for (let each = 0; each < requests; each++) {
    ledger.settle(await ledger.reserve(holdRequestOf(70n)), settlement(2n ** 64n))
  }
  ledger.close()
}

test('a clock that was ahead is told by status, put right once, and shown with who did it', async () => {
  await useAhead(1)
  const before = (await gatehouse('status')).stdout
  expect(before).toContain(new Date(aheadMs).toISOString().slice(0, 19))
  expect(before).toContain('gatehouse ledger correct-clock')
  expect((await gatehouse('ledger show')).stdout).toContain("later than this machine's clock")

  expect((await gatehouse('ledger correct-clock')).stdout).toMatch(
    /^The ledger's time was .+ and is .+ now\.$/,
  )
  expect((await gatehouse('ledger correct-clock')).stdout).toContain('nothing was changed')
  const { time, clockCorrections } = await gatehouseJson('ledger show')
  expect(time.aheadMs).toBe(0)
  expect(clockCorrections).toMatchObject([
    { by: `${userInfo().username}, command line`, fromMs: aheadMs, entries: 1 },
  ])
  expect((await gatehouse('ledger show')).stdout).toContain(
    `by ${userInfo().username}, command line, 1 entry dated anew`,
  )
  expect((await gatehouse('status')).stdout).not.toContain('correct-clock')
  expect(await gatehouseJson('budget list')).toMatchObject([{ settled: '70' }])
})

test('what was set aside is told by status, listed, and billed as held or as so much', async () => {
  aheadMs = Date.now()
  await useAhead(2)
  expect((await gatehouse('status')).stdout).toContain('2 requests could not be billed as reported')
  const { stdout } = await gatehouse('ledger show')
  expect(stdout).toContain('a cost of 18446744073709551616 nano-dollars')
  expect(stdout).toContain('0.00000007 USD')

  expect(await gatehouse('ledger repair 1')).toMatchObject({ code: 0, stdout: 'Billed entry 1.' })
  expect(await gatehouse('ledger repair 2 --usd 0.5')).toMatchObject({ code: 0 })
  expect(await gatehouse('ledger repair 2')).toMatchObject({
    code: 1,
    stderr: 'No entry 2 waits for a repair.',
  })
  expect(await gatehouseJson('budget list')).toMatchObject([{ settled: '500000070' }])
  expect((await gatehouseJson('ledger show')).setAside).toEqual([])
  expect((await gatehouse('status')).stdout).not.toContain('could not be billed')
})

test.each([
  ['ledger repair', 'ENTRY'],
  ['ledger repair x', 'ENTRY takes a whole number'],
  ['ledger repair 1 --usd much', '--usd takes dollars'],
])('%s is called wrongly', async (args, words) => {
  expect(await gatehouse(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) })
})
