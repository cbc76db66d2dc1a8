// The context that models of one's own are loaded with, the models that may answer as a last resort, and places at servers.
import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { startFakeLocalServer } from '../support/fake-local-server.ts'
import { adopted, ask, chatAnswer, localAddress, localRigOfEachTest } from '../support/local-rig.ts'
import type { TestGateway } from '../support/test-gateway.ts'

const rig = localRigOfEachTest()

const openAiChat = (model: string, extra: object = {}) => ({
  model,
  max_tokens: 20,
  messages: [{ role: 'user', content: 'Hello' }],
  ...extra,
})

/** The options of every chat that reached the server. */
const optionsSent = () =>
  rig.server.asked
    .filter(each => each.startsWith('POST /api/chat '))
    .map(each => JSON.parse(each.slice('POST /api/chat '.length)).options)

describe('a translated request', () => {
  const messages = (model: string) => openAiChat(model, { system: 'Be short.' })

  test('asks for one context for each model, so that it is not loaded again', async () => {
    rig.server.answers['/api/chat'] = chatAnswer
    const running = await rig.start()
    await adopted(running)
    for (const content of ['Hello', 'x '.repeat(5000)]) {
      const reply = await ask(
        running,
        { ...messages('llama3.1'), messages: [{ role: 'user', content }] },
        '/v1/messages',
      )
      expect(reply.status).toBe(200)
    }
    // The model's own settings say 16,384.
    expect(optionsSent()).toEqual([
      { num_ctx: 16_384, num_predict: 20 },
      { num_ctx: 16_384, num_predict: 20 },
    ])
  })

  test.each([
    ['the setting', { localContextTokens: 20_000 }, undefined, 20_000],
    ['the person’s setting for the server', {}, 8192, 8192],
    ['nothing, where that is left to the server', { localContextTokens: 0 }, undefined, undefined],
    ['no more than the model was made for', { localContextTokens: 1_000_000 }, undefined, 65_536],
  ])('asks for %s', async (_, overrides, contextTokens, asked) => {
    rig.server.answers['/api/chat'] = chatAnswer
    rig.server.answers['/api/ps'] = { models: [] }
    rig.server.answers['/api/show llama3.1:latest'] = {
      model_info: { 'general.architecture': 'llama', 'llama.context_length': 65_536 },
    }
    const running = await rig.start({
      overrides,
      deps: { localAddresses: [{ ...localAddress('ollama', rig.server.port), contextTokens }] },
    })
    await adopted(running)
    await ask(running, messages('llama3.1'), '/v1/messages')
    expect(optionsSent()).toEqual([{ ...(asked && { num_ctx: asked }), num_predict: 20 }])
  })

  test('says nothing of it to a model that runs elsewhere', async () => {
    rig.server.answers['/api/chat'] = chatAnswer
    const running = await rig.start()
    await adopted(running)
    await ask(running, messages('glm-4.6:cloud'), '/v1/messages')
    expect(optionsSent()).toEqual([{ num_predict: 20 }])
  })
})

test('a request in the server’s own format stays as the caller wrote it', async () => {
  rig.server.answers['/api/chat'] = chatAnswer
  const running = await rig.start()
  await adopted(running)
  const body = { model: 'llama3.1:latest', messages: [], stream: false, options: { num_ctx: 999 } }
  await ask(running, body)
  expect(rig.server.asked.at(-1)).toBe(`POST /api/chat ${JSON.stringify(body)}`)
})

/** The rig's own clock runs so fast that every limit of time is passed at once. */
const realTime = { monotonicMs: () => performance.now() }
const long = 'x '.repeat(9000)
const lastAsked = () => rig.server.asked.at(-1)?.split(' ', 2).join(' ')
const chatCompletion = {
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 },
}
/** In the format of the server’s /v1, which has no word for the context. */
const askOpenAi = (running: TestGateway, content: string, model = 'llama3.1') =>
  ask(running, { ...openAiChat(model), messages: [{ role: 'user', content }] }, '/v1/chat/completions')

describe('a request whose format has no word for the context', () => {
  test('stays in its format as long as it fits what the server takes unasked, and else says the context', async () => {
    rig.server.answers['/api/chat'] = { ...chatAnswer, prompt_eval_count: 9000 }
    rig.server.answers['/v1/chat/completions'] = chatCompletion
    const running = await rig.start()
    await adopted(running)
    expect((await askOpenAi(running, 'Hello')).status).toBe(200)
    expect(lastAsked()).toBe('POST /v1/chat/completions')
    const answer = await askOpenAi(running, long)
    expect([answer.status, (await answer.json()).choices[0].message.content]).toEqual([200, 'Hi'])
    expect(lastAsked()).toBe('POST /api/chat')
    expect(optionsSent()).toEqual([{ num_ctx: 16_384, num_predict: 20 }])
    expect(answer.headers.get('x-gatehouse-route')).toBe(
      'ollama/llama3.1:latest=context_too_small,ollama/llama3.1:latest',
    )
  })

  test('that comes by a route always says the context, so that the model is not loaded anew', async () => {
    rig.server.answers['/api/chat'] = chatAnswer
    const running = await rig.start()
    await adopted(running)
    const targets = [{ target: 'ollama/llama3.1' }]
    await running.admin.setRoute({ name: 'mine', groups: [{ strategy: 'priority', targets }] })
    const answer = await askOpenAi(running, 'Hello', 'mine')
    expect([answer.status, answer.headers.get('x-gatehouse-route')]).toEqual([200, 'ollama/llama3.1:latest'])
    expect(optionsSent()).toEqual([{ num_ctx: 16_384, num_predict: 20 }])
  })

  test('is refused if it does not fit, and the context is left to the server', async () => {
    const running = await rig.start({ overrides: { localContextTokens: 0 } })
    await adopted(running)
    const answer = await askOpenAi(running, long)
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('takes 8192')])
    expect(rig.server.asked.some(each => each.includes('/v1/chat'))).toBe(false)
  })
})

