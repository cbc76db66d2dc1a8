import { expect, test } from 'vitest'
import { type EmbeddingJob, EmbeddingQueue } from '../../../gateway/embeddings/embedding-queue.ts'

const job = (text: string): EmbeddingJob => ({ text, settle: () => undefined })
const texts = (jobs: readonly EmbeddingJob[]) => jobs.map(({ text }) => text)

function queueOf(lookUps: readonly string[], background: readonly string[] = []): EmbeddingQueue {
  const queue = new EmbeddingQueue()
  for (const text of background) expect(queue.addBackground(job(text))).toBe(true)
  for (const text of lookUps) expect(queue.addLookUp(job(text))).toBe(true)
  return queue
}

test('what waits comes in one batch, in its order', () => {
  const queue = queueOf(['a', 'b', 'c'])
  expect(texts(queue.take())).toEqual(['a', 'b', 'c'])
  expect(queue.take()).toEqual([])
})

test('a batch has at most eight texts', () => {
  const queue = queueOf('abcdefghij'.split(''))
  expect(texts(queue.take()).join('')).toBe('abcdefgh')
  expect(texts(queue.take()).join('')).toBe('ij')
})

test('a batch is at most 800 characters when each text is padded to the longest, and one long text is alone', () => {
  const long = 'x'.repeat(2000)
  const [half, short] = ['h'.repeat(400), 's']
  expect(texts(queueOf([half, half, half]).take())).toEqual([half, half])
  expect(texts(queueOf([short, short, long]).take())).toEqual([short, short])
  const queue = queueOf([long, short])
  expect(texts(queue.take())).toEqual([long])
  expect(texts(queue.take())).toEqual([short])
})

test('background texts come after all look-ups, one at a time', () => {
  const queue = queueOf(['asked'], ['one', 'two'])
  expect(texts(queue.take())).toEqual(['asked'])
  expect(texts(queue.take())).toEqual(['one'])
  queue.addLookUp(job('asked later'))
  expect(texts(queue.take())).toEqual(['asked later'])
  expect(texts(queue.take())).toEqual(['two'])
})

test('64 look-ups wait and no more, beside 2,000 background texts and no more', () => {
  const queue = queueOf(Array(64).fill('a'), Array(2000).fill('b'))
  expect(queue.addLookUp(job('a'))).toBe(false)
  expect(queue.addBackground(job('b'))).toBe(false)
  queue.take()
  expect(queue.addLookUp(job('a'))).toBe(true)
})

test('a look-up that nobody waits for is taken out', () => {
  const queue = new EmbeddingQueue()
  const [first, second] = [job('first'), job('second')]
  queue.addLookUp(first)
  queue.addLookUp(second)
  queue.drop(first)
  queue.drop(first)
  expect(texts(queue.take())).toEqual(['second'])
})
