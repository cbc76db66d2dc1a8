// Loops of callers that have no marks for the prompt cache, at a provider that caches only what is marked.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTranslationRig, type TranslationRig, type Wire } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const model = 'claude-sonnet-4-5'
const long = 'word '.repeat(2000)
const schema = { type: 'object', properties: {} }
const tool = { type: 'function', function: { name: 'look', parameters: schema } }
const bodies = {
  responses: { instructions: long, tools: [{ type: 'function', name: 'look', parameters: schema }] },
  chat: {
    messages: [
      { role: 'system', content: long },
      { role: 'user', content: 'Hallo' },
    ],
    tools: [tool],
  },
  gemini: {
    systemInstruction: { parts: [{ text: long }] },
    tools: [{ functionDeclarations: [{ name: 'look', parametersJsonSchema: schema }] }],
  },
  ollama: {
    messages: [
      { role: 'system', content: long },
      { role: 'user', content: 'Hallo' },
    ],
    tools: [tool],
  },
} satisfies Partial<Record<Wire, object>>

interface Quote {
  readonly cost_usd: { readonly at_most: string }
  readonly tokens: { readonly input_at_most: number }
}

const marksIn = (sent: unknown) => JSON.stringify(sent).match(/cache_control/g) ?? []

test.each(Object.entries(bodies) as [Wire, object][])(
  'a loop of a caller of %s is marked, and the receipt says so',
  async (as, body) => {
    const { sent, receipt, status } = await rig.ask({ as, of: 'messages', model, body })
    expect(status).toBe(200)
    expect(marksIn(sent)).toHaveLength(3)
    expect(receipt).toMatch(/changed=[^;]*(cache_control|prompt_cache_breakpoint)/)
  },
)

test('a caller of chat completions that sends marks keeps its own', async () => {
  const content = [{ type: 'text', text: long, cache_control: { type: 'ephemeral' } }]
  const body = { ...bodies.chat, messages: [{ role: 'user', content }] }
  const { sent } = await rig.ask({ as: 'chat', of: 'messages', model, body })
  expect(marksIn(sent)).toHaveLength(1)
})

test('a caller of messages that sends no marks gets none', async () => {
  const body = { system: long, tools: [{ name: 'look', input_schema: schema }] }
  const { sent } = await rig.ask({ as: 'messages', of: 'messages', model, body })
  expect(marksIn(sent)).toEqual([])
})

test('marks that were set are priced like a client’s own, at what writing into the cache costs', async () => {
  const { sent } = await rig.ask({ as: 'responses', of: 'messages', model, body: bodies.responses })
  const quoted = async (path: string, body: object) => {
    const reply = await rig.post(path, body, { headers: { 'x-gatehouse-dry-run': '1' } })
    const { cost_usd: cost, tokens } = (await reply.json()) as Quote
    return { nanoUsd: Math.round(Number(cost.at_most) * 1e9), inputTokens: tokens.input_at_most }
  }
  const route = `messages/${model}`
  const translated = await quoted('/v1/responses', { model: route, input: 'Hallo', ...bodies.responses })
  expect(translated).toEqual(await quoted('/v1/messages', { ...sent, model: route }))
  const unmarked = JSON.parse(JSON.stringify(sent).replaceAll(/,"cache_control":\{[^}]*\}/g, '')) as object
  const plain = await quoted('/v1/messages', { ...unmarked, model: route })
  // A million tokens cost 3 dollars, and 3.75 where they are written into the cache. The output is the same.
  expect(translated.nanoUsd - translated.inputTokens * 3750).toBe(plain.nanoUsd - plain.inputTokens * 3000)
})
