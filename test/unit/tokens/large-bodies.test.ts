import { afterAll, expect, test } from 'vitest'
import { scanRequest } from '../../../gateway/chat/request-facts.ts'
import { GatewayError } from '../../../gateway/errors.ts'
import { countedFormatOf } from '../../../gateway/formats/index.ts'
import { openEncodings } from '../../../gateway/tokens/encodings.ts'
import { openLargeBodies } from '../../../gateway/tokens/large-bodies.ts'
import { createMessageCounts } from '../../../gateway/tokens/message-counts.ts'
import { countRequest } from '../../../gateway/tokens/request-count.ts'
import { builtPlaces } from '../../support/built-program.ts'
import { emptyHead } from '../../support/request-parts.ts'

const encodings = openEncodings()
const workerUrl = builtPlaces.workerUrl('token-counter')
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
      countedFormatOf('openai-chat'),
      body,
      scanRequest(body),
      { encoding, model: 'gpt-4o' },
      createMessageCounts(),
    )
    const read = await largeBodies.read('openai-chat', emptyHead, Buffer.from(body))
    expect(read.facts.model).toBe('gpt-4o')
    expect(read.bytes.equals(body)).toBe(true)
    const { counted, bytes } = await largeBodies.count('openai-chat', read.bytes, 'gpt-4o')
    expect(counted).toEqual(expected)
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
    const russian = JSON.stringify({
      messages: [{ role: 'user', content: 'Привет, мир! '.repeat(50) }],
      model: 'm',
    })
    const { bytes } = await own.read('openai-chat', emptyHead, Buffer.from(russian))
    expect(asked).toEqual([])
    const first = await own.count('openai-chat', bytes, 'gpt-4o')
    const again = await own.count('openai-chat', first.bytes, 'gpt-4o')
    expect(again.counted).toEqual(first.counted)
    expect(new Set(asked)).toEqual(new Set(['o200k_base']))
    const other = await own.count('openai-chat', again.bytes, 'gpt-4') // another target, the same bytes
    expect(other.counted.text).not.toBe(first.counted.text)
    expect(new Set(asked)).toEqual(new Set(['o200k_base', 'cl100k_base']))
  } finally {
    await own.close()
  }
})

test('refuses what is no request, and answers the next one', async () => {
  const refusal: unknown = await largeBodies
    .read('openai-chat', emptyHead, Buffer.from('{"model":"m"'))
    .catch(error => error)
  expect(refusal).toBeInstanceOf(GatewayError)
  expect(refusal).toMatchObject({
    code: 'request_invalid',
    detail: { reason: expect.stringContaining('(at byte 12)') },
    message: expect.stringMatching(/^The request is not valid: .*\(at byte 12\)\.$/),
  })
  const { counted } = await largeBodies.count('openai-chat', conversation(1), 'gpt-4o')
  expect(counted.text).toBeGreaterThan(100)
})

async function refusalsOf(at: typeof largeBodies, bodies: readonly Buffer[]): Promise<readonly string[]> {
  const ended = await Promise.allSettled(bodies.map(body => at.read('openai-chat', emptyHead, body)))
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
      const { facts } = await dying.read('openai-chat', emptyHead, conversation(1))
      expect(facts.model).toBe('gpt-4o')
      if (turn % 2 === 1) await new Promise(resolve => setImmediate(resolve)) // known to have died, or not yet
    }
    const bodies = Array.from({ length: 6 }, () => conversation(1))
    expect(await refusalsOf(dying, bodies)).toEqual([])
  } finally {
    await dying.close()
  }
})
