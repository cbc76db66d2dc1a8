import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addTriggers,
  noTriggers,
  type Triggers,
  type UnboundedPart,
  unboundedParts,
} from '../../../gateway/chat/request-triggers.ts'
import { block, cached, ephemeral, filler, oneHour, said, triggersOf } from './triggers-of.ts'

describe('what is written to the prompt cache is found', () => {
  test.each<[string, object, number]>([
    ['nowhere', said('Hi'), 0],
    ['in a text that only speaks of it', said(`"cache_control":{"ttl":"1h"} ${filler}`), 0],
    ['as null', block(cached(null)), 0],
    ['in a message', block(cached(ephemeral)), 5],
    ['in a short message', said([cached(oneHour)]), 60],
    ['for five minutes by name', block(cached({ ...ephemeral, ttl: '5m' })), 5],
    ['for a time nobody knows', block(cached({ ...ephemeral, ttl: '2d' })), 60],
    ['in the system prompt', { ...said('Hi'), system: [cached(oneHour)] }, 60],
    ['in a tool', { ...said('Hi'), tools: [{ name: 't', input_schema: {}, cache_control: oneHour }] }, 60],
    ['for the whole request', { ...said('Hi'), cache_control: oneHour }, 60],
    [
      'within what a tool found',
      block({
        type: 'tool_result',
        tool_use_id: 't',
        content: [{ type: 'text', text: filler }, cached(oneHour)],
      }),
      60,
    ],
    [
      'twice, the longer of both',
      {
        messages: [
          { role: 'user', content: [cached(ephemeral)] },
          { role: 'user', content: [cached(oneHour)] },
        ],
      },
      60,
    ],
  ])('%s', (_, body, cacheMinutes) => {
    expect(triggersOf('anthropic-messages', body)).toEqual({ ...noTriggers, cacheMinutes })
  })

  test('under a key with escapes', () => {
    const text = `{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"Hi","cache\\u005fcontrol":{"type":"ephemeral","ttl":"\\u0031h"}}]}]}`
    expect(triggersOf('anthropic-messages', {}, text).cacheMinutes).toBe(60)
  })

  test('in chat completions too, for providers that pass it on', () => {
    expect(triggersOf('openai-chat', said([cached(oneHour)])).cacheMinutes).toBe(60)
  })
})

describe('tools that run at the provider', () => {
  const tools = (...list: object[]) => ({ ...said('Hi'), tools: list })
  const search = { type: 'web_search_20250305', name: 'web_search' }
  const fetcher = { type: 'web_fetch_20250910', name: 'web_fetch' }

  test.each<[string, object, Partial<Triggers>]>([
    [
      'are none where the caller runs them',
      tools({ name: 'mine', input_schema: {} }, { type: 'custom', name: 'b' }),
      {},
    ],
    ['search as often as they may', tools({ ...search, max_uses: 3 }), { searches: 3 }],
    ['search without end', tools(search), { unbounded: ['search-uses'] }],
    ['search as good as without end', tools({ ...search, max_uses: 1e9 }), { unbounded: ['search-uses'] }],
    [
      'run code on what they find where their type is a later one',
      tools({ ...search, type: 'web_search_20260209', max_uses: 2 }),
      { searches: 2, loops: true },
    ],
    [
      'fetch so much as they may, and a quarter, as that bound is no exact one',
      tools({ ...fetcher, max_uses: 2, max_content_tokens: 1000 }),
      { fetches: 2, fetchedTokens: 2500 },
    ],
    ['fetch without end', tools({ ...fetcher, max_content_tokens: 10 }), { unbounded: ['fetch-uses'] }],
    ['fetch any length', tools({ ...fetcher, max_uses: 1 }), { unbounded: ['fetch-length'] }],
    ['run code', tools({ type: 'code_execution_20250825', name: 'c' }), { unbounded: ['code-execution'] }],
    ['are of a kind to come', tools({ type: 'oracle_20290101', name: 'o' }), { unbounded: ['hosted-tool'] }],
    [
      'are on other servers',
      { ...said('Hi'), mcp_servers: [{ url: 'https://x' }] },
      { unbounded: ['hosted-tool'] },
    ],
    ['search among tools', tools({ type: 'tool_search_tool_regex_20251119', name: 's' }), { loops: true }],
    [
      'are designed by the provider and run by the caller, with words of its own',
      tools({ type: 'bash_20250124', name: 'bash' }, { type: 'computer_20250124', name: 'c' }),
      { addedTokens: 3000 },
    ],
  ])('%s', (_, body, expected) => {
    expect(triggersOf('anthropic-messages', body)).toEqual({ ...noTriggers, ...expected })
  })

  test('of chat completions are of unknown cost, functions apart', () => {
    expect(triggersOf('openai-chat', tools({ type: 'function', function: { name: 'f' } }))).toEqual(
      noTriggers,
    )
    for (const hosted of [{ type: 'web_search' }, { google_search: {} }])
      expect(triggersOf('openai-chat', tools(hosted)).unbounded).toEqual(['hosted-tool'])
  })
})

test('what a request triggers stays small, however long the request', () => {
  const messages = Array.from({ length: 5000 }, () => ({
    role: 'user',
    content: [{ type: 'hologram' }, cached(oneHour)],
  }))
  expect(triggersOf('anthropic-messages', { messages })).toEqual({
    ...noTriggers,
    cacheMinutes: 60,
    unbounded: ['unknown-part'],
  })
})

test('triggers are the same in whatever order they are added', () => {
  const parts = Object.keys(unboundedParts) as UnboundedPart[]
  const any = fc.record<Triggers>({
    cacheMinutes: fc.constantFrom(0, 5, 60),
    audioInput: fc.boolean(),
    audioOutput: fc.boolean(),
    predictedTokens: fc.nat(),
    addedTokens: fc.nat(),
    searches: fc.nat(),
    fetches: fc.nat(),
    fetchedTokens: fc.nat(),
    loops: fc.boolean(),
    compaction: fc.boolean(),
    file: fc.boolean(),
    pictureElsewhere: fc.boolean(),
    unbounded: fc.uniqueArray(fc.constantFrom(...parts)),
  })
  const sorted = (each: Triggers) => ({ ...each, unbounded: each.unbounded.toSorted() })
  fc.assert(
    fc.property(any, any, any, (a, b, c) => {
      const forwards = addTriggers(addTriggers(a, b), c)
      expect(sorted(addTriggers(addTriggers(c, b), a))).toEqual(sorted(forwards))
      expect(addTriggers(a, noTriggers)).toBe(a)
      expect(new Set(forwards.unbounded).size).toBe(forwards.unbounded.length)
    }),
  )
})
