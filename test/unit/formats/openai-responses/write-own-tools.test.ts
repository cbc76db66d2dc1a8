import { describe, expect, test } from 'vitest'
import { call, done, ended, eventsIn, given, readBy, streamOf } from '../../../support/encoded-response.ts'

describe('tools of kinds that only this format has', () => {
  const tools = [
    { type: 'custom', name: 'apply_patch' },
    {
      type: 'namespace',
      name: 'mail',
      tools: [
        { type: 'function', name: 'send' },
        { type: 'custom', name: 'find' },
      ],
    },
    { type: 'local_shell' },
    { type: 'shell' },
    { type: 'tool_search', execution: 'client' },
  ]
  const calls = async (name: string, ...pieces: readonly string[]) => {
    const stream = streamOf([call(0, name), ...pieces.map(piece => given(0, piece)), ended(0), done], {
      tools,
    })
    await readBy(stream)
    return { stream, item: eventsIn(stream).at(-1).response.output[0] }
  }

  test('get the raw text back, as it comes', async () => {
    const { stream, item } = await calls('apply_patch', '{"inp', 'ut": "a\\n', '\\u00e', '9\\', '"b', '"}')
    expect(item).toEqual({
      id: 'ctc_abc0',
      type: 'custom_tool_call',
      status: 'completed',
      call_id: 'call_0',
      name: 'apply_patch',
      input: 'a\né"b',
    })
    const events = eventsIn(stream).filter(({ type }) => type.includes('custom_tool_call_input'))
    expect(events.map(({ delta }) => delta)).toEqual(['a\n', 'é', '"b', undefined])
  })

  test.each([
    ['a plain text', '*** Begin', '*** Begin'],
    ['another name of the argument', '{"patch":"a"}', 'a'],
    ['a broken end', '{"input":"a\\n', 'a\n'],
    ['a raw line end', '{"input":"a\nb"}', 'a\nb'],
    ['half a pair', '{"input":"\\ud83c\\udf26"}', '🌦'],
    ['a member before it', '{"why":1,"input":"a"}', 'a'],
  ])('get the text of arguments that are %s', async (_, written, input) => {
    expect((await calls('apply_patch', ...written)).item.input).toBe(input)
  })

  test('get their namespace back', async () => {
    const { item } = await calls('mail__send', '{}')
    expect(item).toMatchObject({ type: 'function_call', namespace: 'mail', name: 'send', arguments: '{}' })
  })

  test('get their namespace back with the raw text too', async () => {
    const { item } = await calls('mail__find', '{"input":"from:me"}')
    expect(item).toMatchObject({
      type: 'custom_tool_call',
      namespace: 'mail',
      name: 'find',
      input: 'from:me',
    })
  })

  test('get the action that they know', async () => {
    const local = await calls('local_shell', '{"command":', '["ls"]}')
    expect(local.item).toEqual({
      id: 'lsh_abc0',
      type: 'local_shell_call',
      status: 'completed',
      call_id: 'call_0',
      action: { type: 'exec', command: ['ls'], env: {} },
    })
    expect((await calls('shell', '{"commands":["ls"]}')).item).toMatchObject({
      type: 'shell_call',
      action: { commands: ['ls'] },
    })
    expect((await calls('tool_search', '{"query":"mail"}')).item).toMatchObject({
      type: 'tool_search_call',
      execution: 'client',
      arguments: { query: 'mail' },
    })
  })

  test('are told what the model wrote where it makes no call of theirs', async () => {
    expect((await calls('local_shell', '{"cmd":')).item).toMatchObject({
      type: 'function_call',
      name: 'local_shell',
      arguments: '{"cmd":',
    })
  })
})
