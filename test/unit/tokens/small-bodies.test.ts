import { expect, test } from 'vitest'
import { noTriggers } from '../../../gateway/chat/request-triggers.ts'
import { openEncodings } from '../../../gateway/tokens/encodings.ts'
import { openSmallBodies, smallBytes } from '../../../gateway/tokens/small-bodies.ts'

const encodings = openEncodings()

function body(content: string): Buffer {
  return Buffer.from(JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content }] }))
}

test('reads a body, and counts it as a model does', async () => {
  const sent = body('hello')
  const small = openSmallBodies(encodings)
  const { facts, scanned } = small.read('openai-chat', sent)
  expect(facts.model).toBe('gpt-4o')
  expect(await small.count('openai-chat', sent, scanned, 'gpt-4o')).toEqual({
    text: 8,
    fixed: 0,
    triggers: noTriggers,
  })
})

test('takes longer bodies the more it has counted, up to a limit', async () => {
  const small = openSmallBodies(encodings)
  const limits = [small.limitBytes()]
  for (let round = 0; round < 60; round++) {
    const sent = body('more '.repeat(400))
    await small.count('openai-chat', sent, small.read('openai-chat', sent).scanned, 'gpt-4o')
    limits.push(small.limitBytes())
  }
  expect(limits[0]).toBeGreaterThan(0)
  expect(limits).toEqual(limits.toSorted((a, b) => a - b))
  expect(limits[1]).toBeLessThan(smallBytes)
  expect(limits.at(-1)).toBe(smallBytes)
})

test('refuses what is no request, and takes no longer bodies for it', () => {
  const small = openSmallBodies(encodings)
  const before = small.limitBytes()
  const read = () => small.read('openai-chat', Buffer.from('{"model":"m"}'))
  expect(read).toThrow(expect.objectContaining({ code: 'request_invalid' }))
  expect(small.limitBytes()).toBe(before)
})
