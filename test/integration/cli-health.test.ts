import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCommand, runCommandForJson } from '../support/command-line.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { temporaryHome } from '../support/temporary-home.ts'

let homeDir: string
let rig: GatewayRig

beforeEach(async () => {
  homeDir = temporaryHome()
  rig = await openGatewayRig({ homeDir })
})

afterEach(async () => {
  await rig[Symbol.asyncDispose]()
  rmSync(homeDir, { recursive: true, force: true })
})

const gatehouse = (args: string) => runCommand(homeDir, args)

async function askWithoutCredit(): Promise<void> {
  const body = JSON.stringify({ error: { message: 'no credit\u001b[2J', code: 'insufficient_quota' } })
  rig.upstream.script({ answer: { status: 402, headers: { 'content-type': 'application/json' }, body } })
  await (await rig.post(paths['openai-chat'], chatBody('openai-chat'))).text()
}

test('health says what is left out until when and why, and what has changed', async () => {
  expect((await gatehouse('health')).stdout).toBe('Nothing was asked in this run.')
  await askWithoutCredit()
  const { code, stdout } = await gatehouse('health')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^PROVIDER +KEY +MODEL +STATE +UNTIL +RUNNING +FAILED +FIRST TOKEN +REASON$/m)
  expect(stdout).toMatch(
    /^open +- +gpt-4o-mini +cooling +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +0 +1 +- +no credit/m,
  )
  expect(stdout).toMatch(/ cooled +open +no credit/)
  expect(stdout).not.toContain('\u001b')
  expect(await runCommandForJson(homeDir, 'health')).toMatchObject({
    offline: false,
    subjects: [{ providerId: 'open', model: 'gpt-4o-mini', state: 'cooling' }],
    events: [{ type: 'cooled', providerId: 'open', model: null }],
  })
})

test('health reset lets a provider be asked again, also where no gateway runs', async () => {
  await askWithoutCredit()
  await rig.gateway.close()
  expect((await gatehouse('health')).stdout).toMatch(/^open +- +all +cooling/m)
  expect(await gatehouse('health reset open')).toMatchObject({ code: 0, stdout: 'open may be asked again.' })
  expect((await gatehouse('health')).stdout).toBe('Nothing was asked in this run.')
  expect(await gatehouse('health reset nobody')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nobody'),
  })
  expect(await gatehouse('health reset')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('PROVIDER'),
  })
})
