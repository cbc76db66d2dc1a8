import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AdminReply } from '../../gateway/contract/admin.ts'
import { readInstance } from '../../gateway/lifecycle/instance-file.ts'
import { openPassphraseVault } from '../../gateway/vault/headless-vault.ts'
import { openAiClient } from '../support/chat-clients.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

let upstream: FakeUpstream
let gateway: TestGateway
let dashboardDir: string
const signIn = { command: 'npm run gatehouse -- dashboard', needsHome: true }

beforeAll(async () => {
  upstream = await startFakeUpstream()
  dashboardDir = temporaryHome()
  mkdirSync(join(dashboardDir, 'assets'))
  writeFileSync(join(dashboardDir, 'index.html'), '<!doctype html><title>Gatehouse</title>')
  writeFileSync(join(dashboardDir, 'assets', 'app.js'), 'export {}')
  gateway = await startTestGateway({ deps: { dashboardDir, signIn } })
})

afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await upstream.close()
  rmSync(dashboardDir, { recursive: true, force: true })
})

async function post(method: string, input: unknown, token = readInstance(gateway.homeDir)?.adminToken) {
  const response = await fetch(`${gateway.adminUrl}/api/${method}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  })
  return { status: response.status, reply: (await response.json()) as AdminReply<unknown> }
}

describe('the admin port', () => {
  test('answers the holder of the token of this run', async () => {
    expect(await post('readStatus', {})).toMatchObject({
      status: 200,
      reply: {
        ok: true,
        value: { pid: process.pid, gatewayUrl: gateway.gatewayUrl, providers: 0, sandbox: true },
      },
    })
  })

  test.each([[''], ['wrong'], ['gth_x']])('refuses the token %j', async token => {
    expect(await post('readStatus', {}, token)).toMatchObject({
      status: 401,
      reply: { ok: false, error: { code: 'admin_unauthorized' } },
    })
  })

  test.each([
    ['/api/readStatus', 401],
    ['/api/nothing', 401],
    ['/elsewhere', 404],
  ])('refuses who has no token before it reads a body: %s', async (target, status) => {
    const body = Buffer.alloc(1024 * 1024, 0x20)
    const whole = rawRequest({
      target,
      host: new URL(gateway.adminUrl).host,
      headers: ['content-type: application/json', 'authorization: Bearer wrong'],
      body,
    })
    // A server that read the body first would wait for it, and say nothing yet.
    for (const sent of [whole.subarray(0, -body.length), whole.subarray(0, -1), whole]) {
      const { answers } = await sendRaw(gateway.adminUrl, sent)
      expect(answers).toMatchObject([{ status, headers: { connection: 'close' } }])
    }
  })

  test('closes the connection of a body that it did not read, so that nothing in it is a request', async () => {
    const hidden = rawRequest({ method: 'GET', target: '/', host: new URL(gateway.adminUrl).host })
    const bytes = rawRequest({
      target: '/api/readStatus',
      host: new URL(gateway.adminUrl).host,
      headers: ['content-type: application/json'],
      body: hidden,
    })
    const { answers, closed } = await sendRaw(gateway.adminUrl, [bytes, hidden], { answers: 2 })
    expect(answers.map(answer => answer.status)).toEqual([401])
    expect(closed).toBe(true)
  })

  test("does not take a client's token", async () => {
    expect((await post('readStatus', {}, gateway.token)).status).toBe(401)
  })

  test.each(['nothing', 'constructor', '__proto__', 'toString'])('has no method %s', async method => {
    expect(await post(method, {})).toMatchObject({
      status: 404,
      reply: { error: { code: 'admin_method_unknown' } },
    })
  })

  test('names the field that is wrong, and never its value', async () => {
    const { status, reply } = await post('addProvider', { id: 'p', kind: 'openai', key: 12345678, more: 1 })
    expect(status).toBe(400)
    expect(JSON.stringify(reply)).not.toContain('12345678')
    expect(reply).toMatchObject({ ok: false, error: { code: 'input_invalid' } })
  })

  test.each(['{', '[]', '"x"', 'null', '7'])('refuses the body %s', async body => {
    expect(await post('readStatus', body)).toMatchObject({
      status: 400,
      reply: { error: { code: 'input_invalid' } },
    })
  })

  test('tells how to get its address without a token, and no path of this machine', async () => {
    const help = await fetch(`${gateway.adminUrl}/sign-in.json`)
    expect(await help.json()).toEqual(signIn)
  })

  test('serves the dashboard with a strict policy, and nothing outside its folder', async () => {
    const page = await fetch(`${gateway.adminUrl}/`)
    expect(await page.text()).toContain('<title>Gatehouse</title>')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await fetch(`${gateway.adminUrl}/assets/app.js`)).headers.get('content-type')).toContain(
      'text/javascript',
    )
    for (const path of ['/../config.db', '/%2e%2e/config.db', '/assets/..%2f..%2fconfig.db', '/config.db']) {
      expect((await fetch(`${gateway.adminUrl}${path}`)).status).toBe(404)
    }
  })
})

describe('providers', () => {
  test('are added with their models, tested, and removed; the key never comes back', async () => {
    const added = await gateway.admin.addProvider({
      id: 'work',
      kind: 'openai',
      baseUrl: `${upstream.baseUrl}/v1/`,
      key: ' sk-never-back \n',
    })
    expect(added).toMatchObject({ key: 'stored', baseUrl: `${upstream.baseUrl}/v1`, modelsError: null })
    expect(added.models).toContainEqual({
      id: 'gpt-4o',
      inputNanoUsdPerMillion: '2500000000',
      outputNanoUsdPerMillion: '10000000000',
    })
    expect(upstream.requests.at(-1)?.headers.authorization).toBe('Bearer sk-never-back')
    expect(JSON.stringify(await gateway.admin.listProviders({}))).not.toContain('sk-never-back')
    expect(await gateway.admin.testProvider({ id: 'work' })).toMatchObject({
      ok: true,
      models: added.models.length,
    })

    upstream.scriptModels({ answer: 'openai-error-401' })
    const failed = await gateway.admin.testProvider({ id: 'work' })
    expect(failed).toMatchObject({ ok: false, message: expect.stringContaining('401') })
    expect((await gateway.admin.listProviders({}))[0]).toMatchObject({
      models: added.models,
      modelsError: failed.message,
    })
    upstream.scriptModels()

    await expect(
      gateway.admin.addProvider({
        id: 'work',
        kind: 'openai',
        baseUrl: 'https://elsewhere.example/v1',
        key: 'k',
      }),
    ).rejects.toMatchObject({ code: 'provider_exists' })
    await gateway.admin.removeProvider({ id: 'work' })
    await expect(gateway.admin.removeProvider({ id: 'work' })).rejects.toMatchObject({
      code: 'provider_unknown',
    })
  })

  test.each([
    ['an unknown kind', { id: 'p', kind: 'nobody', key: 'k' }],
    ['no key where one is needed', { id: 'p', kind: 'openai' }],
    ['a key with a line end inside', { id: 'p', kind: 'openai', key: 'a\r\nx-evil: 1' }],
    ['no address where there is no default', { id: 'p', kind: 'openai-compatible' }],
    ["the sandbox's name", { id: 'sandbox', kind: 'openai', key: 'k' }],
    ['a name with a slash', { id: 'a/b', kind: 'openai', key: 'k' }],
    [
      'plain http to the internet',
      { id: 'p', kind: 'openai', key: 'k', baseUrl: 'http://api.example.com/v1' },
    ],
    ['a metadata service', { id: 'p', kind: 'openai', key: 'k', baseUrl: 'http://169.254.169.254/v1' }],
    [
      'a password in the address',
      { id: 'p', kind: 'openai', key: 'k', baseUrl: 'https://a:b@api.example.com' },
    ],
  ])('are refused for %s', async (_, input) => {
    await expect(gateway.admin.addProvider(input)).rejects.toMatchObject({ code: 'input_invalid' })
  })

  test('may not be this gateway itself', async () => {
    const input = { id: 'loop', kind: 'openai', key: 'k', baseUrl: `${gateway.gatewayUrl}/v1` }
    await expect(gateway.admin.addProvider(input)).rejects.toMatchObject({ code: 'input_invalid' })
  })

  test('whose key another vault sealed are locked, refuse, and take the key anew', async () => {
    const homeDir = temporaryHome()
    const address = { id: 'up', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1` }
    const first = await startTestGateway({ homeDir })
    await first.admin.addProvider({ ...address, key: 'sk-first' })
    await first.close()
    const second = await startTestGateway({
      homeDir,
      deps: { vault: openPassphraseVault(homeDir, 'another') },
    })
    expect(await second.admin.listProviders({})).toMatchObject([{ id: 'up', key: 'locked' }])
    expect((await second.admin.readStatus({})).warnings).toEqual([expect.stringContaining('"up" is locked')])
    const client = openAiClient(second.gatewayUrl, second.token)
    const ask = () =>
      client.chat.completions.create({ model: 'up/gpt-4o', messages: [{ role: 'user', content: 'hi' }] })
    await expect(ask()).rejects.toMatchObject({ status: 424, code: 'provider_locked' })
    await second.admin.addProvider({ ...address, key: 'sk-again' })
    await expect(ask()).resolves.toBeDefined()
    expect(upstream.requests.at(-1)?.headers.authorization).toBe('Bearer sk-again')
    await second.close()
    rmSync(homeDir, { recursive: true, force: true })
  })
})

