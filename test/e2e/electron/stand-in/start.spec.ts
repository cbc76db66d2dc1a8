import { once } from 'node:events'
import { createServer } from 'node:net'
import { launchHeadless } from '../../support/headless-program.ts'
import { readInstance } from '../../support/instance.ts'
import type { LaunchOptions } from '../../support/program.ts'
import { launchStandIn } from '../../support/stand-in-program.ts'
import { expect, standInTest as test } from '../desktop-test.ts'

const runToEnd = async (options: LaunchOptions) => {
  const program = launchStandIn(options)
  return { code: await program.exited, output: program.output() }
}

test('a port in use ends the start with its reason and exit code 1', async ({ homeDir }) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  const flags = ['--port', port, '--admin-port', '0']

  const { code, output } = await runToEnd({ homeDir, flags, environment: {} })
  server.close()
  expect(code).toBe(1)
  expect(output).toContain(`[dialog] Gatehouse cannot start: Port ${port} is already in use`)
})

test('a flag that makes no sense ends the start with its reason and exit code 1', async ({ homeDir }) => {
  const { code, output } = await runToEnd({ homeDir, flags: ['--port', 'many'], environment: {} })
  expect(code).toBe(1)
  expect(output).toContain(
    '[dialog] Gatehouse cannot start: --port needs a port from 0 to 65535, not "many".',
  )
})

test('a home that a headless gateway owns ends the start with its pid', async ({ homeDir, openPage }) => {
  const flags = ['--port', '0', '--admin-port', '0']
  const owner = launchHeadless({ homeDir, flags, environment: {} }, openPage)
  await readInstance(homeDir, owner)
  const { code, output } = await runToEnd({ homeDir, flags, environment: {} })
  await owner.close()
  expect(code).toBe(1)
  expect(output).toContain(`(pid ${owner.pid}) already uses ${homeDir}`)
})
