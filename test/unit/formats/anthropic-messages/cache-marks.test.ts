import { describe, expect, test } from 'vitest'
import type { Part, Turn } from '../../../../gateway/chat/conversation.ts'
import { write } from './writing.ts'

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
