import { expect, test } from 'vitest'
import { conversationKey, createConversations } from '../../../gateway/attempts/conversations.ts'
import type { ClientId } from '../../../gateway/contract/units.ts'

const pin = { target: 'a/gpt-4o', cachedTokens: 12 }

function rig() {
  let nowMs = 0
  const conversations = createConversations(() => nowMs)
  return { ...conversations, pass: (minutes: number) => (nowMs += minutes * 60_000) }
}

test('a target is kept for five minutes after each answer', () => {
  const { find, keep, pass } = rig()
  keep('one', pin, 5)
  pass(4.9)
  expect(find('one')).toMatchObject(pin)
  keep('one', pin, 5)
  pass(4.9)
  expect(find('one')).toMatchObject(pin)
  pass(0.1)
  expect(find('one')).toBeUndefined()
})

test('of more than 2,000 conversations, the one that was used the longest ago is forgotten', () => {
  const { find, keep } = rig()
  for (let number = 0; number < 2000; number++) keep(`${number}`, pin, 5)
  keep('0', pin, 5)
  keep('2000', pin, 5)
  expect(find('1')).toBeUndefined()
  expect(['0', '2', '2000'].map(key => find(key)?.target)).toEqual(['a/gpt-4o', 'a/gpt-4o', 'a/gpt-4o'])
})

const client = 'client-1' as ClientId

test.each([
  'x-claude-code-session-id',
  'session-id',
  'session_id',
  'x-opencode-session',
  'x-session-affinity',
])('the header %s names the conversation, whatever it opens with', header => {
  const of = (session: string, opening: string) =>
    conversationKey('smart', client, { [header]: session }, opening)
  expect(of('1', 'Hello')).toBe(of('1', 'Bye'))
  expect(of('1', 'Hello')).not.toBe(of('2', 'Hello'))
})

test('without a header, client, route and opening name the conversation', () => {
  const keys = [
    conversationKey('smart', client, {}, 'x'),
    conversationKey('cheap', client, {}, 'x'),
    conversationKey('smart', 'client-2' as ClientId, {}, 'x'),
    conversationKey('smart', client, {}, 'y'),
  ]
  expect(new Set(keys).size).toBe(4)
  expect(conversationKey('smart', client, {}, '')).toBeUndefined()
})
