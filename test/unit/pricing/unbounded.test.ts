import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openReserveRig, type ReserveRig } from '../../support/reserve-rig.ts'

let rig: ReserveRig
beforeAll(() => {
  rig = openReserveRig()
})
afterAll(() => rig.close())

const hi = [{ role: 'user', content: 'Hi' }]
const pdf = {
  type: 'base64',
  media_type: 'application/pdf',
  data: Buffer.from('%PDF-1.7').toString('base64'),
}
const said = (...content: object[]) => [{ role: 'user', content }]

async function unbounded(kind: string, body: object) {
  const format = kind === 'anthropic' ? 'anthropic-messages' : 'openai-chat'
  const { request } = await rig.priced({ format, kind, body: { messages: hi, max_tokens: 10, ...body } })
  return request.worst().unbounded
}

const claude = { model: 'claude-sonnet-4-5' }
const gpt = { model: 'gpt-4o' }

describe('nothing bounds', () => {
  test.each<[string, string, object, string]>([
    [
      'searches without end',
      'anthropic',
      { ...claude, tools: [{ type: 'web_search_20250305', name: 's' }] },
      'max_uses',
    ],
    [
      'a document by its address',
      'anthropic',
      { ...claude, messages: said({ type: 'document', source: { type: 'url', url: 'https://x' } }) },
      'base64',
    ],
    [
      'a document by its id',
      'openai',
      { ...gpt, messages: said({ type: 'file', file: { file_id: 'f' } }) },
      'base64',
    ],
    [
      'a picture by its address, where its rule is not known',
      'openai-compatible',
      { model: 'some-vision', messages: said({ type: 'image_url', image_url: { url: 'https://x' } }) },
      'base64',
    ],
    [
      'a file, where the window of the model is not known',
      'openai-compatible',
      { model: 'some-model', messages: said({ type: 'file', file: { file_data: 'data:;base64,AA==' } }) },
      'send their text',
    ],
    [
      'a tool of a kind to come',
      'anthropic',
      { ...claude, tools: [{ type: 'oracle_20290101' }] },
      'leave it out',
    ],
    ['a model that looks around', 'openai-compatible', { model: 'sonar-deep-research' }, 'another model'],
    ['a model with tools of its own', 'openai-compatible', { model: 'groq/compound-mini' }, 'another model'],
    ['a model that is online', 'openai-compatible', { model: 'openai/gpt-4o:online' }, 'another model'],
    ['other models', 'openai-compatible', { model: 'a/b', models: ['c/d'] }, '"models"'],
  ])('%s: tokens and money', async (_, kind, body, would) => {
    const found = await unbounded(kind, body)
    expect(found?.tokens).toEqual([expect.stringContaining(would)])
    expect(found?.money).toEqual(found?.tokens)
  })

  test.each<[string, string, object, string]>([
    [
      'sound without a price',
      'openai',
      { ...gpt, modalities: ['text', 'audio'] },
      'set a price for audio output',
    ],
    [
      'sound heard without a price',
      'openai',
      { ...gpt, messages: said({ type: 'input_audio', input_audio: { data: 'AAAA' } }) },
      'set a price for audio input',
    ],
    ['a tier that nobody knows', 'openai', { ...gpt, service_tier: 'ultra' }, 'service_tier "ultra"'],
    ['a tier that is no word', 'anthropic', { ...claude, service_tier: 7 }, 'service_tier "unknown"'],
    ['a unit of scale', 'openai', { ...gpt, service_tier: 'scale' }, 'service_tier "scale"'],
    ['speed that a model does not sell', 'anthropic', { ...claude, speed: 'fast' }, 'speed "fast"'],
    ['a place without a price', 'anthropic', { ...claude, inference_geo: 'moon' }, 'inference_geo "moon"'],
  ])('%s: money alone', async (_, kind, body, would) => {
    const found = await unbounded(kind, body)
    expect(found?.tokens).toEqual([])
    expect(found?.money).toEqual([expect.stringContaining(would)])
  })
})

describe('there is a bound for', () => {
  test.each<[string, string, object]>([
    ['a plain request', 'openai', gpt],
    [
      'a picture by its address, which no size makes dearer than the dearest',
      'openai',
      { ...gpt, messages: said({ type: 'image_url', image_url: { url: 'https://x' } }) },
    ],
    [
      'a document in the request, the window',
      'anthropic',
      { ...claude, messages: said({ type: 'document', source: pdf }) },
    ],
    [
      'searches that are counted',
      'anthropic',
      { ...claude, tools: [{ type: 'web_search_20250305', max_uses: 1 }] },
    ],
    ['a search whose finds are not billed', 'openai-compatible', { model: 'sonar-pro' }],
    ['a model of a name that only resembles one', 'openai-compatible', { model: 'compounded' }],
    ['a search of a model that searches', 'openai', { model: 'gpt-5-search-api', web_search_options: {} }],
  ])('%s', async (_, kind, body) => {
    const found = await unbounded(kind, body)
    expect(found?.tokens ?? []).toEqual([])
  })
})
