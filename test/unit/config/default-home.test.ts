import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chooseHomeDir, defaultHomeDir } from '../../../gateway/config/default-home.ts'

describe('the default home folder', () => {
  test('follows XDG_DATA_HOME on Linux', () => {
    expect(defaultHomeDir({ XDG_DATA_HOME: '/data' }, 'linux', '/home/ada')).toBe('/data/gatehouse')
  })

  test.each([undefined, '', 'relative/data'])('ignores the XDG_DATA_HOME %j', dataHome => {
    const environment = dataHome === undefined ? {} : { XDG_DATA_HOME: dataHome }
    expect(defaultHomeDir(environment, 'linux', '/home/ada')).toBe('/home/ada/.local/share/gatehouse')
  })

  test('is in Application Support on macOS', () => {
    const expected = '/Users/ada/Library/Application Support/Gatehouse'
    expect(defaultHomeDir({}, 'darwin', '/Users/ada')).toBe(expected)
  })

  test('is in APPDATA on Windows, whether the variable is there or not', () => {
    const roaming = String.raw`C:\Users\ada\AppData\Roaming`
    const expected = String.raw`C:\Users\ada\AppData\Roaming\Gatehouse`
    expect(defaultHomeDir({ APPDATA: roaming }, 'win32', String.raw`C:\Users\ada`)).toBe(expected)
    expect(defaultHomeDir({}, 'win32', String.raw`C:\Users\ada`)).toBe(expected)
  })
})

describe('the chosen home folder', () => {
  const choose = (flag: string | undefined, environment: NodeJS.ProcessEnv) =>
    chooseHomeDir(flag, environment, 'linux', '/home/ada')

  test('is the flag, then GATEHOUSE_HOME, then the default', () => {
    expect(choose('/flag', { GATEHOUSE_HOME: '/environment' })).toBe(resolve('/flag'))
    expect(choose(undefined, { GATEHOUSE_HOME: '/environment' })).toBe(resolve('/environment'))
    expect(choose(undefined, { GATEHOUSE_HOME: '' })).toBe(resolve('/home/ada/.local/share/gatehouse'))
  })

  test('is absolute', () => {
    expect(choose('somewhere', {})).toBe(resolve('somewhere'))
  })
})
