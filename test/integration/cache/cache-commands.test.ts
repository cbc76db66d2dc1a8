// What a person does with the cache on the command line.
import { rmSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { recoveredRecords } from '../../../gateway/answer/record.ts'
import type { CacheMode, CacheTrace } from '../../../gateway/contract/answer-cache.ts'
import type { RequestId } from '../../../gateway/contract/units.ts'
import { openLogDb } from '../../../gateway/storage/databases.ts'
import { openRequestLogWriter, toLogRow } from '../../../gateway/storage/request-log.ts'
import { runCommand, runCommandForJson } from '../../support/command-line.ts'
import { hold, settlement } from '../../support/ledger-records.ts'
import { temporaryHome } from '../../support/temporary-home.ts'
import { startTestGateway } from '../../support/test-gateway.ts'

function newHome(): string {
  const homeDir = temporaryHome()
  onTestFinished(() => rmSync(homeDir, { recursive: true, force: true }))
  return homeDir
}

const enable = 'How do I enable two-factor login?'
const disable = 'How do I disable two-factor login?'

test('sets the mode of all, and of one token', async () => {
  const homeDir = newHome()
  const gatehouse = (args: string) => runCommand(homeDir, args)
  await gatehouse('token create --name notebook')
  const mode = async (): Promise<CacheMode> =>
    (await runCommandForJson(homeDir, 'cache status')).mode as CacheMode
  expect(await mode()).toBe('off')
  expect((await gatehouse('cache mode exact')).stdout).toBe('cacheMode is exact.')
  expect(await mode()).toBe('exact')
  expect((await gatehouse('cache mode measure --client notebook')).stdout).toBe(
    'The cache of "notebook": measure.',
  )
  expect(await mode()).toBe('exact')
  expect(await runCommandForJson(homeDir, 'token list')).toMatchObject([{ cache: { mode: 'measure' } }])
})

test('changes of a token what is given, and leaves the rest', async () => {
  const homeDir = newHome()
  const gatehouse = (args: string) => runCommand(homeDir, args)
  await gatehouse('token create --name notebook')
  const listed = async () => (await gatehouse('token list')).stdout.split('\n')[1]
  expect(await listed()).toMatch(/ default +default +\d{4}-/)
  expect((await gatehouse('token set-cache notebook --scope team --tools on')).stdout).toBe(
    'The cache of "notebook": default, team, tools.',
  )
  expect((await gatehouse('token set-cache notebook --mode semantic')).stdout).toBe(
    'The cache of "notebook": semantic, team, tools.',
  )
  expect(await listed()).toContain('semantic, team, tools')
  expect(await runCommandForJson(homeDir, 'token set-cache notebook --tools off')).toMatchObject({
    cache: { mode: 'semantic', scope: 'team', allowsTools: false },
  })
  expect((await gatehouse('token set-cache notebook --mode default --scope client')).stdout).toBe(
    'The cache of "notebook": default.',
  )
})

test('takes a rate as a decimal', async () => {
  const homeDir = newHome()
  expect((await runCommand(homeDir, 'settings set cacheFalseHitRate 0.025')).stdout).toBe(
    'cacheFalseHitRate is 0.025.',
  )
})

test('tests two questions, in a process of its own or through the gateway that runs', async () => {
  await using gateway = await startTestGateway()
  const commands = [newHome(), gateway.homeDir].map(async homeDir => {
    const found = await runCommandForJson(homeDir, ['cache', 'test', enable, disable])
    expect(found).toMatchObject({ cosine: expect.any(Number), guard: { rule: 'antonym' } })
    expect(found).toMatchObject({ verdict: 'miss', rule: 'antonym' })
    const told = await runCommand(homeDir, ['cache', 'test', enable, disable])
    expect(told).toMatchObject({ code: 0, stderr: '' })
    expect(told.stdout).toMatch(
      /^cosine {3}0\.\d{4} \(needed: 0\.95\)\nguard {4}refuses \(antonym\): .+\nverdict {2}miss \(antonym\)$/,
    )
    const same = await runCommand(homeDir, ['cache', 'test', enable, enable])
    expect(same.stdout).toMatch(/\nguard {4}agrees\nverdict {2}hit$/)
  })
  await Promise.all(commands)
}, 120_000)

test('tells the state, what is kept, and what was removed', async () => {
  const homeDir = newHome()
  const gatehouse = (args: string) => runCommand(homeDir, args)
  const { stdout } = await gatehouse('cache status --days 2')
  expect(stdout).toMatch(
    /^Mode {5}off\nModel {4}off\nStore {4}\w+[^\n]*\nEntries {2}0, 0 B of 256 MiB\n\nDAY /,
  )
  expect(stdout.split('\n')).toHaveLength(8)
  expect((await gatehouse('cache list')).stdout).toBe('There is nothing.')
  expect(await runCommandForJson(homeDir, 'cache list --hits')).toEqual([])
  expect((await gatehouse('cache purge --all')).stdout).toBe('0 answers are gone.')
  expect(await runCommandForJson(homeDir, 'cache purge --model gpt-5')).toEqual({ removed: 0 })
})

test('log show says what the cache did for a request, and why', async () => {
  const homeDir = newHome()
  const requestId = 'req_1' as RequestId
  const [record] = recoveredRecords(
    [{ hold: hold({ requestId }), ...settlement(7n, 7), settledAtMs: 5 }],
    () => undefined,
  )
  if (!record) throw new Error('Nothing was recovered')
  const trace: CacheTrace = {
    outcome: 'miss',
    reason: 'the questions differ',
    similarity: 0.98765,
    ageMs: 61_000,
    guard: { agrees: false, rule: 'number', reason: '“23” is not “24”.' },
    savedNanoUsd: '1500',
    savedMs: 900,
    wouldBe: 'miss',
  }
  await runCommand(homeDir, 'status') // makes the home folder
  const db = openLogDb(homeDir)
  openRequestLogWriter(db).insert([
    toLogRow({ ...record, cache: JSON.stringify(trace), cacheOutcome: 'miss' }),
  ])
  db.close()
  expect((await runCommand(homeDir, 'log show req_1')).stdout).toContain(
    [
      '',
      'Cache            miss: the questions differ',
      'Would have been  miss',
      'Similarity       0.9877',
      'Age              61.0 s',
      'Guard            refuses (number): “23” is not “24”.',
      'Saved            0.0000015 USD',
      'Time saved       900 ms',
    ].join('\n'),
  )
  expect(await runCommandForJson(homeDir, 'log show req_1')).toMatchObject({ cache: trace })
  expect(await runCommandForJson(homeDir, 'log')).toMatchObject([{ cacheOutcome: 'miss' }])
})

test.each([
  ['token set-cache', 'Missing: NAME-or-ID.'],
  ['token set-cache notebook', 'Give --mode, --scope or --tools.'],
  ['token set-cache notebook --mode on', '--mode is off, measure, exact, semantic or default.'],
  ['token set-cache notebook --scope world', '--scope is client, team or everybody.'],
  ['token set-cache notebook --tools yes', '--tools is on or off.'],
  ['cache', 'cache what? One of mode, status, list, purge, wrong, right, test.'],
  ['cache mode', 'Missing: off|measure|exact|semantic.'],
  ['cache mode always', 'The mode is off, measure, exact or semantic.'],
  ['cache status --days 31', '--days takes a whole number from 1 to 30.'],
  ['cache list --limit 501', '--limit takes a whole number from 1 to 500.'],
  ['cache purge', 'Give one of --all, --client, --model and --entry.'],
  ['cache purge --all --model m', 'Give one of --all, --client, --model and --entry.'],
  ['cache wrong', 'Missing: HIT-ID.'],
  ['cache right', 'Missing: HIT-ID.'],
  ['cache test hello', 'Missing: "QUESTION".'],
  ['settings set cacheFalseHitRate 0.9', 'cacheFalseHitRate'],
  ['settings set cacheMode always', 'cacheMode'],
])('a wrong call ends with 2 and one line: %s', async (args, reason) => {
  const { code, stdout, stderr } = await runCommand(newHome(), args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(reason)
  expect(stderr).not.toContain('\n')
})

test.each([
  ['token set-cache nobody --mode off', 'There is no client token "nobody".'],
  ['cache mode off --client nobody', 'There is no client token "nobody".'],
  ['cache purge --client nobody', 'There is no client token "nobody".'],
  ['cache wrong hit_1', 'The cache keeps no hit "hit_1".'],
  ['cache right hit_1', 'The cache keeps no hit "hit_1".'],
])('what is not there ends with 1 and one line: %s', async (args, reason) => {
  expect(await runCommand(newHome(), args)).toEqual({ code: 1, stdout: '', stderr: reason })
})
