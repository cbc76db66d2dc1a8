import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand, runCommandForJson } from '../support/command-line.ts'
import { temporaryHome } from '../support/temporary-home.ts'

let home: string

beforeEach(() => {
  home = temporaryHome()
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const gatehouse = (args: string) => runCommand(home, args)
const tokens = () => runCommandForJson(home, 'token list')

test('a token is made for a person and a team', async () => {
  await gatehouse('token create --name notebook --person Ann --team lab/vision')
  expect(await tokens()).toMatchObject([{ name: 'notebook', personId: 'Ann', teamId: 'lab/vision' }])
})

test('a token is paused and resumed', async () => {
  await gatehouse('token create --name notebook')
  expect(await gatehouse('token pause notebook')).toMatchObject({ code: 0, stdout: 'Paused "notebook".' })
  expect(await tokens()).toMatchObject([{ pausedAtMs: expect.any(Number) }])
  expect(await gatehouse('token resume notebook')).toMatchObject({ code: 0, stdout: 'Resumed "notebook".' })
  expect(await tokens()).toMatchObject([{ pausedAtMs: null }])
  expect(await gatehouse('token pause nobody')).toMatchObject({ code: 1 })
})

test('a token is renamed, to a name that no other has', async () => {
  await gatehouse('token create --name notebook')
  await gatehouse('token create --name other')
  expect(await gatehouse('token rename notebook thesis')).toMatchObject({
    code: 0,
    stdout: 'Renamed "notebook" to "thesis".',
  })
  expect(await gatehouse('token rename thesis other')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('"other" already exists'),
  })
  expect(await gatehouse('token rename thesis')).toMatchObject({ code: 2 })
  expect(await tokens()).toMatchObject([{ name: 'thesis' }, { name: 'other' }])
})
