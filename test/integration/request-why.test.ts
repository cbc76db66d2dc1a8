// What the log keeps of why a request ended as it did, from a request over a real socket to its row.
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPassphraseVault } from '../../gateway/vault/headless-vault.ts'
import { calendarBudget } from '../support/budgets.ts'
import { die, type Step, send } from '../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths, providerKeys } from '../support/gateway-rig.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway } from '../support/test-gateway.ts'

const path = paths['openai-chat']
let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})

afterAll(() => rig[Symbol.asyncDispose]())

test('a provider’s failure is kept in its own words, bounded and without its key', async () => {
  const message = `Incorrect API key provided: ${providerKeys['openai-chat']}.\n${'x'.repeat(9000)}`
  const body = JSON.stringify({ error: { message, type: 'invalid_request_error', code: 'invalid_api_key' } })
  const headers = { 'content-type': 'application/json' }
  rig.upstream.script({ answer: { status: 401, headers, body }, steps: [send()] })
  const answer = await rig.post(path, chatBody('openai-chat'))
  rig.upstream.script()
  expect(answer.status).toBe(401)
  const { failure } = await rig.rowOf(answer)
  expect(failure).toMatchObject({
    type: 'provider',
    providerId: 'open',
    status: 401,
    fault: 'key-refused',
    message: expect.stringMatching(/^Incorrect API key provided: .{0,3}\*+\. x+$/),
  })
  expect(JSON.stringify(failure).length).toBeLessThan(700)
})

test('an answer that broke off is kept as that, and a failure within one in the provider’s words', async () => {
  const headers = { 'content-type': 'text/event-stream' }
  const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini' }
  const delta = `data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta: { content: 'Hi' } }] })}\n\n`
  const ask = async (body: string, step: Step) => {
    rig.upstream.script({ answer: { headers, body }, steps: [send(), step] })
    const answer = await rig.post(path, chatBody('openai-chat', { stream: true }))
    await answer.text().catch(() => undefined) // it breaks off
    return (await rig.rowOf(answer)).failure
  }
  expect(await ask(delta, die())).toMatchObject({
    type: 'provider',
    providerId: 'open',
    status: null,
    message: 'The provider "open" broke off its answer.',
  })
  const failed = `${delta}data: {"error":{"message":"The model is tired.","type":"server_error"}}\n\n`
  expect(await ask(failed, send())).toMatchObject({
    type: 'provider',
    status: 200,
    message: 'The model is tired.',
  })
  rig.upstream.script()
})

test('a model that nobody has is kept with the names near it, as the gateway or the provider says it', async () => {
  const ask = async () => {
    const answer = await rig.post(path, { ...chatBody('openai-chat'), model: 'gpt-4o-mimi' })
    expect(answer.status).toBe(404)
    return (await rig.rowOf(answer)).failure
  }
  const body = JSON.stringify({ error: { message: 'No such model.', code: 'model_not_found' } })
  const headers = { 'content-type': 'application/json' }
  rig.upstream.script({ answer: { status: 404, headers, body }, steps: [send()] })
  const names = expect.arrayContaining(['open/gpt-4o-mini'])
  expect(await ask()).toMatchObject({ type: 'provider', fault: 'model-gone', names })
  rig.upstream.script()
  const other = { id: 'other', kind: 'openai', baseUrl: `${rig.upstream.baseUrl}/v1`, key: 'sk-other' }
  await rig.gateway.admin.addProvider(other)
  expect(await ask()).toMatchObject({ type: 'model', asked: 'gpt-4o-mimi', isAmbiguous: false, names })
  await rig.gateway.admin.removeProvider({ id: 'other' })
})

test('a request that is answered keeps its budgets, person, team and project, and no failure', async () => {
  const { admin } = rig.gateway
  const [client] = await admin.listClients({})
  await admin.assignClient({ id: client?.id ?? '', personId: 'ada', teamId: 'lab' })
  const all = await admin.setBudget(calendarBudget('1000000000'))
  const soft = await admin.setBudget(
    calendarBudget('1', {}, { scope: { kind: 'project', id: 'paper' }, mode: 'soft' }),
  )
  const answer = await rig.post(path, chatBody('openai-chat'), {
    headers: { 'x-gatehouse-project': 'paper' },
  })
  expect(answer.status).toBe(200)
  const row = await rig.rowOf(answer)
  expect(row).toMatchObject({ personId: 'ada', teamId: 'lab', project: 'paper', failure: null })
  expect(row.budgets.map(({ id, verdict }) => [id, verdict])).toEqual(
    expect.arrayContaining([
      [all.id, 'counted'],
      [soft.id, 'passed'],
    ]),
  )
  for (const { id } of [all, soft]) await admin.removeBudget({ id })
})

test('a key that another vault sealed is kept with what to do', async () => {
  const homeDir = temporaryHome()
  const address = { id: 'up', kind: 'openai', baseUrl: `${rig.upstream.baseUrl}/v1` }
  const first = await startTestGateway({ homeDir })
  await first.admin.addProvider({ ...address, key: 'sk-first' })
  await first.close()
  const vault = openPassphraseVault(homeDir, 'another')
  const second = await startTestGateway({ homeDir, deps: { vault } })
  const answer = await fetch(second.gatewayUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${second.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...chatBody('openai-chat'), model: 'up/gpt-4o' }),
  })
  expect(answer.status).toBe(424)
  const { failure } = await second.row(answer.headers.get('x-gatehouse-request-id') ?? '')
  expect(failure).toMatchObject({ type: 'locked', providerId: 'up', reason: expect.stringMatching(/\w/) })
  await second.close()
  rmSync(homeDir, { recursive: true, force: true })
})
