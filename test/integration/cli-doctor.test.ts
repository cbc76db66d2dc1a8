import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand } from '../support/command-line.ts'
import { type GatewayRig, models, openGatewayRig } from '../support/gateway-rig.ts'
import { temporaryHome } from '../support/temporary-home.ts'

let homeDir: string
let rig: GatewayRig

beforeEach(async () => {
  homeDir = temporaryHome()
  rig = await openGatewayRig({
    homeDir,
    providers: baseUrl => [
      { id: 'open', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: 'sk-one' },
      // Another address of the same fake, because a server that is down takes all its models along.
      { id: 'anth', kind: 'anthropic', baseUrl: baseUrl.replace('127.0.0.1', 'localhost'), key: 'sk-two' },
    ],
  })
})

afterEach(async () => {
  await rig[Symbol.asyncDispose]()
  rmSync(homeDir, { recursive: true, force: true })
})

const open = `open/${models['openai-chat']}`
const anth = `anth/${models['anthropic-messages']}`
const gatehouse = (args: string) => runCommand(homeDir, args)

test('doctor tells of the surroundings and of every route, and ends with 0 if all would be answered', async () => {
  await gatehouse(`route set smart --to ${open} --to ${anth}`)
  const { code, stdout, stderr } = await gatehouse('doctor')
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^CHECK +STATE +WHAT$/m)
  expect(stdout).toMatch(/^open +good +It listed \d+ models within \d+ ms\.$/m)
  expect(stdout).toMatch(/^Route "smart":$/m)
  expect(stdout).toMatch(
    new RegExp(`^unavailable +answered +${anth} +\\S+ m?s +0\\.\\d+ USD +A whole answer\\.$`, 'm'),
  )
  expect(stdout).toMatch(new RegExp(`^stalled +answered +${anth} +45\\.0 s in reality `, 'm'))
  expect(rig.calls()).toEqual([])
})

test('doctor ROUTE ends with 1 if a request over it would not be answered, also where no gateway runs', async () => {
  await gatehouse(`route set smart --to ${open} --to ${anth}`)
  await gatehouse(`route set alone --to ${open}`)
  await rig.gateway.close()
  const { code, stdout } = await gatehouse('doctor alone')
  expect(code).toBe(1)
  expect(stdout).toMatch(/^gateway +warning +No gateway is running/m)
  expect(stdout).toMatch(/^refused +refused +- .* Status 502: upstream_unreachable\.$/m)
  expect(stdout).toContain(`! Nothing stands in for ${open}.`)
  expect(stdout).not.toContain('smart')
})

test('doctor --json gives everything as one object', async () => {
  await gatehouse(`route set smart --to ${open} --to ${anth}`)
  const { code, stdout } = await gatehouse('doctor smart --json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    isWell: true,
    surroundings: expect.arrayContaining([expect.objectContaining({ about: 'open', state: 'good' })]),
    routes: [{ name: 'smart', missing: [], trials: expect.any(Array) }],
  })
})

test('doctor of a route that does not exist says so', async () => {
  expect(await gatehouse('doctor gone')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no route "gone".'),
  })
  expect((await gatehouse('doctor one two')).code).toBe(2)
})

test('doctor --live says what real requests cost, and sends them only with --yes', async () => {
  await gatehouse(`route set smart --to ${open} --to ${anth}`)
  const told = await gatehouse('doctor smart --live')
  expect(told).toMatchObject({ code: 0, stderr: 'Nothing was sent. --yes sends these requests.' })
  expect(told.stdout).toMatch(new RegExp(`^${open}: costs 0\\.\\d+ USD at most\\.$`, 'm'))
  expect(told.stdout).toMatch(new RegExp(`^${anth}: costs 0\\.\\d+ USD at most\\.$`, 'm'))
  expect(rig.calls()).toEqual([])

  const sent = await gatehouse('doctor smart --live --yes')
  expect(sent.stdout).toMatch(new RegExp(`^${open}: answered, for 0\\.\\d+ USD\\.$`, 'm'))
  expect(rig.calls()).toHaveLength(2)
  const clients = await rig.gateway.admin.listClients({})
  expect(
    clients.filter(({ name, revokedAtMs }) => name.startsWith('Self-test') && revokedAtMs === null),
  ).toEqual([])
  expect((await gatehouse('doctor smart --yes')).code).toBe(2)
})
