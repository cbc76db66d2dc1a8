// What only responses have, from the official client to the provider and back: see test/conformance for the rest.
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { readFixture } from '../support/fake-upstream.ts'
import { type GatewayRig, openGatewayRig, providerKeys } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig({ sandbox: true })
  const baseUrl = `${rig.upstream.baseUrl}/v1`
  await rig.gateway.admin.addProvider({ id: 'local', kind: 'openai-compatible', baseUrl })
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(async () => {
  rig.upstream.script()
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

const path = '/v1/responses'
const model = 'open/gpt-4o-mini'
const json = (body: object, status = 200) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const setStrict = (strict: boolean) =>
  rig.gateway.admin.setBudget(calendarBudget(String(10n ** 12n), {}, { strict }))

/** As `codex exec` sends it: https://github.com/openai/codex/tree/main/codex-rs/codex-api */
const codex = {
  model: 'open/gpt-5-codex',
  instructions: 'You are a coding agent.',
  input: [
    { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Sandbox: read-only.' }] },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'List the files.' }] },
    { type: 'reasoning', summary: [], content: null, encrypted_content: 'gAAAAABo' },
    { type: 'function_call', name: 'shell', arguments: '{"command":["ls"]}', call_id: 'call_1' },
    { type: 'function_call_output', call_id: 'call_1', output: 'README.md' },
  ],
  tools: [
    { type: 'function', name: 'shell', description: 'Runs', strict: false, parameters: { type: 'object' } },
    {
      type: 'custom',
      name: 'apply_patch',
      description: 'Edits',
      format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' },
    },
  ],
  tool_choice: 'auto',
  parallel_tool_calls: false,
  reasoning: { effort: 'medium', summary: 'auto' },
  store: false,
  stream: true,
  include: ['reasoning.encrypted_content'],
  prompt_cache_key: '0199',
  text: { verbosity: 'low' },
}

describe('a coding agent’s request', () => {
  test('goes on as it is, but for the model’s prefix, with the provider’s key and none of the caller’s', async () => {
    rig.upstream.script({ answer: readFixture('response-stream-tools') })
    const headers = { originator: 'codex_exec', accept: 'text/event-stream', cookie: 'a=b' }
    const answer = await rig.post(path, codex, { headers })
    expect(await answer.text()).toBe(readFixture('response-stream-tools').body.toString())
    const call = rig.lastCall()
    expect(call.path).toBe('/v1/responses')
    expect(call.body.toString()).toBe(JSON.stringify({ ...codex, model: 'gpt-5-codex' }))
    expect(call.headers).toMatchObject({
      authorization: `Bearer ${providerKeys['openai-chat']}`,
      originator: 'codex_exec',
      accept: 'text/event-stream',
    })
    expect(JSON.stringify(call.headers)).not.toMatch(/gth_|a=b/)
  })

  test('is held within strict budgets: all of it has a bound', async () => {
    await setStrict(true)
    rig.upstream.script({ answer: readFixture('response-stream-tools') })
    const answer = await rig.post(path, codex)
    expect(answer.status).toBe(200)
    await answer.text()
    expect(await rig.rowOf(answer)).toMatchObject({ outcome: 'completed', certainty: 'exact' })
  })
})

describe('tools that run at the provider', () => {
  test('are billed with their fees', async () => {
    rig.upstream.script({ answer: readFixture('response-web-search') })
    const answer = await rig.post(path, {
      model: 'open/gpt-4.1',
      input: 'Hi',
      tools: [{ type: 'web_search' }],
    })
    await answer.text()
    // gpt-4.1: 2,000 nano-dollars for a token of input and 8,000 of output; 0.01 a web search, 0.0025 a file search
    const cost = 8412 * 2000 + 57 * 8000 + 10_000_000 + 2_500_000
    expect(await rig.rowOf(answer)).toMatchObject({ certainty: 'exact', costNanoUsd: String(cost) })
    expect(answer.headers.get('x-gatehouse-cost-usd')).toBe(String(cost / 1e9))
  })

  test('are of unknown cost where they are billed by time', async () => {
    const response = JSON.parse(readFixture('response').body.toString())
    const output = [{ type: 'code_interpreter_call', id: 'ci_1', code: 'print(1)' }, ...response.output]
    rig.upstream.script({ answer: json({ ...response, output }) })
    const answer = await rig.post(path, { model, input: 'Hi' })
    await answer.text()
    expect(await rig.rowOf(answer)).toMatchObject({ outcome: 'completed', costNanoUsd: null })
  })
})

describe('what nothing bounds is refused by a strict budget, saying what would bound it, and by no other:', () => {
  test.each([
    ['the answer before', { input: 'Go on', previous_response_id: 'resp_1' }, /send its messages/],
    ['a conversation', { input: 'Go on', conversation: 'conv_1' }, /send its messages/],
    ['a prompt', { prompt: { id: 'pmpt_1' } }, /send its text/],
    ['a web search', { input: 'Hi', tools: [{ type: 'web_search' }] }, /leave it out/],
    ['code', { input: 'Hi', tools: [{ type: 'code_interpreter' }] }, /billed by time/],
    ['a tier without a price', { input: 'Hi', service_tier: 'ultrafast' }, /"ultrafast" has no known price/],
  ])('%s', async (_, body, wouldBound) => {
    await setStrict(true)
    const calls = rig.calls().length
    const refused = await rig.post(path, { model, max_output_tokens: 50, ...body })
    expect(refused.status).toBe(402)
    expect(await refused.json()).toMatchObject({
      error: { code: 'request_unbounded', message: expect.stringMatching(wouldBound) },
    })
    expect(rig.calls()).toHaveLength(calls)
    await setStrict(false)
    rig.upstream.script({ answer: readFixture('response') })
    const passed = await rig.post(path, { model, max_output_tokens: 50, ...body })
    await passed.text()
    expect(await rig.rowOf(passed)).toMatchObject({ status: 200, inputTokens: 19, outputTokens: 10 })
  })
})

describe('what is not served says what to use instead:', () => {
  test.each([
    ['GET', '/v1/responses/resp_1'],
    ['DELETE', '/v1/responses/resp_1'],
    ['POST', '/v1/responses/resp_1/cancel'],
    ['GET', '/v1/responses/resp_1/input_items'],
    ['POST', '/v1/responses/compact'],
  ])('%s %s', async (method, asked) => {
    const { gatewayUrl, token } = rig.gateway
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const answer = await fetch(gatewayUrl + asked, { method, headers })
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({
      error: {
        code: 'route_unknown',
        message: expect.stringMatching(/not kept here: take what POST \/v1\/responses/),
      },
    })
  })

  test('an answer in the background', async () => {
    const calls = rig.calls().length
    const { responses } = rig.openAi
    await expect(responses.create({ model, input: 'Hi', background: true })).rejects.toMatchObject({
      status: 400,
      code: 'request_invalid',
      message: expect.stringContaining('Ask for a stream instead'),
    })
    expect(rig.calls()).toHaveLength(calls)
  })

  test('a server that is compatible and has none says so itself', async () => {
    rig.upstream.script({ answer: json({ error: { message: 'Not Found' } }, 404) })
    const failure = await rig.openAi.responses
      .create({ model: 'local/llama', input: 'Hi' })
      .catch(error => error)
    expect(failure).toBeInstanceOf(OpenAI.NotFoundError)
    expect(failure.message).toContain('Not Found')
  })
})

describe('a count of tokens', () => {
  test('is the provider’s where it counts', async () => {
    rig.upstream.script({ answer: json({ object: 'response.input_tokens', input_tokens: 11 }) })
    const { data, response } = await rig.openAi.responses.inputTokens
      .count({ model, input: 'Hi' })
      .withResponse()
    expect(data).toEqual({ object: 'response.input_tokens', input_tokens: 11 })
    expect(rig.lastCall().path).toBe('/v1/responses/input_tokens')
    expect(response.headers.get('x-gatehouse-estimate')).toBeNull()
  })

  test.each(['local/gpt-4o-mini', 'anth/claude-haiku-4-5-20251001'])(
    'is Gatehouse’s own where the provider does not count this format: %s',
    async other => {
      const calls = rig.calls().length
      const counting = rig.openAi.responses.inputTokens.count({ model: other, input: 'Hi' })
      const { data, response } = await counting.withResponse()
      expect(data).toEqual({ object: 'response.input_tokens', input_tokens: expect.any(Number) })
      expect(data.input_tokens).toBeGreaterThan(0)
      expect(response.headers.get('x-gatehouse-estimate')).toBe('true')
      expect(rig.calls()).toHaveLength(calls)
    },
  )
})

test('a quote is of the format that it names', async () => {
  const body = { model, input: 'hello world', max_output_tokens: 50, service_tier: 'default' }
  const quoted = await rig.post('/gatehouse/v1/quote?format=openai-responses', body)
  // gpt-4o-mini: 0.15 and 0.60 dollars a million; 9 tokens in, 50 out at most.
  expect(await quoted.json()).toMatchObject({
    route: model,
    tokens: { input: 9, input_at_most: 9, output_at_most: 50 },
    cost_usd: { at_least: '0.00000135', at_most: '0.00003135' },
  })
})

test('the sandbox answers, whole and streamed, and no longer than it is asked to', async () => {
  const { responses } = rig.openAi
  const asked = { model: 'sandbox/echo', input: 'one two three' }
  const whole = await responses.create(asked)
  expect(whole).toMatchObject({
    status: 'completed',
    output_text: 'one two three',
    usage: { output_tokens: 3 },
  })
  const cut = { ...asked, input: [{ role: 'user' as const, content: asked.input }], max_output_tokens: 2 }
  const streamed = await responses.stream(cut).finalResponse()
  expect(streamed).toMatchObject({
    status: 'incomplete',
    output_text: 'one two',
    incomplete_details: { reason: 'max_output_tokens' },
  })
})

test('a key that the provider repeats is struck out, whole and streamed', async () => {
  const key = providerKeys['openai-chat']
  for (const name of ['response', 'response-stream'] as const) {
    const { body, ...rest } = readFixture(name)
    rig.upstream.script({ answer: { ...rest, body: Buffer.from(body.toString().replaceAll('Hello', key)) } })
    const said = await (
      await rig.post(path, { model, input: 'Hi', stream: name === 'response-stream' })
    ).text()
    expect(said).not.toContain(key)
    expect(said).toContain('*'.repeat(key.length))
  }
})
