// Nobody waits longer than he says, and what waits is bounded.
import { afterEach, expect, test, vi } from 'vitest'
import { usualDeadlineMs } from '../../../gateway/embeddings/embedder.ts'
import type { EmbedMessage, ProcessListeners } from '../../../gateway/embeddings/process-contract.ts'
import { openEmbedderRig, patient } from '../../support/embedder-rig.ts'
import { residentMebibytes } from '../../support/resident-memory.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** An embedder whose process answers only when the test says so. */
async function openHeldRig() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const posted: EmbedMessage[] = []
  let process: ProcessListeners | undefined
  const rig = openEmbedderRig({
    start(listeners) {
      process = listeners
      return {
        pid: undefined,
        post: message => void posted.push(message),
        kill: () => listeners.onEnd('killed'),
      }
    },
  })
  const ready = rig.embedder.embedMany(['start'])
  process?.onMessage({ type: 'ready' })
  const answer = () => {
    const message = posted.at(-1)
    if (!message) throw new Error('nothing was posted')
    const vectors = new Float32Array(message.texts.length * 384).fill(1)
    process?.onMessage({ type: 'embedded', batch: message.batch, vectors })
  }
  answer()
  await ready
  return {
    ...rig,
    posted,
    answer,
    reply: (message: Parameters<ProcessListeners['onMessage']>[0]) => process?.onMessage(message),
  }
}

const usual = { deadlineMs: usualDeadlineMs }

test('a vector that comes after the deadline is none, and a line in the log', async () => {
  const { embedder, answer, told } = await openHeldRig()
  const asked = embedder.embed('slow', usual)
  await vi.advanceTimersByTimeAsync(50)
  expect(await asked).toBeUndefined()
  answer()
  expect(told).toMatchObject([{ msg: expect.stringContaining('too slow') }])
  const next = embedder.embed('next', usual)
  answer()
  expect(await next).toHaveLength(384)
})

test('a deadline that passes in the real process gives nothing', async () => {
  const { embedder } = openEmbedderRig()
  await embedder.embed('start', patient)
  expect(await embedder.embed('x '.repeat(1000), { deadlineMs: 0 })).toBeUndefined()
  expect(await embedder.embed('next', patient)).toHaveLength(384)
})

test('who waits and is too late is not sent to the process any more', async () => {
  const { embedder, posted, answer } = await openHeldRig()
  const running = embedder.embed('running', patient)
  const late = embedder.embed('late', usual)
  await vi.advanceTimersByTimeAsync(50)
  expect(await late).toBeUndefined()
  answer()
  await running
  expect(posted.flatMap(({ texts }) => texts)).toEqual(['start', 'running'])
})

test('after three missed deadlines in a row, nobody waits for a second', async () => {
  const { embedder, clock, posted, answer, told } = await openHeldRig()
  const slow = [1, 2, 3].map(number => embedder.embed(`slow ${number}`, usual))
  await vi.advanceTimersByTimeAsync(50)
  expect(await Promise.all(slow)).toEqual([undefined, undefined, undefined])
  const sent = posted.length
  expect(await embedder.embed('while it is busy', usual)).toBeUndefined()
  answer()
  expect(await embedder.embed('while it is busy', usual)).toBeUndefined()
  expect(posted).toHaveLength(sent)
  clock.ms = 1000
  const next = embedder.embed('next', usual)
  answer()
  expect(await next).toHaveLength(384)
  expect(told).toHaveLength(1) // once a minute
})

test('what waits while the process works goes in one batch', async () => {
  const { embedder, posted, answer } = await openHeldRig()
  const asked = ['a', 'b', 'c'].map(text => embedder.embed(text, usual))
  answer()
  answer()
  for (const vector of await Promise.all(asked)) expect(vector).toHaveLength(384)
  expect(posted.map(({ texts }) => texts)).toEqual([['start'], ['a'], ['b', 'c']])
})

test('a look-up goes before all background texts, and waits for one of them at most', async () => {
  const { embedder, posted, answer } = await openHeldRig()
  const background = embedder.embedMany(['b1', 'b2', 'b3'])
  const asked = embedder.embed('asked', usual)
  for (let time = 0; time < 4; time++) answer()
  expect(await asked).toHaveLength(384)
  await background
  expect(posted.flatMap(({ texts }) => texts)).toEqual(['start', 'b1', 'asked', 'b2', 'b3'])
})

test('65 texts beyond the one that is worked on are too many', async () => {
  const { embedder, answer, posted } = await openHeldRig()
  const asked = Array.from({ length: 66 }, (_, number) => embedder.embed(`text ${number}`, patient))
  expect(await asked.at(-1)).toBeUndefined()
  while ((posted.at(-1)?.texts.at(-1) ?? '') !== 'text 64') answer()
  answer()
  const vectors = await Promise.all(asked)
  expect(vectors.filter(vector => vector === undefined)).toHaveLength(1)
})

test('of more than 2,000 background texts the last get nothing', async () => {
  const { embedder, answer } = await openHeldRig()
  const many = embedder.embedMany(Array.from({ length: 2002 }, () => 'text'))
  for (let time = 0; time < 2001; time++) answer()
  const vectors = await many
  expect(vectors.filter(vector => vector === undefined)).toHaveLength(1)
  expect(vectors.at(-1)).toBeUndefined()
})

test.each([
  ['that the model refused', { type: 'refused', batch: 2, reason: 'no' }],
  ['with too few numbers', { type: 'embedded', batch: 2, vectors: new Float32Array(383) }],
] as const)('a batch %s gives nothing, and the next one goes on', async (_, message) => {
  const { embedder, reply, answer } = await openHeldRig()
  const asked = embedder.embed('refused', usual)
  reply(message)
  expect(await asked).toBeUndefined()
  const next = embedder.embed('next', usual)
  answer()
  expect(await next).toHaveLength(384)
})

test('an answer to another batch is not taken', async () => {
  const { embedder, reply, answer } = await openHeldRig()
  const asked = embedder.embed('asked', usual)
  reply({ type: 'embedded', batch: 1, vectors: new Float32Array(384) })
  answer()
  expect((await asked)?.[0]).toBe(1)
})

test('the process stays below 350 MB after 60 questions of up to 2,000 characters', async context => {
  const { embedder, pid } = openEmbedderRig()
  const words = 'how do I compute the mean of a column and leave out what is missing by month'.split(' ')
  const question = (number: number) =>
    Array.from({ length: 500 }, (_, place) => words[(number + 3 * place) % words.length])
      .join(' ')
      .slice(0, Math.min(2000, 34 * (number + 1)))
  const vectors = await embedder.embedMany(Array.from({ length: 60 }, (_, number) => question(number)))
  const together = await Promise.all(
    Array.from({ length: 32 }, (_, number) => embedder.embed(question(6 * number), patient)),
  )
  expect([...vectors, ...together].every(vector => vector?.length === 384)).toBe(true)
  if (process.platform === 'win32')
    return context.skip('Windows has no ps that tells the memory of a process')
  expect(residentMebibytes(pid())).toBeLessThan(350)
}, 180_000)
