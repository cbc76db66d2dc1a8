import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createByteRelay, ReadingPace } from '../../../gateway/bytes/relay.ts'

/** A relay, what it did to its source, and what came out of it. */
function open(pace?: ReadingPace) {
  const done: string[] = []
  const lengths: number[] = []
  const relay = createByteRelay(
    {
      pause: () => void done.push('pause'),
      resume: () => void done.push('resume'),
      cancel: () => void done.push('cancel'),
    },
    pace,
  )
  relay.flowTo({
    data: chunk => void lengths.push(chunk.length),
    end: () => void done.push('end'),
    fail: () => void done.push('fail'),
  })
  return { relay, done, lengths }
}

test('what one turn brings goes over at once, much of it in pieces', async () => {
  const { relay, done, lengths } = open()
  relay.data(Buffer.alloc(10))
  relay.data(Buffer.alloc(20))
  await Promise.resolve()
  expect(lengths).toEqual([30])
  relay.data(Buffer.alloc(40_000))
  relay.end()
  await Promise.resolve()
  expect(lengths).toEqual([30, 16_384, 16_384, 7232])
  expect(done).toEqual(['end'])
})

test('after its time, the rest waits for the next turn, and its source with it', async () => {
  const pace = new ReadingPace()
  const { relay, done, lengths } = open(pace)
  const other = open(pace)
  pace.spend(11)
  relay.data(Buffer.alloc(100))
  relay.end()
  other.relay.data(Buffer.alloc(1))
  await Promise.resolve()
  expect([lengths, other.lengths, done]).toEqual([[], [], ['pause']])
  await nextTurn()
  expect([lengths, other.lengths, done]).toEqual([[100], [1], ['pause', 'resume', 'end']])
})

test('nothing goes over while it is held back, and its end comes after everything', async () => {
  const { relay, done, lengths } = open()
  relay.pause()
  relay.data(Buffer.alloc(5))
  relay.fail(new Error('broken'))
  await Promise.resolve()
  expect([lengths, done]).toEqual([[], ['pause']])
  relay.resume()
  await Promise.resolve()
  expect([lengths, done]).toEqual([[5], ['pause', 'resume', 'fail']])
})
