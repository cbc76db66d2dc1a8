// A secret that nobody else could have: after every way to fail, it is in no file, no log line, no answer.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { paths } from '../support/bad-input-rig.ts'
import {
  closedOrigin,
  die,
  type FakeUpstream,
  head,
  send,
  startFakeUpstream,
} from '../support/fake-upstream.ts'
import { filesOf, found } from '../support/find-secret.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

const key = `sk-canary+${randomBytes(18).toString('base64')}/==`
const otherKey = `sk-second+${randomBytes(18).toString('base64')}/==`
const logged: string[] = []
const answered: string[] = []

let upstream: FakeUpstream
let gateway: TestGateway
let scribbler: ReturnType<typeof createServer>
let homeDir: string

beforeAll(async () => {
  upstream = await startFakeUpstream()
  homeDir = temporaryHome()
  const log = pino({ level: 'trace' }, { write: line => void logged.push(line) })
  gateway = await startTestGateway({ homeDir, deps: { log }, overrides: { firstByteTimeoutMs: 200 } })
  // Writes what it was sent where a status line belongs.
  scribbler = createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', bytes => socket.end(`HTTP/1.1 what? ${bytes}`))
  }).listen(0, '127.0.0.1')
  await once(scribbler, 'listening')
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
  scribbler.close()
  rmSync(homeDir, { recursive: true, force: true })
})

/** All that a caller of the gateway is told: head and body. */
async function ask(options: {
  readonly model?: string
  readonly stream?: boolean
  readonly format?: keyof typeof paths
  readonly token?: string
  readonly query?: string
  readonly headers?: readonly string[]
}): Promise<string> {
  const { model = 'one/gpt-4o-mini', stream = false, format = 'openai-chat', token = gateway.token } = options
  const body = JSON.stringify({
    model,
    stream,
    max_tokens: 9,
    messages: [{ role: 'user', content: 'hello' }],
  })
  const target = paths[format] + (options.query ?? '')
  const headers = [
    'content-type: application/json',
    `authorization: Bearer ${token}`,
    ...(options.headers ?? []),
  ]
  const bytes = rawRequest({ target, host: new URL(gateway.gatewayUrl).host, headers, body })
  const { answers, rest } = await sendRaw(gateway.gatewayUrl, bytes)
  const words =
    JSON.stringify(answers.map(({ status, headers }) => [status, headers])) + rest.toString('latin1')
  answered.push(words + answers.map(answer => answer.body.toString('latin1')).join(''))
  return answered.at(-1) ?? ''
}

async function admin(call: Promise<unknown>): Promise<void> {
  answered.push(JSON.stringify(await call.catch(error => [String(error), error, error.cause])))
}

