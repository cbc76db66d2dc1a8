import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GatewayError } from '../../../../gateway/errors.ts'
import { basic, only, read } from './reading.ts'

describe('members', () => {
  test.each([
    [{ tool_choice: { type: 'any' } }, { toolChoice: { type: 'required' } }],
    [{ tool_choice: { type: 'none' } }, { toolChoice: { type: 'none' } }],
    [{ tool_choice: { type: 'tool', name: 't' } }, { toolChoice: { type: 'tool', name: 't' } }],
    [
      { thinking: { type: 'enabled', budget_tokens: 2000 } },
      { reasoning: { budgetTokens: 2000, isShown: true } },
    ],
    [
      { thinking: { type: 'enabled', budget_tokens: 2000, display: 'omitted' } },
      { reasoning: { budgetTokens: 2000, isShown: false } },
    ],
    [{ thinking: { type: 'disabled' } }, { reasoning: { effort: 'none' } }],
    [{ thinking: { type: 'adaptive', display: 'summarized' } }, { reasoning: { isShown: true } }],
    [{ output_config: { effort: 'max' } }, { reasoning: { effort: 'max' } }],
    [
      { stop_sequences: ['a'], temperature: 0, top_p: 0.5, top_k: 4 },
      { stopSequences: ['a'], temperature: 0, topP: 0.5, topK: 4 },
    ],
    [{ service_tier: 'standard_only' }, { serviceTier: 'default' }],
    [
      { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
      { outputFormat: { type: 'json-schema', schema: { type: 'object' }, strict: true } },
    ],
    [
      { cache_control: { type: 'ephemeral' } },
      { turns: [{ parts: [{ text: 'Hi', cache: { lifetime: '5m' } }] }] },
    ],
  ])('%j', (members, expected) => {
    const tools = [{ name: 't', input_schema: { type: 'object' } }]
    const { conversation, dropped } = read({ ...basic, tools, ...members })
    expect(conversation).toMatchObject(expected)
    expect(dropped).toEqual([])
  })

  test('that change nothing are not noted', () => {
    const body = {
      ...basic,
      stream: false,
      thinking: null,
      service_tier: 'auto',
      mcp_servers: [],
      speed: 'standard',
    }
    const { conversation, dropped, changed } = read(body)
    expect([...dropped, ...changed]).toEqual([])
    expect(Object.keys(conversation).sort()).toEqual(['maxOutputTokens', 'stream', 'tools', 'turns'])
  })

  test('that Claude Code sends with every request are not noted where they change nothing', () => {
    const edits = [{ type: 'clear_thinking_20251015', keep: 'all' }]
    const environment = { role: 'system', content: 'Linux', output_config: { effort: 'medium' } }
    const body = { ...basic, context_management: { edits }, output_config: { effort: 'medium' } }
    expect(read({ ...body, messages: [...basic.messages, environment] }).dropped).toEqual([])
    const cleared = { edits: [{ type: 'clear_tool_uses_20250919' }] }
    const others = { ...body, context_management: cleared, output_config: { effort: 'low' } }
    expect(read({ ...others, messages: [environment] }).dropped).toEqual([
      'context_management',
      'messages[0].output_config',
    ])
  })

  test('that other formats do not have are noted', () => {
    const tools = [
      { type: 'web_search_20250305', name: 'web_search' },
      { name: 'a', input_schema: { type: 'object' }, defer_loading: true, input_examples: [{}] },
    ]
    const body = { ...basic, tools, container: 'c', tool_choice: { type: 'tool', name: 'web_search' } }
    const { conversation, dropped, changed } = read(body)
    expect(conversation.tools.map(({ name }) => name)).toEqual(['a'])
    expect(dropped).toEqual(['container', 'tools[0]', 'tools[1].input_examples', 'tool_choice'])
    expect(changed).toEqual(['tools[1].defer_loading'])
  })

  test('may leave out the most tokens where only tokens are counted', () => {
    expect(read({ model: 'm', messages: [] }).conversation.maxOutputTokens).toBeUndefined()
  })
})

describe('a request that is not of the format is refused with the place', () => {
  test.each([
    [{ ...basic, messages: 'Hi' }, '"messages"'],
    [{ ...basic, messages: [{ role: 'tool', content: 'x' }] }, '"messages[0].role"'],
    [{ ...basic, messages: [{ role: 'user', content: 5 }] }, '"messages[0].content"'],
    [only([5]), '"messages[0].content[0]"'],
    [only([{ type: 'text' }]), '"messages[0].content[0].text"'],
    [only([{ type: 'image', source: { type: 'base64' } }]), '"messages[0].content[0].source.media_type"'],
    [{ ...basic, temperature: '1' }, '"temperature"'],
    [{ ...basic, tools: [{}] }, '"tools[0].name"'],
    [{ ...basic, tool_choice: 'auto' }, '"tool_choice"'],
    [{ ...basic, thinking: { type: 'maybe' } }, '"thinking.type"'],
    [{ ...basic, max_tokens: 0 }, '"max_tokens"'],
  ])('%j', (body, place) => {
    expect(() => read(body)).toThrow(place)
  })

  test('and with no other error', () => {
    const member = fc.constantFrom(
      ...['messages', 'system', 'tools', 'tool_choice', 'thinking', 'output_config', 'metadata'],
    )
    const block = fc.record(
      {
        type: fc.constantFrom(
          'text',
          'image',
          'document',
          'tool_use',
          'tool_result',
          'thinking',
          'search_result',
        ),
        text: fc.anything(),
        source: fc.anything(),
        content: fc.anything(),
        id: fc.string(),
        tool_use_id: fc.string(),
        name: fc.string(),
        input: fc.jsonValue(),
      },
      { requiredKeys: ['type'] },
    )
    const value = fc.oneof(
      fc.array(block),
      fc.array(fc.record({ role: fc.constant('user'), content: fc.array(block) })),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(fc.dictionary(member, value), members => {
        try {
          read({ ...basic, ...members })
        } catch (error) {
          expect(error).toBeInstanceOf(GatewayError)
        }
      }),
    )
  })
})
