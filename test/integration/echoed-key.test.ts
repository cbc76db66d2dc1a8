// A provider that repeats the key it was sent, in any writing, whole or in pieces: the caller never has it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { die, send } from '../support/fake-upstream.ts'
import {
  chatBody,
  formats,
  type GatewayRig,
  openGatewayRig,
  paths,
  providerKeys,
} from '../support/gateway-rig.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'
import { longestTold, writingsOf } from '../support/secret-writings.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const json = { 'content-type': 'application/json' }
const eventStream = { 'content-type': 'text/event-stream' }

function expectFreed(body: string, said: string, key: string): void {
  expect(longestTold(body, key)).toBeLessThan(4)
  expect(body).toMatch(/\*{16}/)
  expect(body.length).toBe(said.length)
}

describe.each(formats)('%s', format => {
  const key = providerKeys[format]
  const ask = (stream: boolean) => rig.post(paths[format], chatBody(format, { stream }))
  const delta = (text: string) =>
    format === 'openai-chat'
      ? `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`
      : `data: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}\n\n`
  const end = format === 'openai-chat' ? 'data: [DONE]\n\n' : 'data: {"type":"message_stop"}\n\n'

  test.each(Object.entries(writingsOf(key)))(
    'is freed of the key %s, whole or streamed',
    async (_, writing) => {
      const said = `{"error":{"message":"Wrong key ${writing}","type":"authentication_error"},"type":"error"}`
      rig.upstream.script({ answer: { status: 401, headers: json, body: said } })
      const whole = await ask(false)
      expect(whole.status).toBe(401)
      expectFreed(await whole.text(), said, key)
      const event = `event: error\ndata: ${said}\n\n`
      rig.upstream.script({ answer: { headers: eventStream, body: [Buffer.from(event)] } })
      expectFreed(await (await ask(true)).text(), event, key)
    },
  )

  test('is freed of a key in pieces, in whatever pieces the bytes come, and the rest stays', async () => {
    const pieces = ['It is ', key.slice(0, 9), key.slice(9, 12), `${key.slice(12)}, I think`].map(delta)
    rig.upstream.script({
      answer: { headers: eventStream, body: [Buffer.from(pieces.join('') + end)] },
      steps: [send(undefined, { chunkBytes: [50, 1, 200, 7] })],
    })
    const stars = ['It is ', '*'.repeat(9), '***', `${'*'.repeat(key.length - 12)}, I think`].map(delta)
    expect(await (await ask(true)).text()).toBe(stars.join('') + end)
  })

  test('that breaks off while a piece of the key is in doubt is told to where it broke', async () => {
    const said = delta('It is sk-provider')
    rig.upstream.script({
      answer: { headers: eventStream, body: [Buffer.from(said)] },
      steps: [send(), die('close')],
    })
    const bytes = rawRequest({
      target: paths[format],
      host: rig.host,
      headers: ['content-type: application/json', `x-api-key: ${rig.gateway.token}`],
      body: JSON.stringify(chatBody(format, { stream: true })),
    })
    const { rest } = await sendRaw(rig.gateway.gatewayUrl, bytes)
    expect(rest.toString()).toContain(said)
    expect(rest.toString()).toContain('broke off')
  })
})

test('the list of models, and why there is none, are freed of it too', async () => {
  for (const [name, writing] of Object.entries(writingsOf(providerKeys['openai-chat']))) {
    const body = `{"error":{"message":"No such key: ${writing}"}}`
    rig.upstream.scriptModels({ answer: { status: 401, headers: json, body } })
    const { message } = await rig.gateway.admin.testProvider({ id: 'open' })
    expect(message, name).toMatch(/^It answered 401: No such key: .{0,3}\*+/)
    expect(longestTold(message ?? '', providerKeys['openai-chat']), name).toBeLessThan(4)
  }
})
