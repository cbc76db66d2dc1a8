import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { logFilterOptions, readLogFilter } from '../../gateway/cli/log-filter.ts'
import { parseCommand } from '../../gateway/cli/parse-command.ts'
import { calendarBudget } from '../support/budgets.ts'
import { runCommand, runCommandForJson } from '../support/command-line.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { temporaryHome } from '../support/temporary-home.ts'

const homeDir = temporaryHome()
let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig({ homeDir, sandbox: true })
  const { admin } = rig.gateway
  const [client] = await admin.listClients({})
  await admin.renameClient({ id: client?.id ?? '', name: 'notebook' })
  await admin.setBudget(
    calendarBudget('0', { unit: 'tokens', window: 'month' }, { scope: { kind: 'project', id: 'full' } }),
  )
  const ask = async (model: string, project: string) => {
    const body = { ...chatBody('openai-chat'), model }
    const headers = { 'x-gatehouse-project': project }
    await (await rig.post(paths['openai-chat'], body, { headers })).text()
  }
  await ask('gpt-4o-mini', 'free')
  await ask('gpt-4o', 'full/of/it')
  await ask('sandbox/none', 'free')
  await ask('sandbox/echo', 'free')
  await vi.waitUntil(async () => (await admin.sumRequests({})).requests === 4)
})
afterAll(() => rmSync(homeDir, { recursive: true, force: true }))

const refusing = ['--refused-by', 'Project full, tokens per month']

test.each([
  [
    ['--outcome', 'completed', '--outcome', 'over-budget'],
    ['gpt-4o-mini', 'gpt-4o', 'echo'],
  ],
  [
    ['--outcome', 'failures'],
    ['gpt-4o', 'sandbox/none'],
  ],
  [['--outcome', 'failures', '--error', 'model_unknown'], ['sandbox/none']],
  [['--project', 'free', '--kind', 'sandbox'], ['echo']],
  [['--project', '-'], []],
  [refusing, ['gpt-4o']],
  [['--refused-by', 'project:full/month/tokens', '--from', '2020-01-01'], ['gpt-4o']],
  [['--to', '2020-01-01T09:30'], []],
  [['--client', 'notebook', '--search', 'none'], ['sandbox/none']],
  [['--provider', 'open', '--model', 'gpt-4o'], ['gpt-4o']],
])('%j lets through what it says', async (args, models) => {
  const { admin } = rig.gateway
  const filter = await readLogFilter(parseCommand(args, logFilterOptions), admin)
  const { rows } = await admin.listRequests({ ...filter, offset: 0, limit: 20 })
  expect(rows.map(({ model }) => model).toReversed()).toEqual(models)
})

test.each([
  [['--client', 'nobody'], 'There is no client token "nobody".'],
  [['--refused-by', 'all/day'], 'There is no budget "all/day".'],
  [['--kind', 'odd'], '--kind is provider, sandbox or question.'],
  [['--from', 'yesterday'], '--from takes a time such as 2026-11-24 or 2026-11-24T09:30.'],
])('%j is refused in words', async (args, message) => {
  const reading = readLogFilter(parseCommand(args, logFilterOptions), rig.gateway.admin)
  await expect(reading).rejects.toMatchObject({ message })
})

test('log and log export take them, and name the budget that refused as the window does', async () => {
  await rig[Symbol.asyncDispose]()
  expect(await runCommandForJson(homeDir, ['log', ...refusing])).toMatchObject([{ model: 'gpt-4o' }])
  const { stdout } = await runCommand(homeDir, ['log', 'export', ...refusing])
  expect(stdout.split('\n')).toHaveLength(2)
  expect(stdout).toContain(',"Project full, tokens per month",')
})
