import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calendarBudget } from '../support/budgets.ts'
import { anthropicClient, openAiClient, openRawConnection } from '../support/chat-clients.ts'
import { startFakeUpstream } from '../support/fake-upstream.ts'
import { formats, paths, type RigFormat } from '../support/gateway-rig.ts'
import { rawRequest } from '../support/raw-http.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

const fast = { 'x-sandbox-tokens-per-second': '1000' }
const asked = (content: unknown, extra: object = {}) => ({
  model: 'sandbox/echo',
  max_tokens: 100,
  messages: [{ role: 'user', content }],
  ...extra,
})

function post(format: RigFormat, body: object, headers: Record<string, string> = fast): Promise<Response> {
  return fetch(gateway.gatewayUrl + paths[format], {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

const idOf = (reply: Response) => reply.headers.get('x-gatehouse-request-id') ?? ''

describe.each(formats)('%s: the sandbox', format => {
  test.each([false, true])(
    'answers the same request with the same bytes, another with others (stream: %s)',
    async stream => {
      const replies = ['Hi there', 'Hi there', 'Hi you'].map(text => post(format, asked(text, { stream })))
      const [first, second, other] = await Promise.all(replies.map(async reply => (await reply).text()))
      expect(first).toBe(second)
      expect(other).not.toBe(first)
      expect(first).toContain('there')
    },
  )

  test('cuts its answer at the bound and says so', async () => {
    const reply = await (await post(format, asked('one two three four', { max_tokens: 2 }))).json()
    const { text, reason } =
      format === 'openai-chat'
        ? { text: reply.choices[0].message.content, reason: reply.choices[0].finish_reason }
        : { text: reply.content[0].text, reason: reply.stop_reason }
    expect([text, reason]).toEqual(['one two', format === 'openai-chat' ? 'length' : 'max_tokens'])
  })

  test('echoes the last message of the user, whatever stands around it', async () => {
    const body = asked([{ type: 'text', text: 'a  b\n c' }, { type: 'image' }, { type: 'text', text: '👋' }])
    const messages = [{ role: 'user', content: 'old' }, ...body.messages, { role: 'assistant', content: 'x' }]
    expect(await (await post(format, { ...body, messages })).text()).toContain(
      JSON.stringify('a  b\n c  👋').slice(1, -1),
    )
    for (const nothing of ['', ' ', [], null, 7, [{ type: 'image' }]]) {
      expect(await (await post(format, asked(nothing))).text()).toContain('(nothing to echo)')
    }
  })

  test('reports usage, is charged as pretended, and its row is marked', async () => {
    for (const stream of [false, true]) {
      const reply = await post(format, asked('one two three', { stream }))
      await reply.text()
      expect(reply.headers.get('x-gatehouse-route')).toBe('sandbox/echo')
      const row = await gateway.row(idOf(reply))
      expect(row).toMatchObject({
        sandbox: true,
        providerId: 'sandbox',
        outcome: 'completed',
        certainty: 'exact',
        outputTokens: 3,
        priceSource: 'sandbox (pretended)',
        upstreamStatus: 200,
      })
      expect(row.costNanoUsd).toBe(String((row.inputTokens ?? 0) * 1000 + 3 * 2000))
    }
  })

  test('sends word after word, each when its time has come', async () => {
    const [slow, quick] = [
      await openRawConnection(gateway.gatewayUrl),
      await openRawConnection(gateway.gatewayUrl),
    ]
    const send = (pace: string) =>
      rawRequest({
        target: paths[format],
        host: new URL(gateway.gatewayUrl).host,
        headers: [
          `x-api-key: ${gateway.token}`,
          'content-type: application/json',
          `x-sandbox-tokens-per-second: ${pace}`,
        ],
        body: JSON.stringify(asked('first second third', { stream: true })),
      })
    slow.send(send('0.001'))
    await expect.poll(async () => (await gateway.admin.readStatus({})).requestsInFlight).toBe(1)
    quick.send(send('500'))
    const order = (await quick.readUntil(format === 'openai-chat' ? '[DONE]' : 'message_stop')).toString()
    const places = ['"first"', '" second"', '" third"'].map(word => order.indexOf(word))
    expect(places.every((place, index) => place > (places[index - 1] ?? 0))).toBe(true)
    // The quick one began later and is done; the slow one still waits for its first word.
    await expect.poll(async () => (await gateway.admin.readStatus({})).requestsInFlight).toBe(1)
    slow.hangUp()
    quick.hangUp()
    await expect.poll(async () => (await gateway.admin.readStatus({})).requestsInFlight).toBe(0)
  })

  test.each(['0', '-5', 'abc', '', '1e9', 'Infinity'])('has its own idea of a pace of %j', async pace => {
    const reply = await post(format, asked('one two', { stream: true }), {
      'x-sandbox-tokens-per-second': pace,
    })
    expect(await reply.text()).toContain('two')
  })
})

test('the official clients talk to the sandbox, whole and streamed', async () => {
  const messages = [{ role: 'user' as const, content: 'Echo this, please.' }]
  const openAi = openAiClient(gateway.gatewayUrl, gateway.token)
  const whole = await openAi.chat.completions.create({ model: 'sandbox/echo', messages })
  expect(whole.choices[0]?.message.content).toBe('Echo this, please.')
  const streamed = openAi.chat.completions.stream(
    { model: 'echo', messages, stream_options: { include_usage: true } },
    { headers: fast },
  )
  expect(await streamed.finalContent()).toBe('Echo this, please.')
  expect((await streamed.totalUsage()).completion_tokens).toBe(3)

  const anthropic = anthropicClient(gateway.gatewayUrl, gateway.token)
  const request = { model: 'sandbox/echo', max_tokens: 50, messages }
  expect((await anthropic.messages.create(request)).content).toEqual([
    { type: 'text', text: 'Echo this, please.' },
  ])
  const message = await anthropic.messages.stream(request, { headers: fast }).finalMessage()
  expect(message).toMatchObject({ content: [{ text: 'Echo this, please.' }], usage: { output_tokens: 3 } })
})

test('a chat stream has the usage that its caller asked for, and only then', async () => {
  const stream_options = { include_usage: true }
  const withUsage = await (await post('openai-chat', asked('x', { stream: true, stream_options }))).text()
  const without = await (await post('openai-chat', asked('x', { stream: true }))).text()
  expect(withUsage).toContain('"completion_tokens":1')
  expect(without).not.toContain('"completion_tokens"')
})

test('several answers asked for share their bound: the one that comes is cut at its own', async () => {
  const reply = await (await post('openai-chat', asked('one two three four', { max_tokens: 2, n: 3 }))).json()
  expect(reply.choices[0]).toMatchObject({ message: { content: 'one two' }, finish_reason: 'length' })
})

test('nothing of the sandbox is in the real totals or counts against a budget', async () => {
  const { id } = await gateway.admin.setBudget(calendarBudget('1'))
  const reply = await post('openai-chat', asked('Hello'))
  expect(reply.status).toBe(200)
  await gateway.row(idOf(reply))
  const { today, month } = await gateway.admin.readOverview({ zone: 'UTC' })
  for (const summary of [today, month]) {
    expect(summary).toMatchObject({ costNanoUsd: '0', requests: 0, inputTokens: 0, outputTokens: 0 })
    expect(summary.sandboxRequests).toBeGreaterThan(0)
  }
  expect(await gateway.admin.listBudgets({})).toMatchObject([{ id, settled: '0', held: '0' }])
  await gateway.admin.removeBudget({ id })
})

test('a budget of the sandbox itself refuses, for practice', async () => {
  const scope = { kind: 'provider', id: 'sandbox' } as const
  await gateway.admin.setBudget(calendarBudget('1', {}, { scope }))
  const [budget] = await gateway.admin.listBudgets({})
  expect(Number(budget?.settled)).toBeGreaterThan(0) // what was asked today before it was set
  const refused = await post('openai-chat', asked('Hello'))
  expect(refused.status).toBe(402)
  expect(await gateway.row(idOf(refused))).toMatchObject({ outcome: 'over-budget', sandbox: true })
  const { today } = await gateway.admin.readOverview({ zone: 'UTC' })
  expect(today).toMatchObject({ costNanoUsd: '0', requests: 0 })
  await gateway.admin.removeBudget({ id: budget?.id ?? '' })
})

test('the sandbox goes when the first provider comes, unless it was asked for', async () => {
  const upstream = await startFakeUpstream()
  const provider = { id: 'open', kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-some-key' }
  const ask = async (at: TestGateway) => {
    const client = openAiClient(at.gatewayUrl, at.token)
    const answer = client.chat.completions.create({
      model: 'sandbox/echo',
      messages: [{ role: 'user', content: 'Hi' }],
    })
    return answer.then(
      ({ choices }) => choices[0]?.message.content,
      failure => failure.code,
    )
  }
  for (const sandbox of [false, true]) {
    await using own = await startTestGateway({ sandbox })
    expect(await ask(own)).toBe('Hi')
    await own.admin.addProvider(provider)
    expect(await ask(own)).toBe(sandbox ? 'Hi' : 'model_unknown')
  }
  expect(upstream.requests.filter(({ method }) => method === 'POST')).toEqual([])
  await upstream.close()
})
