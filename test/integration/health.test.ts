// How providers do, as requests over real sockets tell it.
import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SubjectHealthView } from '../../gateway/contract/health.ts'
import { closedOrigin, die, hang, head, send } from '../support/fake-upstream.ts'
import {
  chatBody,
  type GatewayRig,
  models,
  openGatewayRig,
  paths,
  providerKeys,
} from '../support/gateway-rig.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway } from '../support/test-gateway.ts'

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

async function ask(extra: object = {}): Promise<Response> {
  const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', extra))
  await answer.text().catch(() => undefined)
  return answer
}

function refuse(status: number, error: object, headers: Readonly<Record<string, string>> = {}): void {
  const body = JSON.stringify({ error })
  rig.upstream.script({
    answer: { status, headers: { 'content-type': 'application/json', ...headers }, body },
  })
}

async function healthOf(providerId: string): Promise<SubjectHealthView | undefined> {
  const { subjects } = await rig.gateway.admin.health({})
  return subjects.find(each => each.providerId === providerId)
}

async function events(): Promise<readonly string[]> {
  return (await rig.gateway.admin.health({})).events.map(({ type }) => type)
}

test('four failures open the breaker, the only target is asked all the same, and its answer closes it', async () => {
  refuse(500, { message: 'oh no', type: 'server_error' })
  for (let each = 0; each < 4; each++) expect((await ask()).status).toBe(500)
  expect(await healthOf('open')).toMatchObject({
    state: 'open',
    reason: 'oh no',
    untilMs: expect.any(Number),
    running: 0,
    failuresInARow: 4,
    lastFailure: { kind: 'server-error', reason: 'oh no' },
  })
  rig.upstream.script({})
  expect((await ask()).status).toBe(200)
  expect(await healthOf('open')).toMatchObject({ state: 'closed', failuresInARow: 0 })
  expect(await events()).toEqual(['closed', 'opened'])
})

test('a stream that breaks off after it began counts, for its model alone', async () => {
  rig.upstream.script({ steps: [head(), send(900), die()] })
  for (let each = 0; each < 4; each++) await ask({ stream: true })
  expect(await healthOf('open')).toMatchObject({ state: 'open', lastFailure: { kind: 'broken' } })
  rig.upstream.script()
  await ask({ model: 'gpt-4o' })
  const { subjects } = await rig.gateway.admin.health({})
  expect(subjects.map(({ model, state }) => [model, state])).toEqual([
    ['gpt-4o-mini', 'open'],
    ['gpt-4o', 'closed'],
  ])
})

test('a server that refuses connections is held against all its models', async () => {
  const baseUrl = `${await closedOrigin()}/v1`
  await rig.gateway.admin.addProvider({ id: 'gone', kind: 'openai-compatible', baseUrl })
  for (let each = 0; each < 3; each++) await ask({ model: `gone/m${each}` })
  const { subjects } = await rig.gateway.admin.health({})
  const states = subjects.filter(({ providerId }) => providerId === 'gone').map(({ state }) => state)
  expect(states).toEqual(['open', 'open', 'open'])
  expect((await rig.gateway.admin.health({})).offline).toBe(false)
})

test('a limit with retry-after cools the model for so long, which a restart does not end', async () => {
  const beforeMs = Date.now()
  refuse(429, { message: 'slow down', type: 'rate_limit_error' }, { 'retry-after': '3600' })
  expect((await ask()).status).toBe(429)
  const health = await healthOf('open')
  expect(health).toMatchObject({ state: 'cooling', reason: 'slow down' })
  expect(health?.untilMs).toBeGreaterThanOrEqual(beforeMs + 3_600_000)
  expect(health?.untilMs).toBeLessThanOrEqual(Date.now() + 3_600_001)
  expect(await events()).toEqual(['cooled'])

  await rig.gateway.close()
  await using again = await startTestGateway({ homeDir })
  const { subjects } = await again.admin.health({})
  expect(subjects).toMatchObject([{ providerId: 'open', state: 'cooling', reason: 'slow down' }])
  expect(Math.abs((subjects[0]?.untilMs ?? 0) - (health?.untilMs ?? 0))).toBeLessThan(5000)
})

test('a refused key is locked until there is a new one', async () => {
  refuse(401, { message: 'Incorrect API key provided', code: 'invalid_api_key' })
  expect((await ask()).status).toBe(401)
  expect(await healthOf('open')).toMatchObject({ state: 'locked', untilMs: null })
  const { baseUrl } = rig.upstream
  const key = 'sk-another-key-of-the-provider'
  await rig.gateway.admin.addProvider({ id: 'open', kind: 'openai', baseUrl: `${baseUrl}/v1`, key })
  expect(await healthOf('open')).toMatchObject({ state: 'closed' })
})

