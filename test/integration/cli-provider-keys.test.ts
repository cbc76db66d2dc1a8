import { expect, test } from 'vitest'
import { runCommand, runCommandForJson } from '../support/command-line.ts'
import { closedOrigin } from '../support/fake-upstream.ts'
import { temporaryHome } from '../support/temporary-home.ts'

test('keys of a provider are added, listed by name and removed on the command line', async () => {
  const homeDir = temporaryHome()
  const gatehouse = (args: string, key = 'sk-canary-of-the-command-line') =>
    runCommand(homeDir, args, { key })
  const add = `provider add main --kind openai --base-url ${await closedOrigin()}/v1 --key-stdin`
  expect(await gatehouse(add)).toMatchObject({ code: 0 })
  const added = await gatehouse('provider key add main --name second --quota-group account --key-stdin')
  expect(added).toMatchObject({ code: 0, stdout: expect.stringContaining('Stored the key second of main.') })

  const listed = await gatehouse('provider key list main')
  expect(listed.stdout).toMatch(/NAME +QUOTA GROUP +KEY +ADDED +NOTE/)
  expect(listed.stdout).toMatch(/default +- +stored/)
  expect(listed.stdout).toMatch(/second +account +stored/)
  expect(await runCommandForJson(homeDir, 'provider key list main')).toMatchObject([
    { name: 'default', quotaGroup: null },
    { name: 'second', quotaGroup: 'account' },
  ])
  expect((await gatehouse('provider list')).stdout).toMatch(/main +openai +stored \(2\)/)

  const removed = await gatehouse('provider key remove main second')
  expect(removed).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Removed the key second of main.'),
  })
  expect((await gatehouse('provider key list main')).stdout).not.toContain('second')
  for (const { stdout, stderr } of [added, listed, removed]) expect(stdout + stderr).not.toContain('canary')
})

test.each([
  ['provider key add main --key-stdin', 2, '--name NAME'],
  ['provider key add main --name a', 2, '--key-env VAR or --key-stdin'],
  ['provider key add main --name a/b --key-stdin', 2, 'name'],
  ['provider key add main --name a --key-stdin', 1, 'No provider named "main"'],
  ['provider key list main', 1, 'No provider named "main"'],
  ['provider key remove main', 2, 'NAME'],
])('%s is answered with what is wrong', async (args, code, says) => {
  const told = await runCommand(temporaryHome(), args, { key: 'sk-canary-of-the-command-line' })
  expect(told).toMatchObject({ code, stderr: expect.stringContaining(says) })
  expect(told.stderr).not.toContain('canary')
})
