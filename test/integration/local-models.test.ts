// What runs on a machine of one's own, and the clients that know nothing else.
import { Ollama } from 'ollama'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { calendarBudget, ruledBudget } from '../support/budgets.ts'
import { hang, send } from '../support/fake-upstream.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { jsonAnswer, lineAnswer } from '../support/line-answers.ts'
import { longestTold } from '../support/secret-writings.ts'

const key = 'Zx81-Qw72-Er63-Ty54-Ui45-Op36'
const model = 'llama3.2:latest'
const paths = { chat: '/api/chat', generate: '/api/generate' } as const
const messages = [{ role: 'user', content: 'Hello' }]
const bodies = { chat: { model, messages }, generate: { model, prompt: 'Hello' } } as const
const kinds = ['chat', 'generate'] as const
const said = {
  chat: (content: string) => ({ message: { role: 'assistant', content } }),
  generate: (response: string) => ({ response }),
}
const counts = { done: true, done_reason: 'stop', prompt_eval_count: 26, eval_count: 3 }

let rig: GatewayRig
let client: Ollama

beforeAll(async () => {
  rig = await openGatewayRig({
    sandbox: true,
    providers: baseUrl => [{ id: 'local', kind: 'ollama', baseUrl, key }],
  })
  client = connect(rig.gateway.token)
})
afterAll(() => rig[Symbol.asyncDispose]())
afterEach(async () => {
  rig.upstream.script()
  for (const { id } of await rig.gateway.admin.listBudgets({})) await rig.gateway.admin.removeBudget({ id })
})

const connect = (token: string | undefined) =>
  new Ollama({
    host: rig.gateway.gatewayUrl,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  })
const strictBudget = () => rig.gateway.admin.setBudget(calendarBudget('1', {}, { strict: true }))

describe.each(kinds)('%s', kind => {
  const whole = jsonAnswer(200, { model, created_at: 't', ...said[kind]('Hi there, you'), ...counts })
  const lines = (words: readonly string[]) =>
    words.map(word => ({ model, created_at: 't', ...said[kind](word), done: false }))
  const stream = lineAnswer(...lines(['Hi', ' there', ' you']), {
    model,
    created_at: 't',
    ...said[kind](''),
    ...counts,
  })

  test('costs nothing, which is known: a strict budget of a nano-dollar lets it pass', async () => {
    await strictBudget()
    for (const [answer, isStream] of [
      [whole, false],
      [stream, true],
    ] as const) {
      rig.upstream.script({ answer })
      const reply = await rig.post(paths[kind], { ...bodies[kind], stream: isStream })
      expect(await reply.text()).toBe(answer.body.toString())
      expect(await rig.rowOf(reply)).toMatchObject({
        outcome: 'completed',
        certainty: 'exact',
        costNanoUsd: '0',
        inputTokens: 26,
        outputTokens: 3,
        priceSource: 'no charge: runs on a machine of your own',
      })
    }
  })

  test('has no known price where another server runs it, so that a strict budget refuses it', async () => {
    await strictBudget()
    const reply = await rig.post(paths[kind], { ...bodies[kind], model: 'gpt-oss:120b-cloud' })
    expect([reply.status, await reply.text()]).toEqual([402, expect.stringContaining('price')])
  })

  test('goes to the provider’s own endpoint with its key, without the caller’s token and query', async () => {
    rig.upstream.script({ answer: whole })
    const query = `?a=1&key=${rig.gateway.token}`
    await rig.post(paths[kind] + query, { ...bodies[kind], model: `local/${model}`, stream: false })
    const { path, headers, body } = rig.lastCall()
    expect([path, headers.authorization]).toEqual([paths[kind], `Bearer ${key}`])
    expect(JSON.stringify(headers)).not.toContain('gth_')
    expect(JSON.parse(body.toString())).toEqual({ ...bodies[kind], stream: false })
  })

  test('is freed of a key that the provider repeats, whole or streamed', async () => {
    const error = { error: `unauthorized: ${key}` }
    rig.upstream.script({ answer: jsonAnswer(401, error) })
    const refusal = await (await rig.post(paths[kind], bodies[kind])).text()
    rig.upstream.script({ answer: lineAnswer(...lines(['It is ', `${key} `]), error) })
    const streamed = await (await rig.post(paths[kind], bodies[kind])).text()
    for (const text of [refusal, streamed]) {
      expect(longestTold(text, key)).toBeLessThan(4)
      expect(text).toMatch(/\*{16}/)
    }
  })

  test('is cut where a budget ends, with a line that is done and says length', async () => {
    const limit = (tokens: number) =>
      rig.gateway.admin.setBudget(calendarBudget(String(tokens), { unit: 'tokens' }, { atCap: 'cut' }))
    const before = Number((await limit(1_000_000)).settled)
    await limit(before + 6000)
    const words = Array.from({ length: 9000 }, (_, place) => (place % 2 ? ' and' : ' on'))
    rig.upstream.script({ answer: lineAnswer(...lines(words)), steps: [send(), hang()] })
    const reply = await rig.post(paths[kind], bodies[kind])
    const text = await reply.text()
    const last = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')
    expect(last).toMatchObject({ model, ...said[kind](''), done: true, done_reason: 'length' })
    const row = await rig.rowOf(reply)
    expect(row).toMatchObject({ outcome: 'cut', certainty: 'estimated' })
    expect(last.eval_count).toBe(row.outputTokens)
    expect(
      row.inputTokens === null || row.outputTokens === null ? 0 : row.inputTokens + row.outputTokens,
    ).toBeLessThanOrEqual(6000)
  })

  test('is quoted at nothing', async () => {
    const reply = await rig.post(`/gatehouse/v1/quote?format=ollama-${kind}`, {
      ...bodies[kind],
      options: { num_predict: 50 },
    })
    expect(await reply.json()).toMatchObject({
      object: 'gatehouse.quote',
      route: `local/${model}`,
      tokens: { output_at_most: 50 },
      cost_usd: { at_least: '0', at_most: '0' },
    })
  })

  test('without a token is 401', async () => {
    const reply = await rig.post(paths[kind], bodies[kind], { headers: { authorization: '' } })
    expect([reply.status, Object.keys((await reply.json()) as object)]).toEqual([401, ['error']])
  })

  test('is echoed by the sandbox, whole and in words', async () => {
    const ask = { ...bodies[kind], model: 'sandbox/echo' }
    const { text: answered, lines: streamed } = await echoed(kind, ask)
    expect(answered).toBe('Hello')
    expect(streamed.at(-1)).toMatchObject({ done: true, done_reason: 'stop', eval_count: 1 })
  })
})

