import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEncodings } from '../../gateway/tokens/encodings.ts'
import { die, type FixtureName, readFixture, send } from '../support/fake-upstream.ts'
import { chatBody, formats, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const formatOf = (name: FixtureName) => (name.startsWith('chat') ? 'openai-chat' : 'anthropic-messages')

function ask(name: FixtureName) {
  const format = formatOf(name)
  rig.upstream.script({ answer: name })
  return rig.post(paths[format], chatBody(format, { stream: name.includes('stream') }))
}

describe('the tier of service that answered is what is charged for:', () => {
  const standard = {
    'chat-completion': 19 * 150 + 10 * 600,
    'chat-stream-usage': 19 * 150 + 10 * 600,
  } as const
  const message = 4 * 1000 + 1890 * 100 + 210 * 1250 + 11 * 5000

  test.each([
    ['chat-completion', 'flex', String(standard['chat-completion'] / 2)],
    ['chat-completion', 'default', String(standard['chat-completion'])],
    ['chat-completion', 'on-the-house', null],
    ['chat-completion', 'priority', String(19 * 250 + 10 * 1000)],
    ['chat-completion', 'scale', null],
    ['chat-stream-usage', 'flex', String(standard['chat-stream-usage'] / 2)],
    ['chat-stream-usage', 'priority', String(19 * 250 + 10 * 1000)],
    ['message-cached', 'batch', String(message / 2)],
    ['message-cached', 'priority', null],
  ] as const)('%s, %s', async (name, tier, costNanoUsd) => {
    const recorded = readFixture(name)
    const text = recorded.body.toString().replaceAll(/("service_tier":\s*)"\w+"/g, `$1"${tier}"`)
    expect(text).toContain(`"${tier}"`)
    const format = formatOf(name)
    rig.upstream.script({ answer: { ...recorded, body: text } })
    const reply = await rig.post(paths[format], chatBody(format, { stream: name.includes('stream') }))
    expect(await reply.text()).toContain(tier)
    expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'completed', certainty: 'exact', costNanoUsd })
  })
})

test('the first content of a stream is timed, and no other', async () => {
  for (const name of ['chat-stream-tools', 'message-stream-thinking-tools', 'chat-completion'] as const) {
    const reply = await ask(name)
    await reply.arrayBuffer()
    const { timing, timeToFirstTokenMs } = await rig.rowOf(reply)
    expect(timing.upstreamHeadersMs).not.toBeNull()
    expect(typeof timeToFirstTokenMs).toBe(name.includes('stream') ? 'number' : 'object')
  }
})

describe('an answer that breaks off is charged for what was reported or forwarded, whichever is more:', () => {
  test.each([
    ['chat-stream', 'Hello! How', 1],
    ['chat-stream-tools', 'get_weather{"city', 1],
    ['message-stream-thinking-tools', 'The user asksfor the weather in Zürich', 1.25],
  ] as const)('%s', async (name, text, ratio) => {
    const { body } = readFixture(name)
    const upTo = body.indexOf('\n\n', body.indexOf(lastPieceOf[name])) + 2
    const format = formatOf(name)
    rig.upstream.script({ answer: name, steps: [send(upTo), die('reset')] })
    const caller = await rig.postRaw(paths[format], chatBody(format, { stream: true }))
    const [, requestId = ''] =
      /x-gatehouse-request-id: (\S+)/i.exec((await caller.readAll()).toString()) ?? []
    const encoding = await openEncodings().get('o200k_base')
    const outputTokens = Math.ceil(encoding.count(text) * ratio)
    const row = await rig.gateway.row(requestId)
    expect(row).toMatchObject({ outcome: 'truncated', certainty: 'estimated', outputTokens })
    const reportedInput = format === 'openai-chat' ? row.estimatedInputTokens : 472 + 1024 + 256
    expect(row.inputTokens).toBe(reportedInput)
    expect(Number(row.costNanoUsd)).toBeGreaterThan(0)
  })

  const lastPieceOf = {
    'chat-stream': '"content":" How"',
    'chat-stream-tools': '"arguments":"city"',
    'message-stream-thinking-tools': 'for the weather in Z',
  } as const
})

test.each(formats)('%s: an answer without usage is charged for what was counted', async format => {
  const said = { content: 'Nine words that nobody but the gateway counts here.' }
  const body =
    format === 'openai-chat'
      ? { choices: [{ message: said, finish_reason: 'stop' }] }
      : { content: [{ type: 'text', text: said.content }], stop_reason: 'end_turn' }
  const answer = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  rig.upstream.script({ answer })
  const reply = await rig.post(paths[format], chatBody(format))
  expect(await reply.json()).toEqual(body)
  const encoding = await openEncodings().get('o200k_base')
  const ratio = format === 'openai-chat' ? 1 : 1.25
  const row = await rig.rowOf(reply)
  expect(row).toMatchObject({
    outcome: 'completed',
    certainty: 'estimated',
    outputTokens: Math.ceil(encoding.count(said.content) * ratio),
  })
  expect(row.inputTokens).toBe(row.estimatedInputTokens)
})

test.each([
  'openai-error-401',
  'openai-error-429',
  'openai-error-500',
  'anthropic-error-429',
  'anthropic-error-529',
] as const)('%s costs nothing', async name => {
  const format = name.startsWith('openai') ? 'openai-chat' : 'anthropic-messages'
  rig.upstream.script({ answer: name })
  for (const stream of [false, true]) {
    const reply = await rig.post(paths[format], chatBody(format, { stream }))
    expect(await reply.text()).toBe(readFixture(name).body.toString())
    expect(reply.headers.get('x-gatehouse-cost-usd')).toBe('0')
    expect(await rig.rowOf(reply)).toMatchObject({
      outcome: 'upstream-failed',
      upstreamStatus: reply.status,
      certainty: 'none',
      costNanoUsd: '0',
      outputTokens: null,
    })
  }
})
