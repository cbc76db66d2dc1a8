// What lists of models say of each, beside what the format prescribes.
import { GoogleGenAI } from '@google/genai'
import { Ollama } from 'ollama'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'

let rig: GatewayRig

beforeAll(async () => {
  rig = await openGatewayRig({ sandbox: true })
})
afterAll(() => rig[Symbol.asyncDispose]())

const claude = 'claude-haiku-4-5-20251001'

test('the OpenAI client finds who serves a model, in which formats, and what it can be asked for', async () => {
  const { data } = await rig.openAi.models.list()
  expect(data.find(({ id }) => id === 'o3')).toMatchObject({
    gatehouse: {
      provider: 'open',
      formats: expect.arrayContaining(['openai-chat']),
      capabilities: { tools: true, vision: true, json_schema: true, reasoning: true, embeddings: false },
    },
  })
  expect(data.find(({ id }) => id === 'gpt-4o')).toMatchObject({
    gatehouse: { capabilities: { tools: true, reasoning: false } },
  })
  expect(data.find(({ id }) => id === 'text-embedding-3-small')).toMatchObject({
    gatehouse: { capabilities: { tools: false, vision: false, embeddings: true } },
  })
})

test('it is told what a model of another format can be asked for by translation', async () => {
  expect(await rig.openAi.models.retrieve(claude)).toMatchObject({
    id: claude,
    gatehouse: {
      provider: 'anth',
      formats: ['anthropic-messages'],
      capabilities: { tools: true, documents: true, audio: false, prompt_caching: true },
    },
  })
})

test('the Anthropic client is told the same, in the list and of one model', async () => {
  const page = await rig.anthropic.models.list()
  const listed = page.data.find(({ id }) => id === claude)
  expect(listed).toMatchObject({ gatehouse: { provider: 'anth', capabilities: { reasoning: true } } })
  expect(await rig.anthropic.models.retrieve(claude)).toEqual(listed)
})

test('the Gemini client is told whether a model thinks', async () => {
  const { gatewayUrl, token } = rig.gateway
  const client = new GoogleGenAI({ apiKey: token, httpOptions: { baseUrl: gatewayUrl } })
  const [thinks, answersAtOnce] = await Promise.all(
    ['o3', 'gpt-4o'].map(model => client.models.get({ model })),
  )
  expect([thinks?.name, thinks?.thinking]).toEqual(['models/o3', true])
  expect(answersAtOnce?.thinking).toBe(false)
})

test('the Ollama client is told what apps show buttons for', async () => {
  const { gatewayUrl, token } = rig.gateway
  const client = new Ollama({ host: gatewayUrl, headers: { authorization: `Bearer ${token}` } })
  const told = async (model: string) => (await client.show({ model })).capabilities
  expect(await told(claude)).toEqual(['completion', 'vision', 'tools', 'thinking'])
  expect(await told('gpt-4o')).toEqual(['completion', 'vision', 'tools'])
  expect(await told('text-embedding-3-small')).toEqual(['embedding'])
})
