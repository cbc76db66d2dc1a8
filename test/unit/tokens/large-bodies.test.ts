import { afterAll, expect, test } from 'vitest'
import { scanRequest } from '../../../gateway/chat/request-facts.ts'
import { protocolOf } from '../../../gateway/formats/index.ts'
import { openEncodings } from '../../../gateway/tokens/encodings.ts'
import { openLargeBodies } from '../../../gateway/tokens/large-bodies.ts'
import { createMessageCounts } from '../../../gateway/tokens/message-counts.ts'
import { countRequest } from '../../../gateway/tokens/request-count.ts'
import { emptyHead } from '../../support/request-parts.ts'

const encodings = openEncodings()
const workerUrl = new URL('../../../gateway/workers/token-counter.ts', import.meta.url)
const largeBodies = openLargeBodies(encodings, workerUrl)
afterAll(() => largeBodies.close())

function conversation(turns: number, model = 'gpt-4o'): Buffer {
  const messages = Array.from({ length: turns }, (_, turn) => ({
    role: turn % 2 === 0 ? 'user' : 'assistant',
    content: `Turn ${turn}: ${'数一数 these words. '.repeat(100)}`,
  }))
  return Buffer.from(JSON.stringify({ model, messages }))
}

test('counts as this thread does, turn after turn, and gives the bytes back', async () => {
  const encoding = await encodings.get('o200k_base')
  for (const turns of [50, 50, 52, 51]) {
    const body = conversation(turns)
    const expected = countRequest(
      protocolOf('openai-chat'),
      body,
      scanRequest(body),
      { encoding, model: 'gpt-4o' },
      createMessageCounts(),
    )
    const { described, bytes } = await largeBodies.describe('openai-chat', emptyHead, Buffer.from(body))
    expect(described.counted).toEqual(expected)
    expect(described.facts.model).toBe('gpt-4o')
    expect(bytes.equals(body)).toBe(true)
  }
})

test('loads a table when a model first needs it, and no other', async () => {
  const asked: string[] = []
  const loaded = openEncodings(name => {
    asked.push(name)
    return encodings.table(name)
  })
  const own = openLargeBodies(loaded, workerUrl)
  try {
    await own.describe('openai-chat', emptyHead, conversation(1))
    await own.describe('openai-chat', emptyHead, conversation(1))
    expect(asked).toEqual(['o200k_base'])
    const { described } = await own.describe('openai-chat', emptyHead, conversation(1, 'gpt-4'))
    expect(described.facts.model).toBe('gpt-4')
    expect(asked).toEqual(['o200k_base', 'cl100k_base'])
  } finally {
    await own.close()
  }
})

test('refuses what is no request, and answers the next one', async () => {
  await expect(
    largeBodies.describe('openai-chat', emptyHead, Buffer.from('{"model":"m"')),
  ).rejects.toMatchObject({
    code: 'request_invalid',
  })
  const { described } = await largeBodies.describe('openai-chat', emptyHead, conversation(1))
  expect(described.counted.text).toBeGreaterThan(100)
})

async function refusalsOf(at: typeof largeBodies, bodies: readonly Buffer[]): Promise<readonly string[]> {
  const ended = await Promise.allSettled(bodies.map(body => at.describe('openai-chat', emptyHead, body)))
  return ended.filter(each => each.status === 'rejected').map(({ reason }) => reason.code)
}

test.each([
  ['so many bodies', { jobs: 3, bytes: 1e9 }],
  ['so many bytes', { jobs: 1000, bytes: 3 * conversation(1).length }],
])('lets %s wait for two workers, refuses more, and takes the next when they are done', async (_, bounds) => {
  const narrow = openLargeBodies(encodings, workerUrl, bounds)
  try {
    const bodies = Array.from({ length: 7 }, () => conversation(1))
    expect(await refusalsOf(narrow, bodies)).toEqual(['overloaded', 'overloaded'])
    expect(await refusalsOf(narrow, [conversation(1), conversation(1), conversation(1)])).toEqual([])
  } finally {
    await narrow.close()
  }
})

test('a worker that died while it was idle is handed no body: a new one reads it', async () => {
  // It ends right after each reply, as one that runs out of memory or is killed.
  const dying = openLargeBodies(encodings, new URL('./dying-counter.ts', import.meta.url))
  try {
    for (let turn = 0; turn < 4; turn++) {
      const { described } = await dying.describe('openai-chat', emptyHead, conversation(1))
      expect(described.facts.model).toBe('gpt-4o')
      if (turn % 2 === 1) await new Promise(resolve => setImmediate(resolve)) // known to have died, or not yet
    }
    const bodies = Array.from({ length: 6 }, () => conversation(1))
    expect(await refusalsOf(dying, bodies)).toEqual([])
  } finally {
    await dying.close()
  }
})