const json = { 'content-type': 'application/json' }
const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`

test('a provider’s key is nowhere, however its provider shouts it and requests fail', async () => {
  const { admin: api } = gateway
  const scribblerPort = (scribbler.address() as { port: number }).port
  await admin(api.addProvider({ id: 'one', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key }))
  await admin(api.addProvider({ id: 'two', kind: 'anthropic', baseUrl: upstream.baseUrl, key }))
  await admin(api.addProvider({ id: 'gone', kind: 'openai-compatible', baseUrl: await closedOrigin(), key }))
  await admin(
    api.addProvider({ id: 'mad', kind: 'openai', baseUrl: `http://127.0.0.1:${scribblerPort}`, key }),
  )
  await admin(api.addProvider({ id: 'one', kind: 'openai', baseUrl: 'http://127.0.0.1:9/other', key }))
  await admin(api.addProvider({ id: 'bad', kind: 'openai', baseUrl: `http://user:${key}@127.0.0.1:9/`, key }))
  await admin(api.addProvider({ id: 'bad', kind: key, baseUrl: upstream.baseUrl, key: `${key}\n${key}` }))
  await admin(api.addProvider({ id: key, kind: 'openai', key } as never))
  await admin(api.addProvider({ id: 'bad', kind: 'openai', key: [key] } as never))

  const echo = `Incorrect API key provided: ${key}.`
  const failures = [
    { status: 401, headers: json, body: JSON.stringify({ error: { message: echo, type: 'x', code: null } }) },
    { status: 500, headers: { 'content-type': 'text/plain' }, body: echo },
    { status: 200, headers: json, body: JSON.stringify({ id: key, choices: [], error: echo }) },
    { status: 200, headers: { 'content-type': 'text/html' }, body: `<p>${echo}</p>` },
    {
      status: 302,
      headers: { location: `https://elsewhere.example/?key=${encodeURIComponent(key)}` },
      body: echo,
    },
    { status: 400, headers: { ...json, 'x-echo': `Bearer ${key}`, 'x-request-id': key }, body: '{}' },
    {
      status: 429,
      headers: { ...json, 'set-cookie': `key=${key}`, 'www-authenticate': `Bearer ${key}` },
      body: '{}',
    },
    { status: 200, headers: { ...json, 'x-request-id': `req-${key}`, 'request-id': key }, body: '{}' },
  ]
  const streams = [
    event({ choices: [{ index: 0, delta: { content: echo }, finish_reason: null }] }),
    event({ error: { message: echo, type: 'server_error' } }),
    `: ${echo}\n\n`,
    `event: ${key}\ndata: ${key}\n\n`,
    `data: half an event with ${key}`,
  ]
  const steps = [
    { steps: [send()] },
    { steps: [send(), die()] },
    { steps: [head(), send(), die('reset')] },
    { gzip: true },
  ]
  for (const format of ['openai-chat', 'anthropic-messages'] as const) {
    const model = format === 'openai-chat' ? 'one/gpt-4o-mini' : 'two/claude-sonnet-5-5'
    for (const behaviour of steps) {
      for (const answer of failures) {
        upstream.script({ answer, ...behaviour })
        await ask({ format, model })
        await ask({ format, model, stream: true })
      }
      for (const body of streams) {
        const headers = { 'content-type': 'text/event-stream', 'x-request-id': key }
        upstream.script({ answer: { headers, body: body + event('[DONE]') }, ...behaviour })
        await ask({ format, model, stream: true })
      }
    }
  }
  upstream.script({ steps: [{ type: 'hang' }] })
  expect(await ask({})).toMatch(/upstream_timeout/)
  expect(await ask({ model: 'gone/x' })).toMatch(/upstream_unreachable/)
  expect(await ask({ model: 'mad/x' })).toMatch(/upstream_/)
  await ask({ model: 'mad/x', stream: true })
  await ask({ token: 'gth_wrong' })

  const drafts = [
    { kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key },
    { id: 'one', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1` },
    { kind: 'openai', baseUrl: `http://127.0.0.1:${scribblerPort}`, key },
    { kind: key, baseUrl: key, key },
  ]
  for (const answer of failures) {
    upstream.scriptModels({ answer })
    await admin(api.testProvider({ id: 'one' }))
    for (const draft of drafts) await admin(api.testProviderDraft(draft))
  }
  // Cut to a length, a message must not end in half a key.
  for (const before of [280, 290, 299]) {
    const body = JSON.stringify({ error: { message: 'x'.repeat(before) + key } })
    upstream.scriptModels({ answer: { status: 401, headers: json, body } })
    await admin(api.testProviderDraft({ kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key }))
    expect.soft(answered.at(-1)).not.toContain(`x${key.slice(0, 8)}`)
    await admin(api.testProvider({ id: 'one' }))
    expect.soft(answered.at(-1)).not.toContain(`x${key.slice(0, 8)}`)
  }
  const listed = JSON.stringify({ object: 'list', data: [{ id: `model-${key}` }, { id: 'gpt-4o-mini' }] })
  upstream.scriptModels({ answer: { headers: json, body: listed } })
  await admin(api.testProvider({ id: 'one' }))
  await ask({ model: 'nearly-nothing' })
  for (const call of [api.listProviders({}), api.readStatus({}), api.readOverview({ zone: 'UTC' })])
    await admin(call)
  const { rows } = await api.listRequests({ offset: 0, limit: 500 })
  for (const { requestId } of rows) await admin(api.readRequest({ requestId }))

  expect(rows.length).toBeGreaterThan(100)
  expect.soft(found(key, filesOf(homeDir))).toEqual([])
  expect.soft(found(key, logged)).toEqual([])
  expect.soft(found(key, answered).map(index => answered[Number(index)])).toEqual([])
})

