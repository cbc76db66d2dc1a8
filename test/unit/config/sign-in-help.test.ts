import { expect, test } from 'vitest'
import { signInHelp } from '../../../gateway/config/sign-in-help.ts'

const started = {
  homeDir: '/home/ann/.local/share/gatehouse',
  hasCommandLine: true,
  environment: {},
  platform: 'linux',
  userHome: '/home/ann',
} as const

test('names the command that works in a clone, and says nothing of the usual home', () => {
  expect(signInHelp(started)).toEqual({ command: 'npm run gatehouse -- dashboard', needsHome: false })
})

test('says that another home needs --home, and not where it is', () => {
  const help = signInHelp({ ...started, homeDir: '/home/ann/private' })
  expect(help.needsHome).toBe(true)
  expect(JSON.stringify(help)).not.toContain('private')
})

test('counts a home of GATEHOUSE_HOME as another one', () => {
  const environment = { GATEHOUSE_HOME: '/srv/gatehouse' }
  expect(signInHelp({ ...started, environment, homeDir: '/srv/gatehouse' }).needsHome).toBe(true)
})

test('names no command where the app was installed without one', () => {
  expect(signInHelp({ ...started, hasCommandLine: false }).command).toBeNull()
})