test('what the caller got wrong, and what it broke off, changes nothing', async () => {
  refuse(400, { message: 'no', type: 'invalid_request_error' })
  for (let each = 0; each < 10; each++) expect((await ask()).status).toBe(400)
  rig.upstream.script({ steps: [head(), send(900), hang()] })
  for (let each = 0; each < 10; each++) {
    const leaving = new AbortController()
    const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', { stream: true }), {
      signal: leaving.signal,
    })
    await answer.body?.getReader().read()
    leaving.abort()
  }
  await expect.poll(async () => (await healthOf('open'))?.running).toBe(0)
  expect(await healthOf('open')).toMatchObject({ state: 'closed', failuresInARow: 0, lastFailure: null })
  expect(await events()).toEqual([])
})

test('what runs is counted from its sending to its end, and three streams say how fast it is', async () => {
  rig.upstream.script({ steps: [head(), send(900), hang()] })
  const leaving = new AbortController()
  const answer = await rig.post(paths['openai-chat'], chatBody('openai-chat', { stream: true }), {
    signal: leaving.signal,
  })
  await answer.body?.getReader().read()
  expect(await healthOf('open')).toMatchObject({ running: 1, speed: null })
  leaving.abort()
  await expect.poll(async () => (await healthOf('open'))?.running).toBe(0)
  rig.upstream.script()
  for (let each = 0; each < 3; each++) await ask({ stream: true })
  await expect
    .poll(async () => (await healthOf('open'))?.speed)
    .toMatchObject({ answers: 3, firstTokenMs: expect.any(Number), firstTokenP95Ms: expect.any(Number) })
})

test('a person lets a provider be asked again, and only one that there is', async () => {
  refuse(402, { message: 'pay', code: 'insufficient_quota' })
  await ask()
  expect(await healthOf('open')).toMatchObject({ state: 'cooling' })
  await rig.gateway.admin.resetHealth({ providerId: 'open' })
  expect(await healthOf('open')).toBeUndefined()
  expect(await events()).toEqual(['reset', 'cooled'])
  await expect(rig.gateway.admin.resetHealth({ providerId: 'nobody' })).rejects.toMatchObject({
    code: 'provider_unknown',
  })
})

test('a provider that is removed takes what is known of it along', async () => {
  refuse(402, { message: 'pay', code: 'insufficient_quota' })
  await ask()
  await rig.gateway.admin.removeProvider({ id: 'open' })
  expect(await healthOf('open')).toBeUndefined()
})

test.each([
  ['openai-chat', false],
  ['openai-chat', true],
  ['anthropic-messages', false],
  ['anthropic-messages', true],
] as const)('a key that a provider repeats is in no reason: %s, stream %s', async (format, stream) => {
  const key = providerKeys['openai-chat']
  refuse(401, { message: `Incorrect API key provided: ${key}`, code: 'invalid_api_key' })
  const answer = await rig.post(paths[format], chatBody(format, { model: models['openai-chat'], stream }))
  await answer.text()
  expect(await healthOf('open')).toMatchObject({
    state: 'locked',
    reason: expect.stringContaining('Incorrect API key'),
  })
  expect(JSON.stringify(await rig.gateway.admin.health({}))).not.toContain(key)
})

test.each(['openai-chat', 'anthropic-messages'] as const)(
  'a key that a provider repeats within a stream is in no reason, whole or cut: %s',
  async format => {
    const key = providerKeys['openai-chat']
    const message = `It went wrong with ${key} ${'x'.repeat(235)} ${key}`
    rig.upstream.script({
      answer: {
        headers: { 'content-type': 'text/event-stream' },
        body: `data: ${JSON.stringify({ error: { message, type: 'server_error' } })}\n\ndata: [DONE]\n\n`,
      },
    })
    const body = chatBody(format, { model: models['openai-chat'], stream: true })
    const answer = await rig.post(paths[format], body)
    // An answer that broke off ends with its connection.
    await answer.text().catch(() => undefined)
    await expect.poll(async () => (await healthOf('open'))?.failuresInARow).toBe(1)
    const report = JSON.stringify(await rig.gateway.admin.health({}))
    expect(report).not.toContain(key.slice(0, 8))
  },
)
