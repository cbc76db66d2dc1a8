import { expect, test } from 'vitest'
import { noTriggers } from '../../../gateway/chat/request-triggers.ts'
import { protocolOf } from '../../../gateway/formats/index.ts'
import { openEncodings } from '../../../gateway/tokens/encodings.ts'
import { openSmallBodies, smallBytes } from '../../../gateway/tokens/small-bodies.ts'
import { emptyHead } from '../../support/request-parts.ts'

const encodings = openEncodings()

function body(content: string): Buffer {
  return Buffer.from(JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content }] }))
}

test('reads and counts a body, and gives its bytes back', async () => {
  const sent = body('hello')
  const { described, bytes } = await openSmallBodies(encodings, protocolOf).describe(
    'openai-chat',
    emptyHead,
    sent,
  )
  expect(bytes).toBe(sent)
  expect(described.facts.model).toBe('gpt-4o')
  expect(described.counted).toEqual({ text: 8, fixed: 0, triggers: noTriggers })
})

test('takes longer bodies the more it has counted, up to a limit', async () => {
  const small = openSmallBodies(encodings, protocolOf)
  const limits = [small.limitBytes()]
  for (let round = 0; round < 60; round++) {
    await small.describe('openai-chat', emptyHead, body('more '.repeat(400)))
    limits.push(small.limitBytes())
  }
  expect(limits[0]).toBeGreaterThan(0)
  expect(limits).toEqual(limits.toSorted((a, b) => a - b))
  expect(limits[1]).toBeLessThan(smallBytes)
  expect(limits.at(-1)).toBe(smallBytes)
})

test('refuses what is no request, and takes no longer bodies for it', async () => {
  const small = openSmallBodies(encodings, protocolOf)
  const before = small.limitBytes()
  await expect(small.describe('openai-chat', emptyHead, Buffer.from('{"model":"m"}'))).rejects.toMatchObject({
    code: 'request_invalid',
  })
  expect(small.limitBytes()).toBe(before)
})
