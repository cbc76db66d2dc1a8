import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { signAwsRequest } from '../../gateway/providers/aws-signature.ts'
import { collect } from '../support/chat-clients.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'

const apiKey = 'ABSKQmVkcm9ja0FQSUtleS1leGFtcGxl'
const accessKey = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'FwoGZXIvYXdzEXAMPLEtokenOfASession/+0123456789==',
}
const messages = [{ role: 'user' as const, content: 'Hello' }]
const atMs = Date.parse('2026-11-27T12:00:00Z')
const json = { 'content-type': 'application/json' }
let rig: GatewayRig

beforeEach(async () => {
  rig = await openGatewayRig({ providers: () => [], now: () => atMs })
})
afterEach(() => rig[Symbol.asyncDispose]())

function add(key: string) {
  const baseUrl = `${rig.upstream.baseUrl}/openai/v1`
  return rig.gateway.admin.addProvider({ id: 'aws', kind: 'amazon-bedrock', baseUrl, key })
}

/** What the received request has to be signed with. */
function expectSigned(): void {
  const { path, method, headers, body } = rig.lastCall()
  const expected = signAwsRequest(
    {
      method,
      url: new URL(path, rig.upstream.baseUrl),
      contentType: headers['content-type'],
      bodySha256: createHash('sha256').update(body).digest('hex'),
      atMs,
    },
    accessKey,
    { region: 'eu-central-1', service: 'bedrock' },
  )
  expect(headers).toMatchObject(expected)
  expect(JSON.stringify(rig.lastCall().rawHeaders) + body.toString()).not.toContain(accessKey.secretAccessKey)
}

test('an API key goes along as a bearer token, in every format', async () => {
  expect(await add(apiKey)).toMatchObject({ models: [], modelsError: null, key: 'stored' })
  rig.upstream.script({ answer: 'chat-completion' }, { answer: 'response' }, { answer: 'message' })
  await rig.openAi.chat.completions.create({ model: 'aws/openai.gpt-oss-120b-1:0', messages })
  await rig.openAi.responses.create({ model: 'aws/openai.gpt-5.5', input: 'Hello' })
  await rig.anthropic.messages.create({ model: 'aws/us.anthropic.claude-opus-5', max_tokens: 50, messages })
  expect(rig.upstream.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /openai/v1/chat/completions',
    'POST /openai/v1/responses',
    'POST /anthropic/v1/messages',
  ])
  for (const { headers } of rig.calls()) {
    expect(headers.authorization).toBe(`Bearer ${apiKey}`)
    expect(headers['x-amz-date']).toBeUndefined()
  }
})

describe('an access key', () => {
  beforeEach(() => add(JSON.stringify({ ...accessKey, region: 'eu-central-1' })))

  test('signs a request over the bytes that are sent, and stays here', async () => {
    rig.upstream.script({ answer: 'chat-stream-usage' })
    // Usage is asked for and the model renamed, so the bytes are not the caller's.
    const stream = await rig.openAi.chat.completions.create({
      model: 'aws/openai.gpt-oss-120b-1:0',
      messages,
      stream: true,
    })
    await collect(stream)
    expect(JSON.parse(rig.lastCall().body.toString())).toMatchObject({
      model: 'openai.gpt-oss-120b-1:0',
      stream_options: { include_usage: true },
    })
    expectSigned()
  })

  test('signs a body of several MiB, which leaves in pieces', async () => {
    rig.upstream.script({ answer: 'message' })
    const content = 'word '.repeat(600_000)
    await rig.anthropic.messages.create({
      model: 'aws/anthropic.claude-opus-5',
      max_tokens: 50,
      messages: [{ role: 'user', content }],
    })
    expect(rig.lastCall().body.length).toBeGreaterThan(3_000_000)
    expectSigned()
  })

  test('is struck out of what the provider sends, its parts too', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = accessKey
    const message = `The token ${sessionToken} of ${accessKeyId} does not fit to ${secretAccessKey}.`
    rig.upstream.script({ answer: { status: 403, headers: json, body: JSON.stringify({ message }) } })
    const answer = await rig.post('/v1/chat/completions', { model: 'aws/openai.gpt-oss-20b-1:0', messages })
    expect(answer.status).toBe(403)
    const told = await answer.text()
    expect(told).not.toContain(sessionToken.slice(0, 12))
    expect(told).not.toContain(secretAccessKey.slice(0, 12))
    expect(told).toContain(`of ${accessKeyId} does not fit to *`)
    const row = JSON.stringify(await rig.rowOf(answer))
    expect(row).not.toContain(sessionToken)
    expect(row).not.toContain(secretAccessKey)
  })
})

test('each model is asked in the formats that it speaks', async () => {
  await add(apiKey)
  await rig.post('/v1/chat/completions', { model: 'aws/us.anthropic.claude-opus-5', messages })
  expect(rig.lastCall().path).toMatch(/\/messages$/)
  expect(JSON.parse(String(rig.lastCall().body))).toMatchObject({
    model: 'us.anthropic.claude-opus-5',
    max_tokens: 32_000,
  })
  await rig.post('/v1/messages', { model: 'aws/openai.gpt-oss-20b-1:0', max_tokens: 50, messages })
  expect(rig.lastCall().path).toMatch(/\/chat\/completions$/)
  expect(JSON.parse(String(rig.lastCall().body))).toMatchObject({
    model: 'openai.gpt-oss-20b-1:0',
    max_tokens: 50,
  })
})

test('answers are settled at the table’s prices of the region that the model is named with', async () => {
  await add(apiKey)
  const costOf = async (model: string) => {
    rig.upstream.script({ answer: 'message' })
    const answer = await rig.post('/v1/messages', { model: `aws/${model}`, max_tokens: 50, messages })
    await answer.text()
    return Number((await rig.rowOf(answer)).costNanoUsd)
  }
  const anywhere = await costOf('global.anthropic.claude-haiku-4-5-20251001-v1:0')
  expect(anywhere).toBeGreaterThan(0)
  expect((await costOf('us.anthropic.claude-haiku-4-5-20251001-v1:0')) / anywhere).toBeCloseTo(1.1)
})
