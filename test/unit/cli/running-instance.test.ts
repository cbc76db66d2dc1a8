import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findRunningInstance } from '../../../gateway/cli/running-instance.ts'

let homeDir: string

beforeEach(async () => {
  homeDir = await mkdtemp(join(tmpdir(), 'gatehouse-instance-'))
})

afterEach(async () => {
  await rm(homeDir, { recursive: true, force: true })
})

const instance = {
  pid: process.pid,
  gatewayUrl: 'http://127.0.0.1:4283',
  adminUrl: 'http://127.0.0.1:4284',
  adminToken: 'token',
  version: '1.2.3',
  startedAtMs: 1,
}

function note(value: unknown): Promise<void> {
  return writeFile(join(homeDir, 'instance.json'), typeof value === 'string' ? value : JSON.stringify(value))
}

describe('the running owner', () => {
  test('is the one noted, while its process lives', async () => {
    await note(instance)
    expect(findRunningInstance(homeDir)).toEqual(instance)
  })

  test('is nobody where nothing is noted', () => {
    expect(findRunningInstance(homeDir)).toBeUndefined()
  })

  test('is nobody once its process is dead', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    await note({ ...instance, pid })
    expect(findRunningInstance(homeDir)).toBeUndefined()
  })

  test.each([
    'half of {"pid"',
    'null',
    '[]',
    { ...instance, pid: 0 },
    { ...instance, pid: -1 },
    { ...instance, pid: 'all' },
    { ...instance, adminUrl: 'not a URL' },
    { ...instance, adminToken: undefined },
  ])('is nobody where the note makes no sense: %j', async value => {
    await note(value)
    expect(findRunningInstance(homeDir)).toBeUndefined()
  })

  test.each(['http://example.com:4284', 'https://127.0.0.1:4284', 'http://127.0.0.1@example.com'])(
    'is never looked for at %s',
    async adminUrl => {
      await note({ ...instance, adminUrl })
      expect(() => findRunningInstance(homeDir)).toThrow('another machine')
    },
  )
})
