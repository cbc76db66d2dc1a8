import { describe, expect, test } from 'vitest'
import type { Conversation, Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { call, older, result, said, tool, write } from './writing.ts'

describe('marks for the cache', () => {
  const text = (name: string, lifetime: '5m' | '1h'): Part => ({
    type: 'text',
    text: name,
    cache: { lifetime },
  })

  test('are at most four: the first and the last three', () => {
    const turns: Turn[] = [
      { role: 'user', parts: ['a', 'b', 'c', 'd', 'e', 'f'].map(name => text(name, '5m')) },
    ]
    const { body, dropped } = write({ turns }, 'claude-opus-5')
    const marked = ((body.messages[0]?.content ?? []) as { text: string; cache_control?: object }[]).filter(
      block => block.cache_control,
    )
    expect(marked.map(block => block.text)).toEqual(['a', 'd', 'e', 'f'])
    expect(dropped).toEqual(['cache_control'])
  })

  test('of an hour do not follow those of five minutes', () => {
    const { body, changed } = write(
      { turns: [{ role: 'user', parts: [text('a', '1h'), text('b', '5m'), text('c', '1h')] }] },
      'claude-opus-5',
    )
    expect(body.messages[0]?.content).toMatchObject([
      { cache_control: { ttl: '1h' } },
      { cache_control: { type: 'ephemeral' } },
      { cache_control: { type: 'ephemeral' } },
    ])
    expect(changed).toEqual(['cache_control'])
  })
})

describe('a loop of a caller whose format has no marks', () => {
  const long = 'word '.repeat(2000)
  const turns = [
    said('system', 'Be short.', long),
    said('user', 'Read a and b.'),
    said('assistant', 'Now.', call('call_a')),
    said('tool', result('call_a')),
    said('assistant', call('call_b')),
    said('tool', result('call_b')),
  ]
  const loop = { turns, tools: [{ ...tool, name: 'other' }, tool] }
  const mark = { type: 'ephemeral' }
  const asked = (conversation: Partial<Conversation>, model = older, mayMarkCache = true) =>
    write(conversation, model, { mayMarkCache })
  const isMarked = (written: ReturnType<typeof write>) =>
    JSON.stringify(written.body).includes('cache_control')

  test('is marked at the end of the tools, of the system and of the last two messages of the user', () => {
    const { body, changed } = asked(loop)
    const markOf = (block: object) => ('cache_control' in block ? block.cache_control : undefined)
    expect(body.tools?.map(markOf)).toEqual([undefined, mark])
    expect((body.system as object[]).map(markOf)).toEqual([undefined, mark])
    const content = body.messages.map(message => (message.content as object[]).map(markOf))
    expect(content).toEqual([[undefined], [undefined, undefined], [mark], [undefined], [mark]])
    expect(changed).toContain('cache_control')
  })

  test('begins with a mark where the next request of it will have its first', () => {
    const first = asked({ ...loop, turns: turns.slice(0, 2) })
    const last = first.body.messages.at(-1)?.content as object[]
    expect(last.at(-1)).toEqual({ type: 'text', text: 'Read a and b.', cache_control: mark })
    const next = asked({ ...loop, turns: turns.slice(0, 4) })
    const [begun] = next.body.messages
    expect(begun?.content).toEqual(last)
    expect([next.body.tools, next.body.system]).toEqual([first.body.tools, first.body.system])
  })

  test('has at most four marks, none on thinking, and none that the format refuses', () => {
    const thinking: Part = {
      type: 'reasoning',
      text: 'Hm.',
      seal: { origin: 'anthropic-messages', value: 'c2ln' },
    }
    const thought = [...turns.slice(0, 4), said('assistant', thinking, call('call_b')), ...turns.slice(5)]
    const { body } = asked({ ...loop, turns: thought, outputFormat: { type: 'json' } })
    const marks = JSON.stringify(body).match(/cache_control/g)
    expect(marks).toHaveLength(4)
    expect(JSON.stringify(body)).not.toMatch(/"type":"thinking"[^}]*cache_control/)
  })

  test('is left alone where the caller can say marks and has not', () => {
    expect(isMarked(asked(loop, older, false))).toBe(false)
    expect(isMarked(write(loop, older))).toBe(false)
  })

  test('keeps the marks of a caller that sent some all the same', () => {
    const own: Part = { type: 'text', text: long, cache: { lifetime: '1h' } }
    const { body, changed } = asked({ ...loop, turns: [said('user', own, 'And?')] })
    expect(JSON.stringify(body).match(/cache_control/g)).toHaveLength(1)
    expect(body.messages[0]?.content).toMatchObject([{ cache_control: { ttl: '1h' } }, {}])
    expect(changed).not.toContain('cache_control')
  })

  test.each<[string, Partial<Conversation>]>([
    ['without tools', { ...loop, turns: turns.slice(0, 2), tools: [] }],
    [
      'that has to call a tool at once',
      { ...loop, turns: turns.slice(0, 2), toolChoice: { type: 'tool', name: 'read' } },
    ],
    ['of less than 1,024 tokens', { ...loop, turns: turns.slice(1) }],
  ])('is none that pays: a request %s', (_, conversation) => {
    expect(isMarked(asked(conversation))).toBe(false)
  })

  test('is one also where each answer has to call a tool', () => {
    expect(isMarked(asked({ ...loop, toolChoice: { type: 'required' } }))).toBe(true)
  })

  test.each([
    ['claude-sonnet-4-5', 1024],
    ['claude-opus-4-1', 1024],
    ['claude-3-5-haiku-20241022', 2048],
    ['claude-haiku-4-5', 4096],
    ['anthropic.claude-opus-4-6-v1:0', 4096],
    ['claude-opus-4-7', 4096],
    ['claude-opus-4-8', 1024],
    ['claude-opus-5', 1024],
  ])('of %s is marked from about %d tokens on', (model, tokens) => {
    const of = (bytes: number) => ({ ...loop, turns: [said('user', 'x'.repeat(bytes))] })
    expect(isMarked(asked(of(tokens * 4 - 600), model))).toBe(false)
    expect(isMarked(asked(of(tokens * 4), model))).toBe(true)
  })

  test('is not marked for models that are not known to take marks', () => {
    expect(isMarked(asked(loop, 'glm-4.6'))).toBe(false)
  })
})