describe('client tokens', () => {
  test('are shown once, work, and are refused the moment they are revoked', async () => {
    const { client, token } = await gateway.admin.createClient({ name: 'Notizbuch 笔记' })
    const ask = () => fetch(`${gateway.gatewayUrl}/v1/models`, { headers: { 'x-api-key': token } })
    expect((await ask()).status).toBe(200)
    expect(JSON.stringify(await gateway.admin.listClients({}))).not.toContain(token)
    expect(token.startsWith(client.tokenPrefix)).toBe(true)
    await gateway.admin.revokeClient({ id: client.id })
    expect((await ask()).status).toBe(401)
    const [revoked] = (await gateway.admin.listClients({})).filter(({ id }) => id === client.id)
    expect(revoked?.revokedAtMs).not.toBeNull()
    expect(revoked?.lastUsedAtMs).not.toBeNull()
  })

  test('have one active owner of a name', async () => {
    const { client } = await gateway.admin.createClient({ name: 'twice' })
    await expect(gateway.admin.createClient({ name: 'twice' })).rejects.toMatchObject({
      code: 'client_exists',
    })
    await gateway.admin.revokeClient({ id: client.id })
    await expect(gateway.admin.createClient({ name: 'twice' })).resolves.toBeDefined()
  })
})

describe('settings', () => {
  test('are listed with their range, changed within it, and kept', async () => {
    expect(await gateway.admin.changeSetting({ key: 'pingIntervalMs', value: 20_000 })).toMatchObject({
      value: 20_000,
    })
    expect(await gateway.admin.listSettings({})).toContainEqual(
      expect.objectContaining({ key: 'pingIntervalMs', value: 20_000, defaultValue: 15_000, minimum: 10 }),
    )
    for (const [key, value] of [
      ['pingIntervalMs', 1],
      ['pingIntervalMs', true],
      ['nothing', 1],
      ['__proto__', 1],
    ] as const) {
      await expect(gateway.admin.changeSetting({ key, value })).rejects.toMatchObject({
        code: 'input_invalid',
      })
    }
  })
})
