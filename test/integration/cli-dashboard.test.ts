import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand, runCommandForJson } from '../support/command-line.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

let homeDir: string
let gateway: TestGateway
let opened: string[]

beforeEach(async () => {
  homeDir = temporaryHome()
  gateway = await startTestGateway({ homeDir })
  opened = []
})

afterEach(async () => {
  await gateway.close()
  rmSync(homeDir, { recursive: true, force: true })
})

const desktop = { open: (path: string) => void opened.push(path) }

test('dashboard prints an address that the running gateway accepts, and no other opens it', async () => {
  const { code, stdout } = await runCommand(homeDir, 'dashboard', { desktop })
  expect({ code, stdout }).toEqual({ code: 0, stdout: gateway.dashboardUrl })
  expect(opened).toEqual([]) // its output is no terminal
  expect(await runCommandForJson(homeDir, 'dashboard')).toEqual({ dashboardUrl: gateway.dashboardUrl })
})

test('after a restart it prints the new token', async () => {
  const before = gateway.dashboardUrl
  await gateway.close()
  gateway = await startTestGateway({ homeDir })
  const { stdout } = await runCommand(homeDir, 'dashboard')
  expect(stdout).toBe(gateway.dashboardUrl)
  expect(stdout).not.toBe(before)
})

test.each([
  ['dashboard', true, 1],
  ['dashboard --open', false, 1],
  ['dashboard --no-open', true, 0],
  ['dashboard --json', true, 0],
] as const)('%s, to a terminal: %j, opens %d', async (args, isTerminal, times) => {
  await runCommand(homeDir, args, { desktop, isTerminal })
  expect(opened).toHaveLength(times)
})

test('what is opened has the token in a private file and not in an argument, and goes with the gateway', async () => {
  await runCommand(homeDir, 'dashboard --open', { desktop })
  const [path = ''] = opened
  expect(path).toMatch(/dashboard\.html$/)
  expect(readFileSync(path, 'utf8')).toContain(`location.replace("${gateway.dashboardUrl}")`)
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0)
  await gateway.close()
  expect(existsSync(path)).toBe(false)
})

test('without a desktop it says so where it was asked to open, and without a gateway what to do', async () => {
  const { code, stdout, stderr } = await runCommand(homeDir, 'dashboard --open')
  expect({ code, stdout }).toEqual({ code: 0, stdout: gateway.dashboardUrl })
  expect(stderr).toBe('There is no desktop here to open it on.')
  await gateway.close()
  const gone = await runCommand(homeDir, 'dashboard')
  expect(gone.code).toBe(1)
  expect(gone.stderr).toMatch(/^Nothing runs on /)
  expect((await runCommand(homeDir, 'dashboard --open --no-open')).code).toBe(2)
})

test('what the data takes on the disk is told, with how much of the log is used', async () => {
  const { files, log } = await gateway.admin.readDiskUse({})
  expect(files.map(({ name }) => name)).toEqual(['config.db', 'ledger.db', 'log.db'])
  for (const { bytes } of files) expect(bytes).toBeGreaterThan(0)
  expect(log).toEqual({ rows: 0, maxRows: 1_000_000 })
})

test('a budget’s history ends with what it has spent now', async () => {
  const rule = {
    kind: 'calendar',
    window: 'week',
    zone: 'UTC',
    weekStart: 1,
    monthStart: 1,
    unit: 'tokens',
  } as const
  const { id, windowStartMs } = await gateway.admin.setBudget({
    scope: { kind: 'all' },
    rule: { ...rule, limit: '1000' },
    mode: 'hard',
    strict: false,
    atCap: 'finish',
  })
  const { windows } = await gateway.admin.readBudgetHistory({ id })
  expect(windows).toHaveLength(12)
  expect(windows.at(-1)).toMatchObject({ startMs: windowStartMs, spent: '0' })
  await expect(gateway.admin.readBudgetHistory({ id: 'bud_none' })).rejects.toMatchObject({
    code: 'budget_unknown',
  })
  expect(await gateway.admin.listBudgetAlerts({ limit: 200 })).toEqual([])
  await expect(gateway.admin.listBudgetAlerts({ limit: 201 })).rejects.toMatchObject({
    code: 'input_invalid',
  })
})
