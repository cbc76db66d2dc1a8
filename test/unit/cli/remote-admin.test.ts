import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRemoteAdmin } from '../../../gateway/cli/remote-admin.ts'
import { AdminError } from '../../../gateway/contract/admin-client.ts'
import { runCommand } from '../../support/command-line.ts'

/** What an owner of a later version could answer. */
const failure = {
  code: 'quota_of_tomorrow',
  message: 'Tomorrow is full.',
  detail: { left: { amount: '5', unit: 'tokens' }, names: ['a', 'b'], resetsAtMs: null },
}

let owner: Server
let homeDir: string

beforeEach(async () => {
  homeDir = await mkdtemp(join(tmpdir(), 'gatehouse-remote-'))
  owner = createServer((request, response) => {
    request.resume()
    response.writeHead(409, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ ok: false, error: failure }))
  })
  await new Promise<void>(resolve => owner.listen(0, '127.0.0.1', resolve))
})

afterEach(async () => {
  await new Promise(resolve => owner.close(resolve))
  await rm(homeDir, { recursive: true, force: true })
})

function instance() {
  const url = `http://127.0.0.1:${(owner.address() as AddressInfo).port}`
  return {
    pid: process.pid,
    gatewayUrl: url,
    adminUrl: url,
    adminToken: 'token',
    version: '99.0.0',
    startedAtMs: 1,
  }
}

test('a refusal of the owner keeps its code and details, of a newer program too', async () => {
  const { admin, close } = openRemoteAdmin(instance())
  const error = await admin.listBudgets({}).catch((thrown: unknown) => thrown)
  await close()
  expect(error).toBeInstanceOf(AdminError)
  expect(error).toMatchObject(failure)
})

test('a command says what the owner says, whether the code is known here or not', async () => {
  await writeFile(join(homeDir, 'instance.json'), JSON.stringify(instance()))
  expect(await runCommand(homeDir, 'budget list')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Tomorrow is full.',
  })
})
