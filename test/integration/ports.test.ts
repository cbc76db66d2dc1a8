import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createGateway } from '../../gateway/index.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway, testDeps } from '../support/test-gateway.ts'

const homes: string[] = []
const servers: ReturnType<typeof createServer>[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
})

function home(): string {
  const dir = temporaryHome()
  homes.push(dir)
  return dir
}

async function occupy(host: string, port = 0): Promise<number> {
  const server = createServer(socket => socket.destroy()).listen({ port, host, ipv6Only: host === '::1' })
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** What the system calls this process: Linux and macOS name the program. */
const self =
  process.platform === 'linux' ? readFileSync('/proc/self/comm', 'utf8').trim() : basename(process.execPath)

test.for([
  ['port', '--port'],
  ['adminPort', '--admin-port'],
] as const)('a taken %s is named with its holder, and how to choose another', async ([key, flag]) => {
  const port = await occupy('127.0.0.1')
  const homeDir = home()
  const starting = createGateway(await testDeps(homeDir, { overrides: { [key]: port } }))
  await expect(starting).rejects.toMatchObject({
    code: 'port_in_use',
    message:
      process.platform === 'win32'
        ? `Port ${port} is already in use by another program. Stop it, or choose another with ${flag}.`
        : `Port ${port} is already in use by ${self} (pid ${process.pid}). Stop it, or choose another with ${flag}.`,
  })
})

test('after a taken port nothing is left open: the same home starts again at once', async () => {
  const port = await occupy('127.0.0.1')
  const homeDir = home()
  const before = openFiles(homeDir)
  for (const key of ['port', 'adminPort']) {
    await expect(createGateway(await testDeps(homeDir, { overrides: { [key]: port } }))).rejects.toThrow(
      /in use/,
    )
    expect(existsSync(join(homeDir, 'instance.json'))).toBe(false)
    expect(openFiles(homeDir)).toEqual(before)
  }
  await using gateway = await startTestGateway({ homeDir })
  expect((await fetch(`${gateway.gatewayUrl}/healthz`)).status).toBe(200)
})

/** Of this process, below the folder; nothing where the system does not tell. */
function openFiles(dir: string): readonly string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`)
      return target.startsWith(dir) ? [basename(target)] : []
    } catch {
      return [] // the descriptor that listed them
    }
  })
}

test('somebody else on [::1] is a warning, and 127.0.0.1 is served', async context => {
  const port = await occupy('::1').catch(() => undefined)
  if (port === undefined) return context.skip('this machine has no IPv6')
  await using gateway = await startTestGateway({ overrides: { port } })
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
  const { warnings } = await gateway.admin.readStatus({})
  expect(warnings).toEqual([`Another program listens on [::1]:${port}. Use 127.0.0.1, not localhost.`])
})

test('both 127.0.0.1 and [::1] are served on one port, without a warning', async context => {
  await using gateway = await startTestGateway()
  const viaIpv6 = await fetch(`${gateway.gatewayUrl.replace('127.0.0.1', '[::1]')}/healthz`).catch(
    () => undefined,
  )
  if (viaIpv6 === undefined) return context.skip('this machine has no IPv6')
  expect(await viaIpv6.json()).toEqual({ ok: true })
  expect((await gateway.admin.readStatus({})).warnings).toEqual([])
})

test('nothing listens on any other address', async () => {
  await using gateway = await startTestGateway()
  if (process.platform !== 'linux') return
  const ports = [gateway.gatewayUrl, gateway.adminUrl].map(url => Number(new URL(url).port))
  const listening = ['/proc/net/tcp', '/proc/net/tcp6']
    .filter(existsSync)
    .flatMap(file => readFileSync(file, 'utf8').split('\n').slice(1))
    .map(line => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === '0A')
    .map(([, local = '']) => local.split(':'))
    .filter(([, port = '']) => ports.includes(Number.parseInt(port, 16)))
    .map(([address]) => address)
  expect(new Set(listening)).toEqual(new Set(['0100007F', '00000000000000000000000001000000']))
})

test('a second owner of a home is refused with the pid of the first, and disturbs nothing', async () => {
  await using gateway = await startTestGateway()
  const instance = readFileSync(join(gateway.homeDir, 'instance.json'), 'utf8')
  await expect(createGateway(await testDeps(gateway.homeDir))).rejects.toMatchObject({
    code: 'home_locked',
    message: `Another Gatehouse (pid ${process.pid}) already uses ${gateway.homeDir}.`,
  })
  expect(readFileSync(join(gateway.homeDir, 'instance.json'), 'utf8')).toBe(instance)
  await gateway.admin.createClient({ name: 'still-here' })
  expect((await fetch(`${gateway.gatewayUrl}/healthz`)).status).toBe(200)
})