test('a prompt that no context holds is refused before it is cut without a word', async () => {
  const running = await rig.start()
  await adopted(running)
  for (const path of ['/v1/messages', '/v1/chat/completions']) {
    const messages = [{ role: 'user', content: 'x '.repeat(20_000) }]
    const answer = await ask(running, { ...openAiChat('llama3.1'), messages }, path)
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('takes 16384')])
  }
  expect(optionsSent()).toEqual([])
})

test('a server that cannot be told the context refuses what its loaded one does not hold', async () => {
  await rig.server.close()
  rig.server = await startFakeLocalServer('lm-studio')
  rig.server.answers['/v1/chat/completions'] = chatCompletion
  rig.server.answers['/v1/models'] = { data: [{ id: 'qwen2-vl-7b-instruct' }, { id: 'old-model' }] }
  const running = await rig.start({
    kind: 'lm-studio',
    deps: {
      localAddresses: [{ ...localAddress('lm-studio', rig.server.port), baseUrl: `${rig.server.url}/v1` }],
    },
  })
  await adopted(running)
  const answers = await Promise.all([
    askOpenAi(running, 'x '.repeat(5000), 'qwen2-vl-7b-instruct'),
    askOpenAi(running, 'x '.repeat(3000), 'qwen2-vl-7b-instruct'),
    // It is not loaded, so that nobody knows with which context it will be.
    askOpenAi(running, 'x '.repeat(10_000), 'old-model'),
  ])
  expect(answers.map(({ status }) => status)).toEqual([400, 200, 200])
})

test('an answer whose server has read clearly less than was sent is in doubt', async () => {
  const running = await rig.start()
  await adopted(running)
  const messages = [{ role: 'user', content: long }]
  const doubtOf = async (read: number | undefined) => {
    rig.server.answers['/api/chat'] = { ...chatAnswer, prompt_eval_count: read }
    const answer = await ask(running, { model: 'llama3.1', stream: false, messages })
    return (await running.row(answer.headers.get('x-gatehouse-request-id') ?? '')).doubt
  }
  expect(await doubtOf(9100)).toBeNull()
  expect(await doubtOf(6000)).toBeNull()
  expect(await doubtOf(2048)).toMatch(/^The server read 2048 tokens of about 9\d{3}: it has cut the prompt/)
  // So old versions report a prompt that their cache holds.
  for (const cached of [0, undefined]) expect(String(await doubtOf(cached))).not.toContain('cut')
})

describe('the time until the first content', () => {
  const answerLater = (response: ServerResponse) =>
    void setTimeout(() => response.end(JSON.stringify(chatAnswer)), 400)

  test.each([
    ['is that of the setting for a model that is loaded', 'llama3.1', 504],
    ['is longer for one that may have to be loaded, whatever the setting is', 'nomic-embed-text', 200],
  ])('%s', async (_, model, status) => {
    rig.server.answers['/api/chat'] = answerLater
    const running = await rig.start({ overrides: { firstByteTimeoutMs: 100 }, deps: realTime })
    await adopted(running)
    const messages = [{ role: 'user', content: 'Hello' }]
    expect((await ask(running, { model, stream: false, messages })).status).toBe(status)
  })
})

test('a server that says that it is busy is asked again a moment later', async () => {
  let times = 0
  rig.server.answers['/api/chat'] = (response: ServerResponse) => {
    response.statusCode = times++ === 0 ? 503 : 200
    const busy = { error: 'server busy, please try again.  maximum pending requests exceeded' }
    response.end(JSON.stringify(times === 1 ? busy : chatAnswer))
  }
  const running = await rig.start({ deps: realTime })
  await adopted(running)
  const answer = await ask(running, { model: 'llama3.1', stream: false, messages: [] })
  expect([answer.status, times]).toEqual([200, 2])
  expect(answer.headers.get('x-gatehouse-route')).toBe('ollama/llama3.1:latest=busy,ollama/llama3.1:latest')
})

test('a found model is asked for without its tag, by its provider too', async () => {
  rig.server.answers['/api/chat'] = chatAnswer
  const running = await rig.start()
  await adopted(running)
  for (const model of ['llama3.1', 'ollama/llama3.1', 'ollama/llama3.1:latest']) {
    const answer = await ask(running, { model, stream: false, messages: [] })
    expect(answer.headers.get('x-gatehouse-route')).toBe('ollama/llama3.1:latest')
  }
})
