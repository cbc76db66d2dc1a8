import { expect, test } from 'vitest'
import { scanRequest } from '../../../gateway/chat/request-facts.ts'
import { noTriggers } from '../../../gateway/chat/request-triggers.ts'
import { countedFormatOf } from '../../../gateway/formats/index.ts'
import { openEncodings } from '../../../gateway/tokens/encodings.ts'
import { openSmallBodies, smallBytes } from '../../../gateway/tokens/small-bodies.ts'

const encodings = openEncodings()
const chat = countedFormatOf('openai-chat')

function body(content: string): Buffer {
  return Buffer.from(JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content }] }))
}

test('counts a body as the model does', async () => {
  const sent = body('hello')
  expect(await openSmallBodies(encodings).count(chat, sent, scanRequest(sent), 'gpt-4o')).toEqual({
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
    await small.count(chat, sent, scanRequest(sent), 'gpt-4o')
    limits.push(small.limitBytes())
  }
  expect(limits[0]).toBeGreaterThan(0)
  expect(limits).toEqual(limits.toSorted((a, b) => a - b))
  expect(limits[1]).toBeLessThan(smallBytes)
  expect(limits.at(-1)).toBe(smallBytes)
})
