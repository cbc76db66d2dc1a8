// A caller that was pinged has been told 200 and an event stream. Where its provider then answers in plain JSON, the official
// clients read the same answer as from a provider that streams it. What is the same in every format is in formats-pings.test.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formats } from '../../gateway/formats/index.ts'
import { type Answer, gate, readFixture, send, wait } from '../support/fake-upstream.ts'
import { chatBody, type GatewayRig, openGatewayRig, paths } from '../support/gateway-rig.ts'
import { readRawStream } from '../support/raw-stream.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig({ overrides: { pingIntervalMs: 15 } })
})
afterAll(() => rig[Symbol.asyncDispose]())

const json = (body: object | string, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const recorded = (name: Parameters<typeof readFixture>[0]) => JSON.parse(readFixture(name).body.toString())

/** The answer comes only once the caller has been pinged; `read` is what a client then makes of the stream. */
async function afterPing<Result>(answer: Answer, read: () => Promise<Result>): Promise<Result> {
  const late = gate()
  rig.upstream.script({ answer, steps: [wait(late), send()] })
  const reading = read()
  await late.reached
  const watcher = await rig.postRaw(paths['openai-chat'], chatBody('openai-chat', { stream: true }))
  // Asked later, so by the time it has heard two pings the first has had one.
  const { ping } = formats['openai-chat'].caller
  await expect.poll(async () => readRawStream(await watcher.readUntil(ping)).body).toContain(ping.repeat(2))
  watcher.hangUp()
  late.open()
  return await reading
}

const messages = [{ role: 'user' as const, content: 'Hi' }]
const chat = { model: 'gpt-4o-mini', messages }
const finalChat = () =>
  rig.openAi.chat.completions
    .stream({ ...chat, stream_options: { include_usage: true } })
    .finalChatCompletion()
const message = { model: 'claude-haiku-4-5-20251001', max_tokens: 100, messages }
const finalMessage = () => rig.anthropic.messages.stream(message).finalMessage()

describe('chat completions', () => {
  test.each(['chat-completion', 'chat-completion-cached'] as const)('%s is read whole', async name => {
    const whole = recorded(name)
    const read = await afterPing(json(whole), finalChat)
    expect(read.choices[0]?.message.content).toBe(whole.choices[0].message.content)
    expect(read.choices[0]?.finish_reason).toBe(whole.choices[0].finish_reason)
    expect(read).toMatchObject({ id: whole.id, model: whole.model, usage: whole.usage })
  })

  test('tool calls are read whole', async () => {
    const whole = recorded('chat-completion-tools')
    const second = {
      id: 'call_2',
      type: 'function',
      function: { name: 'get_time', arguments: '{"zone":"UTC"}' },
    }
    whole.choices[0].message.tool_calls.push(second)
    const read = await afterPing(json(whole), finalChat)
    expect(read.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } })
    expect(read.choices[0]?.message.tool_calls).toMatchObject(whole.choices[0].message.tool_calls)
  })

  test('several choices, a refusal, reasoning and log probabilities are kept', async () => {
    const logprobs = {
      content: [{ token: 'Yes', logprob: -0.1, bytes: [89], top_logprobs: [] }],
      refusal: null,
    }
    const whole = {
      ...recorded('chat-completion'),
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Yes', reasoning_content: 'Well…', refusal: null },
          logprobs,
          finish_reason: 'stop',
        },
        {
          index: 1,
          message: { role: 'assistant', content: null, refusal: 'No.' },
          logprobs: null,
          finish_reason: 'length',
        },
      ],
    }
    const chunks = await afterPing(json(whole), async () =>
      Array.fromAsync(await rig.openAi.chat.completions.create({ ...chat, stream: true })),
    )
    const deltas = chunks.flatMap(({ choices }) => choices)
    const first = deltas.filter(({ index }) => index === 0)
    expect(first.map(({ delta }) => delta)).toEqual([
      { role: 'assistant', content: '' },
      { content: 'Yes', reasoning_content: 'Well…' },
      {},
    ])
    expect(first.map(choice => choice.logprobs)).toEqual([null, logprobs, null])
    const other = deltas.filter(({ index }) => index === 1)
    expect(other.map(({ delta }) => delta)).toEqual([
      { role: 'assistant', content: null },
      { refusal: 'No.' },
      {},
    ])
    expect(deltas.map(choice => choice.finish_reason).filter(reason => reason !== null)).toEqual([
      'stop',
      'length',
    ])
    // Usage was not asked for.
    expect(chunks.filter(chunk => chunk.usage !== undefined)).toEqual([])
    expect(chunks.every(chunk => chunk.object === 'chat.completion.chunk')).toBe(true)
  })
})

describe('messages', () => {
  test.each(['message', 'message-cached'] as const)('%s is read whole', async name => {
    const { parsed_output: _, ...read } = await afterPing(json(recorded(name)), finalMessage)
    expect(read).toMatchObject(recorded(name))
  })

  test('thinking, citations, calls of tools, their results and unknown blocks are kept', async () => {
    const content = [
      { type: 'thinking', thinking: 'Look it up.', signature: 'EqQB' },
      { type: 'redacted_thinking', data: 'abc' },
      {
        type: 'text',
        text: 'It is warm.',
        citations: [
          {
            type: 'char_location',
            cited_text: 'warm',
            document_index: 0,
            document_title: null,
            start_char_index: 0,
            end_char_index: 4,
            file_id: null,
          },
        ],
      },
      { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'weather' } },
      { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
      { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Zürich', days: [1, 2] } },
      { type: 'tool_use', id: 'toolu_2', name: 'ping', input: {} },
      { type: 'block_of_tomorrow', depth: 3 },
    ]
    const whole = { ...recorded('message'), content, stop_reason: 'tool_use' }
    const read = await afterPing(json(whole), finalMessage)
    expect(read.content).toEqual(content)
    expect(read).toMatchObject({ stop_reason: 'tool_use', usage: whole.usage })
  })

  test('the input of a tool keeps its numbers, digit by digit', async () => {
    const body = `{"type":"message","id":"msg_1","role":"assistant","model":"m","stop_reason":"tool_use","content":[
      {"type":"tool_use","id":"t","name":"n","input":{"id":12345678901234567890,"price":1.10}}],
      "usage":{"input_tokens":1,"output_tokens":2}}`
    const events = await afterPing(json(body), async () =>
      Array.fromAsync(await rig.anthropic.messages.create({ ...message, stream: true })),
    )
    expect(events.map(({ type }) => type)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
    expect(events[2]).toMatchObject({ delta: { partial_json: '{"id":12345678901234567890,"price":1.10}' } })
  })
})
