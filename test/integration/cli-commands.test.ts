import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CommandContext } from '../../gateway/cli/command.ts'
import { findPlaces } from '../../gateway/cli/places.ts'
import { runCli } from '../../gateway/cli/run-cli.ts'

let homeDir: string

beforeEach(async () => {
  homeDir = await mkdtemp(join(tmpdir(), 'gatehouse-commands-'))
})

afterEach(async () => {
  await rm(homeDir, { recursive: true, force: true })
})

const entry = join(import.meta.dirname, '..', '..', 'gateway', 'cli', 'main.ts')

async function gatehouse(args: string, options: { readonly key?: string } = {}) {
  const lines = { stdout: [] as string[], stderr: [] as string[] }
  const context: CommandContext = {
    environment: { GATEHOUSE_HOME: homeDir },
    places: findPlaces(pathToFileURL(entry).href),
    print: line => lines.stdout.push(line),
    note: line => lines.stderr.push(line),
    readSecret: async () => options.key ?? '',
    stopSignal: () => new AbortController().signal,
    outputClosed: new AbortController().signal,
  }
  const code = await runCli(args.split(' ').filter(Boolean), context)
  return { code, stdout: lines.stdout.join('\n'), stderr: lines.stderr.join('\n') }
}

async function gatehouseJson(args: string) {
  const { code, stdout, stderr } = await gatehouse(`${args} --json`)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

describe('help', () => {
  test('names every command and the exit codes', async () => {
    const { code, stdout } = await gatehouse('--help')
    expect(code).toBe(0)
    for (const words of [
      'serve',
      'status',
      'token create',
      'provider add',
      'budget set',
      'log',
      'settings set',
    ]) {
      expect(stdout).toContain(`\n  ${words}`)
    }
    expect(stdout).toContain('Exit codes: 0 done, 1 failed, 2 called wrongly.')
  })

  test('of a group or a command is only about that', async () => {
    for (const args of ['token --help', 'help token', 'token create --help', 'help token create']) {
      const { code, stdout } = await gatehouse(args)
      expect(code).toBe(0)
      expect(stdout).toContain('token create --name NAME')
      expect(stdout).not.toContain('budget set')
    }
  })

  test('comes, with exit code 2, where no command is given', async () => {
    expect(await gatehouse('')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('Usage: gatehouse COMMAND'),
    })
  })
})

test('the version is the package’s', async () => {
  expect(await gatehouse('--version')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/),
  })
})

describe('a wrong call', () => {
  test.each([
    ['nonsense', 'There is no command "nonsense": see --help.'],
    ['token', 'token what? One of create, list, revoke.'],
    ['token steal', 'token has only create, list, revoke.'],
    ['token create', '--name is missing.'],
    ['token revoke', 'Missing: NAME-or-ID.'],
    ['status --loud', "Unknown option '--loud'."],
    ['provider add openai --key sk-1', 'A key is never an argument'],
    ['provider add openai', 'needs a key: use --key-env VAR or --key-stdin.'],
    ['provider add openai --key-env NOT_SET', 'The environment variable NOT_SET is not set.'],
    ['provider add openai --key-env A --key-stdin', 'Use --key-env or --key-stdin, not both.'],
    ['provider add openai --key-stdin', 'No key came on standard input.'],
    ['provider add mine --kind telepathy --key-stdin', '--kind is one of openai, '],
    ['budget set --window day --usd 1', '--scope is missing.'],
    ['budget set --scope everyone --window day --usd 1', '--scope is all or client:NAME.'],
    ['budget set --scope all --window week --usd 1', '--window is day or month.'],
    ['budget set --scope all --window day', 'Give one of --usd and --tokens.'],
    ['budget set --scope all --window day --usd 1 --tokens 1', 'Give one of --usd and --tokens.'],
    ['budget set --scope all --window day --usd 12,50', '--usd takes an amount such as 12.50.'],
    ['budget set --scope all --window day --usd 1e3', '--usd takes an amount such as 12.50.'],
    ['budget set --scope all --window day --tokens 1.5', '--tokens takes a whole number'],
    ['budget set --scope all --window day --zone Mars/Olympus --usd 1', 'Mars/Olympus'],
    ['settings set port much', 'VALUE is a whole number, true or false.'],
    ['settings set port 70000', 'port'],
    ['settings set colour 1', 'colour'],
    ['log --limit 0', '--limit takes a whole number from 1 to 500.'],
    ['serve --port 70000', '--port takes a whole number from 0 to 65535.'],
  ])('ends with 2 and one line: %s', async (args, reason) => {
    const { code, stdout, stderr } = await gatehouse(args, { key: args.includes('mine') ? 'sk-1' : '\n' })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(reason)
    expect(stderr).not.toContain('\n')
    expect(stderr).not.toContain('sk-1')
  })
})