test('nor is any of several keys, whichever the provider shouts about', async () => {
  const { admin: api } = gateway
  upstream.scriptModels({})
  await admin(api.addProvider({ id: 'several', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key }))
  for (const name of ['second', otherKey, 'default'])
    await admin(api.addProviderKey({ providerId: 'several', name, key: otherKey, quotaGroup: 'account' }))
  await admin(api.addProviderKey({ providerId: 'several', name: 'default', key }))
  await admin(api.addProviderKey({ providerId: 'several', name: 'bad', key: `${otherKey}\n${otherKey}` }))
  const message = `Neither ${key} nor ${otherKey} may do that.`
  const body = JSON.stringify({ error: { message } })
  for (const status of [401, 402, 403, 429, 500])
    for (const stream of [false, true]) {
      upstream.script({ answer: { status, headers: { ...json, 'x-request-id': otherKey }, body } })
      await ask({ model: 'several/gpt-4o-mini', stream })
      await ask({ model: 'several/claude', format: 'anthropic-messages', stream })
    }
  const headers = { 'content-type': 'text/event-stream' }
  upstream.script({ answer: { headers, body: event({ error: { message, type: 'server_error' } }) } })
  await ask({ model: 'several/gpt-4o-mini', stream: true })
  await ask({ model: 'several/claude', format: 'anthropic-messages', stream: true })
  upstream.scriptModels({ answer: { status: 401, headers: json, body } })
  await admin(api.testProvider({ id: 'several' }))
  await admin(api.listProviderKeys({ providerId: 'several' }))
  await admin(api.removeProviderKey({ providerId: 'several', name: otherKey }))
  for (const call of [api.listProviders({}), api.readStatus({})]) await admin(call)
  const { rows } = await api.listRequests({ offset: 0, limit: 500 })
  for (const { requestId } of rows) await admin(api.readRequest({ requestId }))
  for (const secret of [key, otherKey]) {
    expect.soft(found(secret, filesOf(homeDir))).toEqual([])
    expect.soft(found(secret, logged)).toEqual([])
    expect.soft(found(secret, answered).map(index => answered[Number(index)])).toEqual([])
  }
})

test('a client’s token is nowhere, wherever its owner puts it', async () => {
  const { token } = gateway
  upstream.script({}) // no provider can say the keys of another one
  await ask({})
  await ask({ query: `?api_key=${token}&beta=true` })
  await ask({ headers: [`x-api-key: ${token}`, `cookie: token=${token}`, `referer: http://x/?${token}`] })
  await ask({ headers: [`x-api-key: ${token}`, `x-api-key: ${token}`] })
  await ask({ headers: [`anthropic-beta: ${token.slice(0, 4)}`] })
  await ask({ token: `${token}x` })
  await ask({ model: 'gone/x' })
  await admin(gateway.admin.listClients({}))
  await admin(gateway.admin.revokeClient({ id: token }))
  expect(found(token, filesOf(homeDir))).toEqual([])
  expect(found(token, logged)).toEqual([])
  expect(upstream.requests.filter(({ rawHeaders }) => rawHeaders.join().includes(token))).toEqual([])
})

test('neither is there once the gateway has closed and its files are settled', async () => {
  await gateway.close()
  const files = filesOf(homeDir)
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining(['config.db', 'ledger.db', 'log.db', 'vault.key']),
  )
  expect(found(key, files)).toEqual([])
  expect(found(otherKey, files)).toEqual([])
  expect(found(gateway.token, files)).toEqual([])
  expect(found(key, logged)).toEqual([])
})

test('the search itself finds a secret in each of its forms', () => {
  const forms = [
    `"${key}"`,
    encodeURIComponent(key),
    Buffer.from(`x${key}yz`).toString('base64'),
    Buffer.from(`xy${key}`).toString('base64url'),
    Buffer.from(key).toString('hex'),
    Buffer.from(key, 'utf16le').toString('latin1'),
  ]
  expect(found(key, forms)).toEqual(Object.keys(forms))
})
