// A provider is tested as a form has it, before anything is stored.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ProviderDraft, ProviderProblem } from '../../gateway/contract/providers.ts'
import { type Answer, closedOrigin, type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { type GatewayRig, openGatewayRig, providerKeys } from '../support/gateway-rig.ts'
import { serviceAccount, startTokenServer, tokenNumber } from '../support/token-server.ts'

let rig: GatewayRig
let other: FakeUpstream

beforeEach(async () => {
  rig = await openGatewayRig()
  other = await startFakeUpstream()
})
afterEach(async () => {
  await rig[Symbol.asyncDispose]()
  await other.close()
})

const key = 'sk-entered-in-the-form'
const storedKey = providerKeys['openai-chat']
const json = { 'content-type': 'application/json' }
const tryOut = (draft: Partial<ProviderDraft>) =>
  rig.gateway.admin.testProviderDraft({ kind: 'openai', baseUrl: `${other.baseUrl}/v1`, ...draft })
const sentTo = ({ requests }: FakeUpstream) => requests.map(({ headers }) => headers.authorization)

/** All that a test of a provider could change. */
async function everything() {
  const { admin, homeDir } = rig.gateway
  const bytes = ['config.db', 'config.db-wal'].map(file => readFileSync(join(homeDir, file)))
  const files = bytes.map(each => createHash('sha256').update(each).digest('hex'))
  const { subjects, events } = await admin.health({})
  return { files, providers: await admin.listProviders({}), health: { subjects, events } }
}

describe('a test before saving', () => {
  test('asks with the key that was entered, counts the models, and changes nothing', async () => {
    const before = await everything()
    const result = await tryOut({ key: ` ${key}\n` })
    const listed = before.providers.find(({ id }) => id === 'open')?.models.length
    expect(result).toEqual({
      ok: true,
      models: listed,
      latencyMs: expect.any(Number),
      list: 'names',
      message: null,
      problem: null,
    })
    other.scriptModels({ answer: 'openai-error-401' })
    expect(await tryOut({ key })).toMatchObject({ ok: false, problem: 'key-refused' })
    expect(await tryOut({ id: 'open', key })).toMatchObject({ ok: false, problem: 'key-refused' })
    expect(sentTo(other)).toEqual([`Bearer ${key}`, `Bearer ${key}`, `Bearer ${key}`])
    expect(await everything()).toEqual(before)
  })

  test('asks with the stored key at another path of the same server, and nowhere else', async () => {
    const before = await everything()
    const asked = rig.upstream.requests.length
    expect(await tryOut({ id: 'open', baseUrl: `${rig.upstream.baseUrl}/v1` })).toMatchObject({ ok: true })
    const elsewhere = await tryOut({ id: 'open', baseUrl: `${rig.upstream.baseUrl}/wrong` })
    expect(elsewhere).toMatchObject({ ok: false, problem: 'not-found' })
    expect(sentTo(rig.upstream).slice(asked)).toEqual([`Bearer ${storedKey}`, `Bearer ${storedKey}`])

    const refused = {
      code: 'input_invalid',
      message: expect.stringContaining('never sent to another server'),
    }
    await expect(tryOut({ id: 'open' })).rejects.toMatchObject(refused)
    const secure = rig.upstream.baseUrl.replace('http:', 'https:')
    await expect(tryOut({ id: 'open', baseUrl: `${secure}/v1` })).rejects.toMatchObject(refused)
    const sameServer = { id: 'open', kind: 'mistral', baseUrl: `${rig.upstream.baseUrl}/v1` }
    await expect(tryOut(sameServer)).rejects.toMatchObject(refused)
    expect(await tryOut({ id: 'open', kind: 'openai-compatible' })).toMatchObject({ ok: true })
    expect(sentTo(other)).toEqual([undefined])
    expect(await everything()).toEqual(before)
  })

  test('asks with the first stored key that is taken', async () => {
    const { admin } = rig.gateway
    await admin.addProviderKey({ providerId: 'open', name: 'second', key: 'sk-second-key-of-open' })
    const asked = rig.upstream.requests.length
    rig.upstream.scriptModels({ answer: 'openai-error-401' }, {})
    expect(await tryOut({ id: 'open', baseUrl: `${rig.upstream.baseUrl}/v1` })).toMatchObject({ ok: true })
    expect(sentTo(rig.upstream).slice(asked)).toEqual([`Bearer ${storedKey}`, 'Bearer sk-second-key-of-open'])
  })

  test('refuses what adding or changing would refuse, and asks nobody', async () => {
    const invalid = { code: 'input_invalid' }
    await expect(tryOut({})).rejects.toMatchObject(invalid)
    await expect(tryOut({ key: 'two words' })).rejects.toMatchObject(invalid)
    await expect(tryOut({ key, kind: 'nobody' })).rejects.toMatchObject(invalid)
    await expect(tryOut({ key, baseUrl: rig.gateway.gatewayUrl })).rejects.toMatchObject(invalid)
    await expect(tryOut({ key, baseUrl: 'http://169.254.169.254/v1' })).rejects.toMatchObject(invalid)
    await expect(tryOut({ key, baseUrl: 'http://example.com/v1' })).rejects.toMatchObject(invalid)
    await expect(tryOut({ key, id: 'nobody' })).rejects.toMatchObject({ code: 'provider_unknown' })
    expect(other.requests).toEqual([])
  })

  test('asks nobody where the kind has no list of models', async () => {
    const draft = { kind: 'amazon-bedrock', baseUrl: 'https://bedrock-runtime.eu-west-1.amazonaws.com' }
    expect(await tryOut({ ...draft, key: 'bedrock-api-key-of-nobody' })).toMatchObject({
      ok: true,
      models: 0,
      list: 'none',
      problem: null,
    })
  })

  test('says of a list of what could be deployed that it proves the key alone', async () => {
    const draft = { kind: 'azure-openai', baseUrl: `${other.baseUrl}/openai/v1`, key }
    other.scriptModels({ answer: 'openai-models' })
    expect(await tryOut(draft)).toMatchObject({ ok: true, models: 0, list: 'proof' })
    expect(other.requests.at(-1)?.headers['api-key']).toBe(key)
  })
})

test('a service account is tested with a token that nobody else gets', async () => {
  const tokenServer = await startTokenServer()
  await using account = await openGatewayRig({
    providers: () => [],
    deps: { dispatcher: tokenServer.dispatcher },
  })
  const { admin } = account.gateway
  const listed = { publisherModels: [{ name: 'publishers/google/models/gemini-2.5-flash' }] }
  account.upstream.scriptModels({ answer: { headers: json, body: JSON.stringify(listed) } })
  const draft = {
    kind: 'vertex-ai',
    baseUrl: `${account.upstream.baseUrl}/v1/projects/our-project/locations/us-east5`,
    key: JSON.stringify(serviceAccount),
  }
  await admin.addProvider({ ...draft, id: 'vx' })
  expect(await admin.testProviderDraft(draft)).toMatchObject({ ok: true, models: 1 })
  await admin.testProvider({ id: 'vx' })
  expect(sentTo(account.upstream)).toEqual([1, 2, 1].map(number => `Bearer ${tokenNumber(number)}`))

  const body = JSON.stringify({ error: { message: `No such token: ${tokenNumber(3)}` } })
  account.upstream.scriptModels({ answer: { status: 401, headers: json, body } })
  const { problem, message } = await admin.testProviderDraft(draft)
  expect(problem).toBe('key-refused')
  expect(message).toMatch(/^It answered 401: No such token: \*+$/)
  tokenServer.answerWith(400, '{"error":"invalid_grant"}')
  expect(await admin.testProviderDraft(draft)).toMatchObject({
    problem: 'key-unusable',
    message: expect.stringContaining('invalid_grant'),
  })
  tokenServer.answerWith(503, '')
  expect(await admin.testProviderDraft(draft)).toMatchObject({ problem: 'no-token' })
  await tokenServer.close()
})

describe('a test that fails says what is wrong', () => {
  const saying = (status: number, message: string): Answer => ({
    status,
    headers: json,
    body: JSON.stringify({ error: { message } }),
  })

  const table: readonly (readonly [ProviderProblem, Answer, string])[] = [
    ['key-refused', saying(401, 'No such key.'), 'It answered 401: No such key.'],
    ['key-refused', saying(403, 'Not yours.'), 'It answered 403: Not yours.'],
    ['key-refused', saying(400, 'API key not valid.'), 'It answered 400: API key not valid.'],
    ['refused', saying(400, 'Tea?'), 'It answered 400: Tea?'],
    ['not-found', saying(404, 'No such page.'), 'It answered 404: No such page.'],
    ['unpaid', { status: 402, body: '' }, 'It answered 402.'],
    ['used-up', saying(429, 'Slow down.'), 'It answered 429: Slow down.'],
    [
      'provider-failed',
      { status: 503, headers: json, body: '{"message":"Down."}' },
      'It answered 503: Down.',
    ],
    ['no-list', { body: '<html>Hello</html>' }, 'It answered, but not with a list of models.'],
    ['too-long', { headers: json, body: '['.repeat(5 << 20) }, 'Its list of models is too large.'],
  ]

  test('in the provider’s words, and as a problem for which there is a cure', async () => {
    for (const [problem, answer, message] of table) {
      other.scriptModels({ answer })
      expect(await tryOut({ key })).toMatchObject({ ok: false, models: 0, problem, message })
    }
    other.scriptModels({ answer: saying(401, 'Who are you?') })
    expect(await tryOut({ kind: 'openai-compatible' })).toMatchObject({ problem: 'key-missing' })
  })

  test('does not follow a redirect', async () => {
    const location = `${rig.upstream.baseUrl}/v1/models`
    const asked = rig.upstream.requests.length
    other.scriptModels({ answer: { status: 307, headers: { location }, body: '' } })
    expect(await tryOut({ key })).toMatchObject({ ok: false, problem: 'redirected' })
    expect(rig.upstream.requests).toHaveLength(asked)
  })

  test('nobody at the address, and no encryption where it was asked for', async () => {
    expect(await tryOut({ key, baseUrl: await closedOrigin() })).toMatchObject({
      problem: 'nobody-there',
      message: 'It could not be reached: the connection was refused.',
    })
    const secure = other.baseUrl.replace('http:', 'https:')
    expect(await tryOut({ key, baseUrl: secure })).toMatchObject({ problem: 'not-secure' })
  })

  test('never with the key in it, not even a short one', async () => {
    for (const each of [key, 'short-key'])
      for (const status of [401, 500]) {
        other.scriptModels({ answer: saying(status, `Wrong key: ${each}.`) })
        const { message } = await tryOut({ key: each })
        expect(message).toBe(`It answered ${status}: Wrong key: ${'*'.repeat(each.length)}.`)
      }
  })
})