describe('what is not there', () => {
  test.each([
    ['token revoke nobody', 'There is no client token "nobody".'],
    ['provider remove nobody', 'No provider named "nobody" is set up.'],
    ['provider test nobody', 'No provider named "nobody" is set up.'],
    ['budget remove nobody', 'There is no budget "nobody".'],
    ['budget set --scope client:nobody --window day --usd 1', 'There is no client token "nobody".'],
  ])('ends with 1 and one line: %s', async (args, reason) => {
    expect(await gatehouse(args)).toEqual({ code: 1, stdout: '', stderr: reason })
  })
})

describe('tokens', () => {
  test('are printed once, alone, so that a script can take them', async () => {
    const { code, stdout, stderr } = await gatehouse('token create --name notebook')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^gth_\S+$/)
    expect(stderr).toBe('The token of "notebook", shown once:')
    const listed = await gatehouse('token list')
    expect(listed.stdout).toContain('notebook')
    expect(listed.stdout).not.toContain(stdout)
  })

  test('are revoked by name, once', async () => {
    await gatehouse('token create --name notebook')
    expect(await gatehouse('token revoke notebook')).toMatchObject({ code: 0, stdout: 'Revoked "notebook".' })
    expect(await gatehouse('token revoke notebook')).toMatchObject({ code: 1 })
    expect(await gatehouseJson('token list')).toMatchObject([
      { name: 'notebook', revokedAtMs: expect.any(Number) },
    ])
  })
})

describe('budgets', () => {
  test('are exact to the nano-dollar', async () => {
    await gatehouse('budget set --scope all --window month --zone Asia/Tokyo --usd 12.000000001')
    expect(await gatehouseJson('budget list')).toMatchObject([
      {
        scope: { kind: 'all' },
        window: 'month',
        zone: 'Asia/Tokyo',
        limit: { unit: 'usd', nanoUsd: '12000000001' },
      },
    ])
    const { stdout } = await gatehouse('budget list')
    expect(stdout).toContain('12.000000001 USD')
    expect(stdout).toContain('Asia/Tokyo')
  })

  test('of a client are set by its name and lifted by their own', async () => {
    await gatehouse('token create --name notebook')
    const set = await gatehouse('budget set --scope client:notebook --window day --zone UTC --tokens 5000')
    expect(set).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('notebook/day/tokens to 5000 tokens'),
    })
    expect(await gatehouse('budget remove notebook/day/tokens')).toMatchObject({ code: 0 })
    expect(await gatehouseJson('budget list')).toEqual([])
  })

  test('are in this machine’s zone unless told', async () => {
    const { zone } = await gatehouseJson('budget set --scope all --window day --usd 1')
    expect(zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
  })

  test('that share a name are told apart by their ids', async () => {
    const { id } = await gatehouseJson('budget set --scope all --window day --zone UTC --usd 1')
    await gatehouse('budget set --scope all --window day --zone Asia/Tokyo --usd 5')
    expect(await gatehouse('budget remove all/day')).toMatchObject({ code: 1 })
    expect(await gatehouse(`budget remove ${id}`)).toMatchObject({ code: 0 })
    expect(await gatehouseJson('budget list')).toMatchObject([{ zone: 'Asia/Tokyo' }])
  })
})

describe('settings', () => {
  test('are listed with their meaning and kept', async () => {
    expect(await gatehouse('settings set drainTimeoutMs 5000')).toMatchObject({
      stdout: 'drainTimeoutMs is 5000.',
    })
    const settings = await gatehouseJson('settings list')
    expect(settings).toContainEqual(
      expect.objectContaining({ key: 'drainTimeoutMs', value: 5000, defaultValue: 10_000 }),
    )
    expect((await gatehouse('settings list')).stdout).toContain('How long quitting waits')
  })
})

test('an empty log and no running owner are no failure', async () => {
  expect(await gatehouseJson('log')).toEqual([])
  expect((await gatehouse('log')).stdout).toMatch(/^TIME +CLIENT/)
  expect((await gatehouse('status')).stdout).toContain('is not running')
  expect((await gatehouse('provider kinds')).stdout).toContain('openai-compatible')
})

test('--home may stand before the command', async () => {
  expect(await gatehouse(`--home ${homeDir}/other status --json`)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`${homeDir}/other`),
  })
})
