import { expect, test } from 'vitest'
import { runCommand, runCommandForJson } from '../support/command-line.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { temporaryHome } from '../support/temporary-home.ts'

const key = 'sk-canary-of-the-command-line'

async function openRig() {
  const homeDir = temporaryHome()
  const [upstream, other] = [await startFakeUpstream(), await startFakeUpstream()]
  const gatehouse = (args: string) => runCommand(homeDir, args, { key })
  const added = await gatehouse(
    `provider add main --kind openai --base-url ${upstream.baseUrl}/v1 --key-stdin`,
  )
  expect(added).toMatchObject({ code: 0 })
  const provider = async () =>
    (await runCommandForJson(homeDir, 'provider list')).find(({ id }: { id: string }) => id === 'main')
  return {
    upstream,
    other,
    gatehouse,
    provider,
    async [Symbol.asyncDispose]() {
      await upstream.close()
      await other.close()
    },
  }
}

const lastKey = ({ requests }: FakeUpstream) => requests.at(-1)?.headers.authorization

test('a provider is edited: another path keeps its key, another server is not told it', async () => {
  await using rig = await openRig()
  const { gatehouse, upstream, other, provider } = rig
  const edited = await gatehouse(`provider edit main --base-url ${upstream.baseUrl}/v1/`)
  expect(edited).toEqual({ code: 0, stdout: 'Changed main.', stderr: '' })
  expect(lastKey(upstream)).toBe(`Bearer ${key}`)

  const before = await provider()
  const refused = await gatehouse(`provider edit main --base-url ${other.baseUrl}/v1`)
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('enter it again') })
  expect(await provider()).toEqual(before)
  expect(other.requests).toEqual([])

  const moved = await gatehouse(`provider edit main --base-url ${other.baseUrl}/v1 --key-stdin`)
  expect(moved).toEqual({ code: 0, stdout: 'Changed main.', stderr: '' })
  expect(await provider()).toMatchObject({ baseUrl: `${other.baseUrl}/v1`, key: 'stored' })
})

test('it says which keys an edit has erased, and what becomes of the provider', async () => {
  await using rig = await openRig()
  const { gatehouse, upstream, other, provider } = rig
  await gatehouse('provider key add main --name second --key-stdin')
  const local = await gatehouse(
    `provider edit main --kind openai-compatible --base-url ${upstream.baseUrl}/v1`,
  )
  expect(local).toMatchObject({
    code: 0,
    stderr:
      'Erased, as a key is never sent to another server or kind: default, second. ' +
      'main is asked without a key now; give it one with: provider edit main --key-stdin',
  })
  expect(await provider()).toMatchObject({ kind: 'openai-compatible', keys: [] })

  await gatehouse('provider edit main --key-stdin')
  await gatehouse('provider key add main --name second --key-stdin')
  const moved = await gatehouse(`provider edit main --base-url ${other.baseUrl}/v1 --key-stdin`)
  expect(moved.stderr).toBe('Erased, as a key is never sent to another server or kind: second.')
  expect(lastKey(other)).toBe(`Bearer ${key}`)
})

test('with --test nothing is added or changed unless the provider answers', async () => {
  await using rig = await openRig()
  const { gatehouse, upstream, other, provider } = rig
  const before = await provider()
  other.scriptModels({ answer: 'openai-error-401' })
  const commands = [
    `provider edit main --base-url ${other.baseUrl}/v1 --key-stdin --test`,
    `provider add second --kind openai --base-url ${other.baseUrl}/v1 --key-stdin --test`,
  ]
  for (const command of commands) {
    const failed = await gatehouse(command)
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(failed.stderr).toMatch(
      /does not answer as it should: It answered 401.* Check the key: .* Nothing was changed/,
    )
    expect(failed.stderr).not.toContain('canary')
  }
  expect(await provider()).toEqual(before)
  expect((await gatehouse('provider list')).stdout).not.toContain('second')

  other.scriptModels({})
  for (const command of commands) {
    const passed = await gatehouse(command)
    expect(passed).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/answered in \d+ ms with \d+ models/),
    })
  }
  expect(await provider()).toMatchObject({ baseUrl: `${other.baseUrl}/v1` })

  const kept = await gatehouse('provider edit main --base-url http://127.0.0.1:9/v1 --kind openai')
  expect(kept).toMatchObject({ code: 2 })
  upstream.scriptModels({ answer: { status: 404, body: '' } })
  await gatehouse(`provider edit main --base-url ${upstream.baseUrl}/v3 --key-stdin`)
  const tested = await gatehouse('provider test main')
  expect(tested).toMatchObject({ code: 1, stderr: expect.stringContaining('many end in /v1') })
})

test.each([
  ['provider edit', 2, 'Missing: ID'],
  ['provider edit main', 2, 'Say what to change'],
  ['provider edit nobody --base-url http://127.0.0.1:9', 1, 'No provider named "nobody"'],
  ['provider edit main --kind openai-compatible', 2, 'needs --base-url URL'],
  ['provider edit main --kind nobody', 2, '--kind is one of'],
  ['provider edit main --key sk-canary', 2, 'A key is never an argument'],
])('%s is answered with what is wrong', async (args, code, says) => {
  await using rig = await openRig()
  const told = await rig.gatehouse(args)
  expect(told).toMatchObject({ code, stderr: expect.stringContaining(says) })
  expect(told.stderr).not.toContain('canary')
})
