// The context that models of one's own are loaded with, the models that may answer as a last resort, and places at servers.
import { describe, expect, test } from 'vitest'
import { adopted, ask, chatAnswer, localAddress, localRigOfEachTest } from '../support/local-rig.ts'

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
    for (const content of ['Hello', 'x '.repeat(20_000)]) {
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
