import { describe, expect, test } from 'vitest'
import type { Turn } from '../../../../gateway/chat/conversation.ts'
import { call, hi, result, said, tool, write } from './writing.ts'

describe('tools', () => {
  test.each([
    [{ toolChoice: { type: 'auto' } }, { type: 'auto' }],
    [{ toolChoice: { type: 'required' } }, { type: 'any' }],
    [{ toolChoice: { type: 'none' }, parallelToolCalls: false }, { type: 'none' }],
    [
      { toolChoice: { type: 'tool', name: 'read' }, parallelToolCalls: false },
      { type: 'tool', name: 'read', disable_parallel_tool_use: true },
    ],
    [{ parallelToolCalls: false }, { type: 'auto', disable_parallel_tool_use: true }],
    [{ parallelToolCalls: true }, undefined],
  ] as const)('choice %j', (choice, expected) => {
    expect(write({ tools: [tool], ...choice }).body.tool_choice).toEqual(expected)
  })

  test('that have to be called turn thinking off', () => {
    const forced = { tools: [tool], toolChoice: { type: 'required' }, reasoning: { effort: 'high' } } as const
    expect(write(forced)).toMatchObject({ dropped: ['reasoning'], body: { tool_choice: { type: 'any' } } })
    expect(write(forced).body.thinking).toBeUndefined()
    expect(write(forced, 'claude-sonnet-5').body.thinking).toEqual({ type: 'disabled' })
    expect(write(forced, 'claude-fable-5').body.tool_choice).toEqual({ type: 'auto' })
  })

  test('get allowed names, in definition, choice and history alike', () => {
    const name = 'mcp.server/read file'
    const turns: Turn[] = [
      hi,
      { role: 'assistant', parts: [{ type: 'tool-call', id: 'a', name, arguments: '{}' }] },
      said('tool', result('a')),
    ]
    const { body, toolNames } = write({
      turns,
      tools: [{ ...tool, name }],
      toolChoice: { type: 'tool', name },
    })
    const [sent] = [...(toolNames ?? [])]
    expect(sent).toEqual([expect.stringMatching(/^mcp_server_read_file_[0-9a-f]+$/), name])
    expect(body.tools).toMatchObject([{ name: sent?.[0] }])
    expect(body.tool_choice).toMatchObject({ name: sent?.[0] })
    expect(body.messages[1]?.content).toMatchObject([{ name: sent?.[0] }])
  })

  test('of earlier turns are defined and not to be called', () => {
    const { body } = write({ turns: [hi, said('assistant', call('a')), said('tool', result('a'))] })
    expect(body).toMatchObject({ tools: [{ name: 'read' }], tool_choice: { type: 'none' } })
  })

  test('have an object at the root of their schema', () => {
    const parameters = { anyOf: [{ properties: { a: {} } }, { properties: { b: {} } }] }
    const { body, changed } = write({
      tools: [
        { name: 'x', parameters },
        { name: 'y', parameters: null },
      ],
    })
    expect(body.tools).toMatchObject([
      { input_schema: { type: 'object', properties: { a: {}, b: {} } } },
      { input_schema: { type: 'object', properties: {} } },
    ])
    expect(changed).toEqual(['tools[0].parameters'])
  })
})
