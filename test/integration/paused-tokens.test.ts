import { afterEach, beforeEach, expect, test } from 'vitest'
import { anthropicClient, openAiClient } from '../support/chat-clients.ts'
import { type GatewayRig, models, openGatewayRig } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig()
})
afterEach(() => rig[Symbol.asyncDispose]())

const messages = [{ role: 'user' as const, content: 'hi' }]
const howToResume =
  /The client token "notebook" is paused\. Resume it on the Tokens screen of Gatehouse, or with: gatehouse token resume "notebook"/

async function makeNotebook() {
  const { client, token } = await rig.gateway.admin.createClient({ name: 'notebook' })
  const { gatewayUrl } = rig.gateway
  return { ...client, openAi: openAiClient(gatewayUrl, token), anthropic: anthropicClient(gatewayUrl, token) }
}

test('a paused token is refused in the caller’s format, which says how to resume it, and is then served', async () => {
  const { admin } = rig.gateway
  const { id, openAi, anthropic } = await makeNotebook()
  expect(await admin.pauseClient({ id })).toMatchObject({ pausedAtMs: expect.any(Number) })

  await expect(
    openAi.chat.completions.create({ model: models['openai-chat'], messages }),
  ).rejects.toMatchObject({ status: 403, code: 'token_paused', message: expect.stringMatching(howToResume) })
  await expect(
    anthropic.messages.create({ model: models['anthropic-messages'], max_tokens: 9, messages }),
  ).rejects.toMatchObject({
    status: 403,
    error: { error: { type: 'permission_error', message: expect.stringMatching(howToResume) } },
  })
  await expect(openAi.models.list()).rejects.toMatchObject({ status: 403, code: 'token_paused' })
  expect(rig.calls()).toEqual([])

  expect(await admin.resumeClient({ id })).toMatchObject({ pausedAtMs: null })
  await openAi.chat.completions.create({ model: models['openai-chat'], messages })
  expect(rig.calls()).toHaveLength(1)
})

test('what a paused token asks is in the log under its name, and is no use of it', async () => {
  const { admin } = rig.gateway
  const { id, openAi } = await makeNotebook()
  await admin.pauseClient({ id })
  await expect(
    openAi.chat.completions.create({ model: models['openai-chat'], messages }),
  ).rejects.toMatchObject({ status: 403 })
  expect(await rig.newestRow(1)).toMatchObject({
    clientId: id,
    clientName: 'notebook',
    outcome: 'rejected',
    errorCode: 'token_paused',
    status: 403,
  })
  const listed = (await admin.listClients({})).find(client => client.id === id)
  expect(listed).toMatchObject({ lastUsedAtMs: null })
  expect((await admin.readStatus({})).unauthenticated).toEqual([])
})

test('a token that was revoked is neither paused nor renamed', async () => {
  const { admin } = rig.gateway
  const { id } = await makeNotebook()
  await admin.revokeClient({ id })
  const refused = { code: 'input_invalid', message: expect.stringContaining('was revoked') }
  await expect(admin.pauseClient({ id })).rejects.toMatchObject(refused)
  await expect(admin.resumeClient({ id })).rejects.toMatchObject(refused)
  await expect(admin.renameClient({ id, name: 'other' })).rejects.toMatchObject(refused)
})

test('a renamed token goes on with its id, its token and its history', async () => {
  const { admin } = rig.gateway
  const { id, openAi } = await makeNotebook()
  const ask = () => openAi.chat.completions.create({ model: models['openai-chat'], messages })
  await ask()
  await rig.newestRow(1)
  expect(await admin.renameClient({ id, name: 'thesis' })).toMatchObject({ id, name: 'thesis' })
  await ask()
  await rig.newestRow(2)
  const { rows } = await admin.listRequests({ offset: 0, limit: 9, clientIds: [id] })
  expect(rows.map(({ clientName }) => clientName)).toEqual(['thesis', 'notebook'])
  await admin.createClient({ name: 'notebook' })
  await expect(admin.renameClient({ id, name: 'notebook' })).rejects.toMatchObject({ code: 'client_exists' })
})

test('a rename that a route’s condition would lose is refused', async () => {
  const { admin } = rig.gateway
  const { id } = await makeNotebook()
  const name = 'smart'
  const route = (...clients: string[]) =>
    admin.setRoute({
      name,
      groups: [
        { strategy: 'priority', targets: [{ target: `open/${models['openai-chat']}` }], when: { clients } },
      ],
    })
  await route('notebook')
  await expect(admin.renameClient({ id, name: 'thesis' })).rejects.toMatchObject({
    message: expect.stringContaining('The route "smart" is for "notebook" by its name'),
  })
  await route('notebook', 'thesis')
  expect(await admin.renameClient({ id, name: 'thesis' })).toMatchObject({ name: 'thesis' })
})

test('a token is made with its person and team, or not at all', async () => {
  const { admin } = rig.gateway
  const made = await admin.createClient({ name: 'thesis', personId: 'Ann', teamId: 'lab/vision' })
  expect(made.client).toMatchObject({ personId: 'Ann', teamId: 'lab/vision' })
  await expect(admin.createClient({ name: 'other', teamId: 'lab//vision' })).rejects.toMatchObject({
    code: 'input_invalid',
  })
  expect((await admin.listClients({})).map(({ name }) => name)).not.toContain('other')
})

test('the figures say what each token and each provider did today and this month', async () => {
  const { admin } = rig.gateway
  const { id, openAi } = await makeNotebook()
  await openAi.chat.completions.create({ model: models['openai-chat'], messages })
  const { costNanoUsd } = await rig.newestRow(1)
  const spend = { costNanoUsd, unpriced: 0 }
  await expect
    .poll(() => admin.readFigures({ zone: 'UTC' }))
    .toMatchObject({
      clients: [{ clientId: id, today: { ...spend, requests: 1 }, month: { ...spend, requests: 1 } }],
      providers: [
        {
          providerId: 'open',
          today: spend,
          month: spend,
          tries: 1,
          failures: 0,
          latencyP50Ms: expect.any(Number),
          lastFailure: null,
        },
      ],
      isPartial: false,
    })
})
