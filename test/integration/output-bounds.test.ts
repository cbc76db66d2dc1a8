import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GatewayRig, models, openGatewayRig } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const messages = [{ role: 'user' as const, content: 'Hello' }]
const sentBound = () => JSON.parse(rig.lastCall().body.toString()).max_tokens
const rowOf = (response: Response) => rig.rowOf(response)

test.each([-1, 0])(
  'max_tokens of %s reaches a local server as it is, and is no bound to what is held',
  async bound => {
    rig.upstream.script({ answer: 'chat-completion' })
    const asked = { model: models['openai-chat'], messages, max_tokens: bound }
    const { response } = await rig.openAi.chat.completions.create(asked).withResponse()
    expect(sentBound()).toBe(bound)
    expect(await rowOf(response)).toMatchObject({ outcome: 'completed', heldOutputTokens: 4096 })
  },
)

test('max_tokens of 0 fills the cache of a messages provider, and holds no output', async () => {
  rig.upstream.script()
  const asked = { model: models['anthropic-messages'], messages, max_tokens: 0 }
  const { data, response } = await rig.anthropic.messages.create(asked).withResponse()
  expect([data.stop_reason, sentBound()]).toEqual(['max_tokens', 0])
  expect(await rowOf(response)).toMatchObject({ certainty: 'exact', outputTokens: 0, heldOutputTokens: 0 })
})

test('a provider that does not take such a bound says so itself, and nothing is spent', async () => {
  const refused = { error: { message: "Invalid 'max_tokens': integer below minimum value.", type: 'x' } }
  const headers = { 'content-type': 'application/json' }
  rig.upstream.script({ answer: { status: 400, headers, body: JSON.stringify(refused) } })
  const answer = await rig.post('/v1/chat/completions', { model: 'gpt-4o', messages, max_tokens: -1 })
  expect([answer.status, await answer.json()]).toEqual([400, refused])
  expect(await rowOf(answer)).toMatchObject({ outcome: 'upstream-failed', costNanoUsd: '0' })
})

test('the sandbox takes them too', async () => {
  await using sandboxed = await openGatewayRig({ sandbox: true })
  const chat = await sandboxed.openAi.chat.completions.create({
    model: 'sandbox/echo',
    messages,
    max_tokens: -1,
  })
  expect(chat.choices[0]?.finish_reason).toBe('stop')
  const message = await sandboxed.anthropic.messages.create({
    model: 'sandbox/echo',
    messages,
    max_tokens: 0,
  })
  expect([message.stop_reason, message.usage.output_tokens]).toEqual(['max_tokens', 0])
})
