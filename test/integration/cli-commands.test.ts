import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { providerAdapters } from '../../gateway/providers/index.ts'
import { runCommand, runCommandForJson } from '../support/command-line.ts'

let homeDir: string

beforeEach(async () => {
  homeDir = await mkdtemp(join(tmpdir(), 'gatehouse-commands-'))
})

afterEach(async () => {
  await rm(homeDir, { recursive: true, force: true })
})

const gatehouse = (args: string, options?: { readonly key: string }) => runCommand(homeDir, args, options)
const gatehouseJson = (args: string) => runCommandForJson(homeDir, args)

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
      'accuracy',
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
    [
      'token',
      'token what? One of create, list, assign, rename, pause, resume, set-translation, set-cache, revoke.',
    ],
    [
      'token steal',
      'token has only create, list, assign, rename, pause, resume, set-translation, set-cache, revoke.',
    ],
    ['token create', '--name is missing.'],
    ['token revoke', 'Missing: NAME-or-ID.'],
    ['token assign --person ada', 'Missing: NAME-or-ID.'],
    ['token assign notebook', 'Give --person, --team or both.'],
    ['token set-translation notebook', 'Missing: drop|warn|reject|default.'],
    ['token set-translation notebook maybe', 'The last argument is drop, warn, reject or default.'],
    ['status --loud', "Unknown option '--loud'."],
    ['provider add openai --key sk-1', 'A key is never an argument'],
    ['provider add openai', 'needs a key: use --key-env VAR or --key-stdin.'],
    ['provider add openai --key-env NOT_SET', 'The environment variable NOT_SET is not set.'],
    ['provider add openai --key-env A --key-stdin', 'Use --key-env or --key-stdin, not both.'],
    ['provider add openai --key-stdin', 'No key came on standard input.'],
    ['provider add mine --kind telepathy --key-stdin', '--kind is one of openai, '],
    ['price set gpt-4o --input 1 --output 2', 'Name the model as PROVIDER/MODEL.'],
    ['price set work/ --input 1 --output 2', 'Name the model as PROVIDER/MODEL.'],
    ['price set work/gpt-4o --input 1', '--output is missing.'],
    ['price set work/gpt-4o --input 1,5 --output 2', '--input takes dollars per million tokens'],
    ['price set work/gpt-4o --input 1 --output 1e3', '--output takes dollars per million tokens'],
    ['price set work/gpt-4o --input 1 --output -2', '--output'],
    ['price set work/gpt-4o --input 0.0000000001 --output 2', '--input takes dollars per million tokens'],
    ['price set work/gpt-4o --input 1 --output 2 --cache-read free', '--cache-read takes dollars'],
    ['price remove', 'Missing: PROVIDER/MODEL.'],
    ['settings set port much', 'port must be integer.'],
    ['settings set port Much!', 'VALUE is a number, true, false or a word.'],
    ['settings set port 70000', 'port'],
    ['settings set port 4283.5', 'port must be integer.'],
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
    ['token assign nobody --team lab', 'There is no client token "nobody".'],
    ['token set-translation nobody drop', 'There is no client token "nobody".'],
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

describe('a token’s person and team', () => {
  test('are set apart from each other, listed, and taken away', async () => {
    await gatehouse('token create --name notebook')
    expect(await gatehouse('token assign notebook --person 小林 --team lab/vision')).toMatchObject({
      code: 0,
      stdout: '"notebook" belongs to "小林" and to team "lab/vision".',
    })
    const { stdout } = await gatehouse('token list')
    expect(stdout).toMatch(/^NAME +TOKEN +PERSON +TEAM/)
    expect(stdout).toMatch(/小林 +lab\/vision/)

    expect(await gatehouseJson('token assign notebook --person=')).toMatchObject({
      personId: null,
      teamId: 'lab/vision',
    })
    expect((await gatehouse('token assign notebook --team=')).stdout).toBe(
      '"notebook" belongs to nobody and to no team.',
    )
    expect(await gatehouseJson('token list')).toMatchObject([{ personId: null, teamId: null }])
  })

  test('are names, and nothing else is taken for one', async () => {
    await gatehouse('token create --name notebook')
    for (const name of ['/lab', 'lab//vision', 'a'.repeat(129), '\u202elab']) {
      expect(await gatehouse(`token assign notebook --team ${name}`)).toMatchObject({ code: 2, stdout: '' })
    }
    expect(await gatehouseJson('token list')).toMatchObject([{ personId: null, teamId: null }])
  })
})

describe('prices', () => {
  const unused = 'http://127.0.0.1:9/v1' // the discard port: nobody answers there

  test('of one’s own are set, listed and removed, slashes in the model’s name and all', async () => {
    await gatehouse(`provider add local --kind openai-compatible --base-url ${unused}`)
    const set = await gatehouse(
      'price set local/meta/llama-4 --input 2.50 --output 10 --cache-read 0.000000001',
    )
    expect(set).toMatchObject({ code: 0, stderr: '' })
    expect(await gatehouseJson('price list --provider local')).toEqual([
      {
        providerId: 'local',
        model: 'meta/llama-4',
        inputNanoUsdPerMillion: '2500000000',
        cacheReadNanoUsdPerMillion: '1',
        cacheWriteNanoUsdPerMillion: '2500000000',
        cacheWriteOneHourNanoUsdPerMillion: '2500000000',
        audioInputNanoUsdPerMillion: null,
        outputNanoUsdPerMillion: '10000000000',
        audioOutputNanoUsdPerMillion: null,
        longContextAboveTokens: null,
        source: 'override',
        dateIso: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        own: {
          providerId: 'local',
          model: 'meta/llama-4',
          inputUsdPerMillion: '2.5',
          outputUsdPerMillion: '10',
          cacheReadUsdPerMillion: '0.000000001',
        },
      },
    ])
    const { stdout } = await gatehouse('price list')
    expect(stdout).toMatch(/local\/meta\/llama-4 +2\.5 +10 +0\.000000001 +2\.5 +- +your price, /)
    expect(await gatehouse('price remove local/meta/llama-4')).toMatchObject({
      code: 0,
      stdout: 'Removed local/meta/llama-4.',
    })
    expect(await gatehouseJson('price list')).toEqual([])
    expect(await gatehouse('price remove local/meta/llama-4')).toMatchObject({
      code: 1,
      stderr: 'No price of your own is set for "meta/llama-4" of "local".',
    })
  })

  test('belong to a provider that is set up', async () => {
    for (const args of ['price set nobody/m --input 1 --output 2', 'price list --provider nobody'])
      expect(await gatehouse(args)).toMatchObject({
        code: 1,
        stderr: 'No provider named "nobody" is set up.',
      })
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
})

test('every kind of provider is listed, with its address and what it speaks', async () => {
  const [head, ...lines] = (await gatehouse('provider kinds')).stdout.trim().split('\n')
  expect(head).toMatch(/^KIND +NAME +KEY +BASE URL +SPEAKS$/)
  const kinds = providerAdapters.map(({ kind }) => kind)
  expect(lines.map(line => line.split(' ')[0])).toEqual(kinds)
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^moonshot +Moonshot AI +Moonshot AI API key +https:\/\/api\.moonshot\.ai\/v1 +openai-chat, anthropic-messages$/,
    ),
  )
})

test('--home may stand before the command', async () => {
  expect(await gatehouse(`--home ${homeDir}/other status --json`)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`${homeDir}/other`),
  })
})