async function echoed(kind: (typeof kinds)[number], ask: { readonly model: string }) {
  const fast = { headers: { 'x-sandbox-tokens-per-second': '1000' } }
  const whole = await (await rig.post(paths[kind], { ...ask, stream: false }, fast)).json()
  const text = await (await rig.post(paths[kind], ask, fast)).text()
  const lines: object[] = text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  return { text: whole.message?.content ?? whole.response, lines }
}

test('a model without its tag is the one that is listed, in the row and at the provider', async () => {
  rig.upstream.script({ answer: jsonAnswer(200, { model, ...said.chat('Hi'), ...counts }) })
  for (const asked of ['llama3.2', 'local/llama3.2', model]) {
    const reply = await rig.post('/api/chat', { model: asked, messages, stream: false })
    expect(await rig.rowOf(reply)).toMatchObject({ outcome: 'completed', model })
    expect(JSON.parse(rig.lastCall().body.toString()).model).toBe(model)
  }
  expect(await client.show({ model: 'llama3.2' })).toMatchObject({ model_info: {} })
})

test('a picture as the answer has no bound, so that a strict budget refuses it', async () => {
  await strictBudget()
  const reply = await rig.post('/api/generate', { ...bodies.generate, width: 512, height: 512 })
  expect([reply.status, await reply.json()]).toEqual([402, { error: expect.stringContaining('"width"') }])
})

test('a limit of requests holds for what costs nothing', async () => {
  await rig.gateway.admin.setBudget(
    ruledBudget({ kind: 'bucket', unit: 'requests', limit: '1', refillPerSecond: 0.05 }),
  )
  rig.upstream.script({ answer: jsonAnswer(200, { model, ...said.chat('Hi'), ...counts }) })
  await client.chat({ model, messages })
  await expect(client.chat({ model, messages })).rejects.toMatchObject({ status_code: 429 })
})

test('the provider is asked for chat completions too', async () => {
  const answer = await rig.post('/v1/chat/completions', { model, messages })
  expect(answer.status).toBe(200)
  expect(rig.lastCall().path).toBe('/v1/chat/completions')
  expect(await rig.rowOf(answer)).toMatchObject({
    outcome: 'completed',
    certainty: 'exact',
    costNanoUsd: '0',
  })
})

describe('before a chat, its client is told', () => {
  test('which models there are', async () => {
    const { models } = await client.list()
    expect(models.map(({ name }) => name)).toEqual([
      'llama3.2:latest',
      'qwen3:8b',
      'gpt-oss:120b-cloud',
      'sandbox/echo',
    ])
    expect(models[0]).toMatchObject({ model, size: 0, details: { families: [] } })
  })

  test('what one of them is, and that another is not there', async () => {
    const capabilities = ['completion', 'vision', 'tools']
    expect(await client.show({ model })).toMatchObject({ capabilities, model_info: {} })
    await expect(client.show({ model: 'llama3.3' })).rejects.toMatchObject({
      status_code: 404,
      message: expect.stringContaining(model),
    })
    const wrong = await rig.post('/api/show', { model: 7 })
    expect([wrong.status, await wrong.json()]).toEqual([400, { error: expect.stringContaining('"model"') }])
    const long = await rig.post('/api/show', { model, template: 'x'.repeat(70_000) })
    expect(long.status).toBe(413)
  })

  test('that none is in memory, and which release it is', async () => {
    expect(await client.ps()).toEqual({ models: [] })
    expect(await client.version()).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
  })

  test('nothing without a token', async () => {
    const stranger = connect(undefined)
    for (const ask of [
      () => stranger.list(),
      () => stranger.ps(),
      () => stranger.version(),
      () => stranger.show({ model }),
      () => stranger.chat({ model, messages }),
    ])
      await expect(ask()).rejects.toMatchObject({ status_code: 401 })
  })

  test('in its own words that an endpoint is not here', async () => {
    await expect(client.copy({ source: model, destination: 'mine' })).rejects.toMatchObject({
      status_code: 404,
      message: expect.stringContaining('/api/chat'),
    })
  })
})
