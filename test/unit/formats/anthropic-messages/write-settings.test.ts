import { describe, expect, test } from 'vitest'
import type { JsonRecord } from '../../../../gateway/bytes/json-value.ts'
import type { Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { hi, write } from './writing.ts'

describe('thinking', () => {
  test.each([
    // Up to 4.5 only a budget, which has to be 1024 or more and less than the most tokens.
    [
      'claude-sonnet-4-5',
      { reasoning: { budgetTokens: 5000 } },
      { type: 'enabled', budget_tokens: 5000 },
      undefined,
    ],
    [
      'claude-3-7-sonnet-20250219',
      { reasoning: { budgetTokens: 10 } },
      { type: 'enabled', budget_tokens: 1024 },
      undefined,
    ],
    [
      'claude-sonnet-4-5',
      { reasoning: { effort: 'medium' } },
      { type: 'enabled', budget_tokens: 8192 },
      undefined,
    ],
    [
      'claude-sonnet-4-5',
      { reasoning: { effort: 'max' }, maxOutputTokens: 4000 },
      { type: 'enabled', budget_tokens: 3200 },
      undefined,
    ],
    ['claude-sonnet-4-5', { reasoning: { effort: 'high' }, maxOutputTokens: 1000 }, undefined, undefined],
    [
      'claude-opus-4-5',
      { reasoning: { effort: 'high' } },
      { type: 'enabled', budget_tokens: 16_384 },
      'high',
    ],
    ['claude-3-5-haiku-20241022', { reasoning: { effort: 'high' } }, undefined, undefined],
    // 4.6 takes both.
    [
      'claude-opus-4-6',
      { reasoning: { budgetTokens: 5000 } },
      { type: 'enabled', budget_tokens: 5000 },
      undefined,
    ],
    ['claude-opus-4-6', { reasoning: { effort: 'xhigh' } }, { type: 'adaptive' }, 'high'],
    // Later ones take an effort alone.
    ['claude-opus-4-7', { reasoning: { budgetTokens: 20_000 } }, { type: 'adaptive' }, 'high'],
    [
      'claude-opus-4-7',
      { reasoning: { effort: 'xhigh', isShown: true } },
      { type: 'adaptive', display: 'summarized' },
      'xhigh',
    ],
    ['anthropic/claude-opus-4.8', { reasoning: { effort: 'minimal' } }, { type: 'adaptive' }, 'low'],
    [
      'claude-sonnet-5',
      { reasoning: { isShown: false } },
      { type: 'adaptive', display: 'omitted' },
      undefined,
    ],
    ['claude-sonnet-5', {}, undefined, undefined],
    // Off.
    ['claude-sonnet-4-5', { reasoning: { effort: 'none' } }, undefined, undefined],
    ['claude-opus-4-8', { reasoning: { effort: 'none' } }, undefined, undefined],
    ['claude-opus-5', { reasoning: { effort: 'none' } }, { type: 'disabled' }, undefined],
    ['claude-fable-5', { reasoning: { effort: 'none' } }, undefined, 'low'],
    [
      'some-other-model',
      { reasoning: { effort: 'low' } },
      { type: 'enabled', budget_tokens: 2048 },
      undefined,
    ],
  ] as const)('%s with %j', (model, conversation, thinking, effort) => {
    const { body } = write(conversation, model)
    expect(body.thinking).toEqual(thinking)
    expect(body.output_config?.effort).toBe(effort)
    if (body.thinking?.type === 'enabled') expect(body.thinking.budget_tokens).toBeLessThan(body.max_tokens)
  })

  test('is left out where the turn with calls began without it', () => {
    const call: Part = { type: 'tool-call', id: 'a', name: 'read', arguments: '{}' }
    const result: Part = { type: 'tool-result', callId: 'a', content: [], isError: false }
    const turns: Turn[] = [hi, { role: 'assistant', parts: [call] }, { role: 'tool', parts: [result] }]
    const reasoning = { budgetTokens: 2000 }
    expect(write({ turns, reasoning }, 'claude-sonnet-4-5')).toMatchObject({ dropped: ['reasoning'] })
    const seal = { origin: 'anthropic-messages', value: 's' }
    const thought: Turn = { role: 'assistant', parts: [{ type: 'reasoning', text: 'x', seal }, call] }
    const kept = write(
      { turns: [hi, thought, { role: 'tool', parts: [result] }], reasoning },
      'claude-sonnet-4-5',
    )
    expect(kept.body.thinking).toEqual({ type: 'enabled', budget_tokens: 2000 })
  })
})

describe('the most tokens', () => {
  test.each([
    ['claude-opus-4-8', undefined, 32_000],
    ['claude-3-haiku-20240307', undefined, 4096],
    ['claude-opus-latest', 200_000, 200_000],
    ['claude-haiku-4-5', 128_000, 64_000],
    ['some-other-model', undefined, 8192],
  ])('of %s, asked for %s', (model, maxOutputTokens, expected) => {
    expect(write({ maxOutputTokens }, model).body.max_tokens).toBe(expected)
  })
})

describe('sampling', () => {
  test.each([
    ['claude-sonnet-4', { temperature: 1.7 }, { temperature: 1 }, [], ['temperature']],
    [
      'claude-sonnet-4',
      { temperature: 0.2, topP: 0.9, topK: 5 },
      { temperature: 0.2, top_p: 0.9, top_k: 5 },
      [],
      [],
    ],
    ['claude-sonnet-4-5', { temperature: 0.2, topP: 0.9 }, { temperature: 0.2 }, ['top_p'], []],
    [
      'claude-sonnet-4-5',
      { temperature: 0.2, topP: 0.9, topK: 5, reasoning: { budgetTokens: 1024 } },
      {},
      ['temperature', 'top_k', 'top_p'],
      [],
    ],
    ['claude-opus-4-6', { temperature: 0.2, reasoning: { effort: 'low' } }, {}, ['temperature'], []],
    ['claude-opus-4-8', { temperature: 0.2, topP: 0.9, topK: 5 }, {}, ['temperature', 'top_p', 'top_k'], []],
    ['claude-opus-4-8', { temperature: 1, topP: 1 }, {}, [], []],
  ] as const)('of %s with %j', (model, given, expected, dropped, changed) => {
    const written = write(given, model)
    const { temperature, top_p, top_k } = written.body as unknown as JsonRecord
    expect({ temperature, top_p, top_k }).toEqual({
      temperature: undefined,
      top_p: undefined,
      top_k: undefined,
      ...expected,
    })
    expect([written.dropped, written.changed]).toEqual([dropped, changed])
  })
})

test('what the provider cannot say is noted', () => {
  const { dropped, changed, body } = write(
    {
      ...{
        seed: 1,
        choices: 2,
        topLogprobs: 0,
        frequencyPenalty: 1,
        presencePenalty: 1,
        promptCacheKey: 'k',
        verbosity: 'low',
      },
      ...{
        serviceTier: 'flex',
        stopSequences: [' ', 'END'],
        user: 'u'.repeat(300),
        toolChoice: { type: 'required' },
      },
      turns: [{ ...hi, name: 'Ann' }],
    },
    'claude-sonnet-4',
  )
  expect([...dropped].sort()).toEqual([
    'frequency_penalty',
    'logprobs',
    'messages[0].name',
    'n',
    'presence_penalty',
    'prompt_cache_key',
    'seed',
    'service_tier',
    'stop',
    'tool_choice',
    'verbosity',
  ])
  expect(changed).toEqual(['user'])
  expect(body).toMatchObject({
    stop_sequences: ['END'],
    metadata: { user_id: expect.stringMatching(/^[0-9a-f]{64}$/) },
  })
})

test('members at their default are not noted', () => {
  const given = {
    choices: 1,
    frequencyPenalty: 0,
    presencePenalty: 0,
    serviceTier: 'auto',
    parallelToolCalls: true,
  }
  const { dropped, changed } = write(given, 'claude-opus-5')
  expect([...dropped, ...changed]).toEqual([])
})

test('files of the provider need the name of their beta', () => {
  const file = (origin: string): Part => ({ type: 'document', source: { type: 'file', id: 'f', origin } })
  const own = write({ turns: [{ role: 'user', parts: [file('anthropic-messages')] }] }, 'claude-opus-5')
  expect(own.headers).toMatchObject({ 'anthropic-beta': 'files-api-2025-04-14' })
  const foreign = write({ turns: [{ role: 'user', parts: [file('openai-responses')] }] }, 'claude-opus-5')
  expect(foreign).toMatchObject({ dropped: ['messages[0].content[0]'] })
  expect(foreign.headers).not.toHaveProperty('anthropic-beta')
})
