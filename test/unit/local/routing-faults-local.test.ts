// Faults that other gateways had with models on one's own machine, each with the right behaviour, as far as nothing has to be sent
// for it. The numbers are those of the list that they were collected in.
import { describe, expect, test } from 'vitest'
import { CancelScope } from '../../../gateway/cancel-scope.ts'
import { contextTokensOf } from '../../../gateway/local/context-tokens.ts'
import { type LocalNeeds, pickLocalModel } from '../../../gateway/local/pick-local-model.ts'
import { LocalSlots, type SlotAnswer } from '../../../gateway/local/slots.ts'
import { type LocalModel, namedModel } from '../../../gateway/providers/local-kind.ts'
import { ollamaAddress } from '../../../gateway/providers/ollama-host.ts'
import { runsElsewhere, withTag } from '../../../gateway/providers/ollama-names.ts'

const needs: LocalNeeds = {
  inputTokens: 7900,
  outputTokens: 100,
  tools: false,
  vision: false,
  jsonSchema: false,
  reasoning: false,
}
const model = (own: Partial<LocalModel> = {}): LocalModel => ({
  ...namedModel('m'),
  contextTokens: 262_144,
  capabilities: new Set(['completion']),
  ...own,
})
const context = { serverTokens: undefined, askedTokens: undefined }
const pick = (own: Partial<LocalNeeds>, models: readonly LocalModel[]) =>
  pickLocalModel({ ...needs, ...own }, [{ providerId: 'ollama', models, context }]).picked?.model
const scope = () =>
  new CancelScope(error => {
    throw error
  })
const given = (answer: SlotAnswer) => {
  if (answer.type !== 'slot') throw new Error(answer.reason)
  return answer.slot
}

describe('34. the context with which a model is loaded counts, not the one that it is advertised with', () => {
  const loaded = model({ isLoaded: true, loadedContextTokens: 4096 })

  test('4096 of 262,144 tokens', () => {
    expect(contextTokensOf(loaded, context)).toBe(4096)
  })

  test('what does not fit is not sent to it', () => {
    expect(pick({}, [loaded])).toBeUndefined()
    expect(pick({ inputTokens: 3000 }, [loaded])).toBe('m')
  })
})

test.each([
  ['localhost', 'http://localhost:11434'],
  ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['http://box.lan', 'http://box.lan'],
  ['https://box.lan', 'https://box.lan'],
])('36. OLLAMA_HOST %s is dialled as Ollama itself would', (value, address) => {
  expect(ollamaAddress(value)).toBe(address)
})

test('36. names get :latest before they are compared', () => {
  expect([withTag('qwen3'), withTag('qwen3:8b')]).toEqual(['qwen3:latest', 'qwen3:8b'])
})

test('37. a tag that says cloud is no model of this machine', () => {
  expect(['gpt-oss:120b-cloud', 'glm-4.6:cloud', 'cloud:8b', 'qwen3'].map(runsElsewhere)).toEqual([
    true,
    true,
    false,
    false,
  ])
  const remote = model({ isRemote: true, isLoaded: true, loadedContextTokens: 131_072 })
  expect(pick({}, [remote])).toBeUndefined()
})

test('38. no list of capabilities means unknown, not yes', () => {
  expect(pick({ tools: true }, [model({ capabilities: undefined })])).toBeUndefined()
  expect(pick({ tools: true }, [model({ capabilities: new Set(['completion', 'tools']) })])).toBe('m')
})

test('39. the gateway keeps its own queue for each server, with an end', async () => {
  const slots = new LocalSlots({ slots: () => 1, runsOneModel: false })
  const running = given(await slots.take('a', scope()))
  const waiting = Array.from({ length: 8 }, () => slots.take('a', scope()))
  expect(await slots.take('a', scope())).toEqual({ type: 'refused', reason: 'queue-full' })
  running.giveBack()
  for (const next of waiting) given(await next).giveBack()
  expect([slots.running, slots.waiting]).toEqual([0, 0])
})

test('40. where a second model would cut off the first, it waits until that is done', async () => {
  const slots = new LocalSlots({ slots: () => 4, runsOneModel: true })
  const running = given(await slots.take('a', scope()))
  const other = slots.take('b', scope())
  expect([slots.running, slots.waiting, slots.isFreeFor('b')]).toEqual([1, 1, false])
  running.giveBack()
  given(await other).giveBack()
})
