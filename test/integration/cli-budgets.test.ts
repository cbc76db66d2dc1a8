import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runCommand, runCommandForJson } from '../support/command-line.ts'

let homeDir: string

beforeEach(async () => {
  homeDir = await mkdtemp(join(tmpdir(), 'gatehouse-budgets-'))
})

afterEach(async () => {
  await rm(homeDir, { recursive: true, force: true })
})

const gatehouse = (args: string) => runCommand(homeDir, args)
const gatehouseJson = (args: string) => runCommandForJson(homeDir, args)

const plain = { mode: 'hard', strict: false, atCap: 'finish' }

describe('a budget', () => {
  test('of a calendar window is what it always was', async () => {
    expect(await gatehouseJson('budget set --scope all --window day --zone UTC --usd 5')).toMatchObject({
      ...plain,
      name: 'all/day',
      title: 'All clients, per day',
      scope: { kind: 'all' },
      rule: {
        kind: 'calendar',
        window: 'day',
        zone: 'UTC',
        weekStart: 1,
        monthStart: 1,
        unit: 'usd',
        limit: '5000000000',
      },
    })
  })

  test('is exact to the nano-dollar', async () => {
    await gatehouse('budget set --scope all --window month --zone Asia/Tokyo --usd 12.000000001')
    expect(await gatehouseJson('budget list')).toMatchObject([
      { rule: { zone: 'Asia/Tokyo', window: 'month', unit: 'usd', limit: '12000000001' } },
    ])
    const { stdout } = await gatehouse('budget list')
    expect(stdout).toMatch(/^BUDGET +MODE +LIMIT +SPENT +HELD +LEFT +RESETS +ID$/m)
    expect(stdout).toContain('\nAll clients, per month  ')
    expect(stdout).toContain('12.000000001 USD')
    expect(stdout).toContain('Asia/Tokyo')
  })

  test('is in this machine’s zone unless told', async () => {
    const { rule } = await gatehouseJson('budget set --scope all --window day --usd 1')
    expect(rule.zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
  })

  test.each([
    [
      '--window week --week-start sunday --zone UTC --usd 1',
      { kind: 'calendar', window: 'week', weekStart: 7, monthStart: 1, zone: 'UTC' },
      'Set "All clients, per week" to 1 USD; it resets at ',
    ],
    [
      '--window month --month-start 31 --zone UTC --tokens 9',
      { kind: 'calendar', window: 'month', weekStart: 1, monthStart: 31, unit: 'tokens', limit: '9' },
      'Set "All clients, tokens per month" to 9 tokens; it resets at ',
    ],
    [
      '--rolling 5 --usd 2.5',
      { kind: 'rolling', hours: 5, unit: 'usd', limit: '2500000000' },
      'Set "All clients, in any 5 hours" to 2.5 USD.',
    ],
    [
      '--bucket --tokens 90000 --refill-per-second 0.125',
      { kind: 'bucket', unit: 'tokens', limit: '90000', refillPerSecond: 0.125 },
      'Set "All clients, pace of tokens" to 90000 tokens; it fills again by 0.125 a second.',
    ],
    [
      '--bucket --requests 100',
      { kind: 'bucket', unit: 'requests', limit: '100', refillPerSecond: 1.667 },
      'Set "All clients, pace of requests" to 100 requests; it fills again by 1.667 a second.',
    ],
    [
      '--at-once 4',
      { kind: 'concurrency', unit: 'requests', limit: '4' },
      'Set "All clients, requests at once" to 4 requests.',
    ],
  ])('counts as it is told: %s', async (flags, rule, says) => {
    const { code, stdout } = await gatehouse(`budget set --scope all ${flags}`)
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(says) })
    expect(await gatehouseJson('budget list')).toMatchObject([{ ...plain, rule }])
  })

  test.each([
    ['team:lab/vision', { kind: 'team', id: 'lab/vision' }, 'team:lab/vision'],
    ['person:小林', { kind: 'person', id: '小林' }, 'person:小林'],
    ['provider:sandbox', { kind: 'provider', id: 'sandbox' }, 'provider:sandbox'],
    ['model:sandbox/echo', { kind: 'model', id: 'sandbox/echo' }, 'model:sandbox/echo'],
    ['model:a:b', { kind: 'model', id: 'a:b' }, 'model:a:b'],
    ['project:thesis', { kind: 'project', id: 'thesis' }, 'project:thesis'],
  ])('covers %s', async (text, scope, name) => {
    expect(await gatehouse(`budget set --scope ${text} --rolling 1 --tokens 5`)).toMatchObject({ code: 0 })
    expect(await gatehouseJson('budget list')).toMatchObject([{ scope, name: `${name}/1h/tokens` }])
    expect(await gatehouse(`budget remove ${name}/1h/tokens`)).toMatchObject({ code: 0 })
    expect(await gatehouseJson('budget list')).toEqual([])
  })

  test('is lifted by the name that it has everywhere', async () => {
    await gatehouse('budget set --scope team:lab --window month --zone UTC --usd 5')
    expect(await runCommand(homeDir, ['budget', 'remove', 'Team lab, per month'])).toMatchObject({
      code: 0,
      stdout: 'Removed "Team lab, per month".',
    })
  })

  test('of a client is set by its name and lifted by its own', async () => {
    await gatehouse('token create --name notebook')
    const set = await gatehouse('budget set --scope client:notebook --window day --zone UTC --tokens 5000')
    expect(set).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"notebook, tokens per day" to 5000 tokens'),
    })
    expect(await gatehouse('budget remove notebook/day/tokens')).toMatchObject({ code: 0 })
    expect(await gatehouseJson('budget list')).toEqual([])
  })

  test.each([
    ['team:lab', 'token assign notebook --team lab/vision'],
    ['person:ada', 'token assign notebook --person ada'],
  ])('for a name that nobody has says so, once: %s', async (scope, assign) => {
    await gatehouse('token create --name notebook')
    const first = await gatehouse(`budget set --scope ${scope} --rolling 1 --usd 5`)
    expect(first).toMatchObject({ code: 0, stderr: `Nothing of ${scope} is known yet: is it spelt right?` })
    await gatehouse(assign)
    expect(await gatehouse(`budget set --scope ${scope} --rolling 1 --usd 5`)).toMatchObject({ stderr: '' })
  })

  test('is soft, strict and cutting where it is told to be', async () => {
    const soft = 'budget set --scope all --rolling 1 --usd 5 --mode soft --strict --at-cap cut'
    expect((await gatehouse(soft)).stdout).toBe('Set "All clients, in any hour" (soft) to 5 USD.')
    expect(await gatehouseJson('budget list')).toMatchObject([{ mode: 'soft', strict: true, atCap: 'cut' }])
    expect((await gatehouse('budget list')).stdout).toContain('soft strict cut')
  })

  test('is changed by setting it again, and a shadow stands beside it', async () => {
    const { id } = await gatehouseJson('budget set --scope all --rolling 1 --usd 5 --strict')
    expect(await gatehouseJson('budget set --scope all --rolling 1 --usd 6')).toMatchObject({ id, ...plain })
    await gatehouse('budget set --scope all --rolling 1 --usd 1 --mode shadow')
    expect(await gatehouseJson('budget list')).toMatchObject([
      { id, rule: { limit: '6000000000' } },
      { name: 'all/1h/shadow', mode: 'shadow', wouldHaveRefused: 0 },
    ])
  })

  test('that shares its name with another is told apart by its id', async () => {
    const { id } = await gatehouseJson('budget set --scope all --window day --zone UTC --usd 1')
    await gatehouse('budget set --scope all --window day --zone Asia/Tokyo --usd 5')
    expect(await gatehouse('budget remove all/day')).toMatchObject({ code: 1 })
    expect(await gatehouse(`budget remove ${id}`)).toMatchObject({ code: 0 })
    expect(await gatehouseJson('budget list')).toMatchObject([{ rule: { zone: 'Asia/Tokyo' } }])
  })
})

test.each([
  ['--scope all --usd 1', 'Give one of --window, --rolling, --bucket and --at-once.'],
  ['--scope all --window day --zone Mars/Olympus --usd 1', 'Mars/Olympus'],
  ['--scope team:lab//x --window day --usd 1', 'A team, a person or a project is'],
])('a budget that makes no sense ends with 2 and one line: %s', async (flags, reason) => {
  const { code, stdout, stderr } = await gatehouse(`budget set ${flags}`)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(reason)
  expect(stderr).not.toContain('\n')
  expect(await gatehouseJson('budget list')).toEqual([])
})
