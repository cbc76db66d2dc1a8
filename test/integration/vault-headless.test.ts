import { chmod, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CliOptions } from '../support/cli-process.ts'
import { cliRigOfEachTest } from '../support/cli-rig.ts'
import { closedOrigin } from '../support/fake-upstream.ts'

const rig = cliRigOfEachTest()

test('a provider that cannot be reached is added, and one line says so', async () => {
  const { code, stdout, stderr } = await rig.home.cli([
    'provider',
    'add',
    'far',
    '--kind',
    'openai-compatible',
    '--base-url',
    `${await closedOrigin()}/v1`,
  ])
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Added far') })
  expect(stderr).toMatch(/^[^\n]*refused[^\n]*\n$/)
})

describe('a key', () => {
  const canary = 'sk-canary-4d1f0c6b2a'

  test.each([
    {
      name: 'the environment',
      args: ['--key-env', 'THE_KEY'],
      options: { environment: { THE_KEY: canary } },
    },
    { name: 'standard input', args: ['--key-stdin'], options: { stdin: `${canary}\n` } },
  ])('comes from $name, reaches the provider and is found nowhere', async ({ args, options }) => {
    const gateway = await rig.home.serve()
    const added = await addProvider(args, options)
    expect(added).toMatchObject({ code: 0, stderr: '' })
    expect(await rig.home.cliJson(['provider', 'test', 'upstream'])).toMatchObject({ ok: true })
    const asked = rig.upstream.requests.at(-1)?.headers.authorization
    expect(asked).toBe(`Bearer ${canary}`)

    const listed = await rig.home.cli(['provider', 'list', '--json'])
    const files = await Promise.all(
      (await readdir(rig.home.homeDir)).map(name =>
        readFile(join(rig.home.homeDir, name)).then(bytes => bytes.toString('latin1')),
      ),
    )
    await gateway.end()
    const places = [added.stdout, listed.stdout, gateway.stdout(), gateway.stderr(), ...files]
    expect(places.filter(place => place.includes(canary))).toEqual([])
  })

  test('sealed under a passphrase is locked without it, and back with it', async () => {
    const withPassphrase = { environment: { GATEHOUSE_PASSPHRASE: 'correct horse' } }
    await addProvider(['--key-env', 'THE_KEY'], {
      environment: { ...withPassphrase.environment, THE_KEY: canary },
    })
    const keyState = async (options = {}) => {
      const { stdout } = await rig.home.cli(['provider', 'list', '--json'], options)
      return JSON.parse(stdout).find(({ id }: { id: string }) => id === 'upstream').key
    }
    expect(await keyState(withPassphrase)).toBe('stored')
    expect(await keyState()).toBe('locked')
    expect(await keyState({ environment: { GATEHOUSE_PASSPHRASE: 'wrong horse' } })).toBe('locked')
    expect(await keyState(withPassphrase)).toBe('stored')
  })
})

describe('a vault key that cannot be used is named as what it is, to callers, in the status and on the command line:', () => {
  const key = 'sk-key-of-a-locked-provider'
  const path = () => join(rig.home.homeDir, 'vault.key')
  const damages: readonly (readonly [string, RegExp, () => Promise<unknown>])[] = [
    ['damaged', /vault\.key is damaged, it has 7 bytes where 32 belong: restore /, () => truncate(path(), 7)],
    ['missing', /vault\.key, under which it was sealed, is missing: bring that file back/, () => rm(path())],
    [
      'another',
      /sealed under another vault\.key than the one that is there now: bring that file back/,
      () => writeFile(path(), Buffer.alloc(32, 7)),
    ],
    // Windows knows no such modes.
    ...(process.platform === 'win32'
      ? []
      : [
          [
            'readable by others',
            /vault\.key may be read by others \(mode 0644\): run chmod 600 on /,
            () => chmod(path(), 0o644),
          ] as const,
        ]),
  ]

  test.each(damages)('%s', async (_, says, damage) => {
    await addProvider(['--key-env', 'THE_KEY'], { environment: { THE_KEY: key } })
    await damage()
    const before = await readdir(rig.home.homeDir)
    const gateway = await rig.home.serve(['--sandbox'])
    const { stdout } = await rig.home.cli(['token', 'create', '--name', 'caller', '--json'])
    const answer = await fetch(`${gateway.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${JSON.parse(stdout).token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'upstream/gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }),
    })
    expect(answer.status).toBe(424)
    expect(await answer.json()).toMatchObject({
      error: { code: 'provider_locked', message: expect.stringMatching(says) },
    })
    const status = await rig.home.cli(['status'])
    expect(status.stdout + status.stderr).toMatch(says)
    expect((await rig.home.cli(['provider', 'list'])).stdout).toMatch(says)
    expect(await readdir(rig.home.homeDir)).toEqual(expect.arrayContaining(before))
  })
})

test('a key that is locked is left out as long as another one of the provider opens', async () => {
  const [mine, other] = ['sk-key-under-the-passphrase', 'sk-key-under-the-key-file']
  await addProvider(['--key-env', 'THE_KEY'], {
    environment: { THE_KEY: mine, GATEHOUSE_PASSPHRASE: 'correct horse' },
  })
  await rig.home.cli(['provider', 'key', 'add', 'upstream', '--name', 'other', '--key-env', 'THE_KEY'], {
    environment: { THE_KEY: other },
  })
  const gateway = await rig.home.serve()
  const { stdout } = await rig.home.cli(['token', 'create', '--name', 'caller', '--json'])
  const answer = await fetch(`${gateway.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${JSON.parse(stdout).token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'upstream/gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }),
  })
  expect(answer.status).toBe(200)
  expect(rig.upstream.requests.at(-1)?.headers.authorization).toBe(`Bearer ${other}`)
  expect(await rig.home.cliJson(['provider', 'key', 'list', 'upstream'])).toMatchObject([
    { name: 'default', state: 'locked', reason: expect.stringContaining('GATEHOUSE_PASSPHRASE') },
    { name: 'other', state: 'stored', reason: null },
  ])
  const status = await rig.home.cli(['status'])
  expect(status.stdout + status.stderr).toContain('The key "default" of "upstream" is locked: ')
})

function addProvider(args: readonly string[], options: CliOptions) {
  const baseUrl = `${rig.upstream.baseUrl}/v1`
  return rig.home.cli(
    ['provider', 'add', 'upstream', '--kind', 'openai-compatible', '--base-url', baseUrl, ...args],
    options,
  )
}
