// Faults with how much models think that other gateways had as they translated. Each test shows the right behaviour.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTranslationRig, type TranslationRig } from '../support/translation-rig.ts'

let rig: TranslationRig
beforeAll(async () => {
  rig = await openTranslationRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

describe('how much a model thinks', () => {
  test.each([
    ['claude-sonnet-4-5', 'high', { thinking: { type: 'enabled', budget_tokens: expect.any(Number) } }],
    ['claude-opus-4-7', 'high', { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } }],
  ])('is said to %s as it takes it, from the effort %s', async (model, reasoning_effort, written) => {
    const { sent } = await rig.ask({
      as: 'chat',
      of: 'messages',
      model,
      body: { reasoning_effort, max_completion_tokens: 8000 },
    })
    expect(sent).toMatchObject(written)
    const { budget_tokens: budget = 1024 } = sent.thinking as { budget_tokens?: number }
    expect(budget).toBeGreaterThanOrEqual(1024)
    expect(budget).toBeLessThan(8000)
  })

  test.each([
    ['gemini-2.5-flash', { type: 'enabled', budget_tokens: 2000 }, { thinkingBudget: 2000 }],
    ['gemini-3-pro-preview', { type: 'enabled', budget_tokens: 2000 }, { thinkingLevel: 'LOW' }],
    ['gemini-2.5-flash', { type: 'disabled' }, { thinkingBudget: 0 }],
    ['gemini-2.5-pro', { type: 'disabled' }, { thinkingBudget: 128 }],
    ['gemini-3-pro-preview', { type: 'disabled' }, { thinkingLevel: 'LOW' }],
  ])('is said to %s of %j as %j', async (model, wish, config) => {
    const { sent } = await rig.ask({ as: 'messages', of: 'gemini', model, body: { thinking: wish } })
    expect(sent.generationConfig).toMatchObject({ thinkingConfig: config })
  })

  test('has no budget where the answer has no room for one', async () => {
    const { sent, receipt } = await rig.ask({
      as: 'chat',
      of: 'messages',
      body: { reasoning_effort: 'high', max_tokens: 800 },
    })
    expect(sent).not.toHaveProperty('thinking')
    expect(receipt).toContain('reasoning')
  })

  test.each([
    ['gpt-oss:20b', 'high', 'high'],
    ['gpt-oss:20b', 'minimal', 'low'],
    ['qwen3:8b', 'high', true],
    ['qwen3:8b', 'none', false],
    ['qwen3:8b', 'minimal', false],
    ['llama3.2:latest', 'high', undefined],
  ])('is said to %s of Ollama, as a level or a yes, from the effort %s', async (model, effort, think) => {
    const { sent } = await rig.ask({ as: 'responses', of: 'ollama', model, body: { reasoning: { effort } } })
    expect(sent.think).toBe(think)
  })
})
