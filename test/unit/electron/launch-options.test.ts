import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readLaunchOptions } from '../../../electron/launch-options.ts'

const read = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  readLaunchOptions(args, environment, 'linux')

describe("the desktop app's flags", () => {
  test('default to the home of the platform and the stored settings', () => {
    expect(read(['.'])).toEqual({
      homeDir: join(homedir(), '.local', 'share', 'gatehouse'),
      overrides: {},
      sandbox: false,
      acceptNewLedger: false,
    })
  })

  test("stand among Chromium's own, in either form", () => {
    const args = [
      '--inspect=0',
      '--no-sandbox',
      '.',
      '--home',
      '/h',
      '--port=0',
      '--admin-port',
      '5000',
      '--sandbox',
      '--accept-new-ledger',
    ]
    expect(read(args)).toEqual({
      homeDir: resolve('/h'),
      overrides: { port: 0, adminPort: 5000 },
      sandbox: true,
      acceptNewLedger: true,
    })
  })

  test('win over the environment', () => {
    expect(read(['--home', '/flag'], { GATEHOUSE_HOME: '/variable' }).homeDir).toBe(resolve('/flag'))
    expect(read([], { GATEHOUSE_HOME: '/variable' }).homeDir).toBe(resolve('/variable'))
  })

  test.each([
    ['--port', 'many'],
    ['--port', '65536'],
    ['--port', '-1'],
    ['--port', '1.5'],
    ['--port', ''],
    ['--port'],
    ['--admin-port', '0x10'],
    ['--home'],
    ['--home', ''],
  ])('that make no sense are refused: %s %s', (...args) => {
    expect(() => read(args)).toThrow(expect.objectContaining({ code: 'input_invalid' }))
  })
})
