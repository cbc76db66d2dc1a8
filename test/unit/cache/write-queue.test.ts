import { describe, expect, test } from 'vitest'
import { WriteQueue } from '../../../gateway/cache/write-queue.ts'
import { answer } from '../../support/answer-store-rig.ts'

const everything = { mostAnswers: 100, mostBytes: 1000 }
const push = (queue: WriteQueue, ...texts: readonly string[]) => {
  for (const text of texts) queue.push(answer({ exact: text, text }))
}
const taken = (queue: WriteQueue, most = everything) =>
  queue.take(most).map(({ bytes }) => Buffer.from(bytes).toString())

describe('answers that wait to be written', () => {
  test('are taken in their order, as many as fit into a message and at least one', () => {
    const queue = new WriteQueue(everything)
    push(queue, 'a', 'bb', 'c', 'd')
    expect(taken(queue, { mostAnswers: 9, mostBytes: 3 })).toEqual(['a', 'bb'])
    expect(taken(queue, { mostAnswers: 1, mostBytes: 3 })).toEqual(['c'])
    expect(taken(queue, { mostAnswers: 9, mostBytes: 0 })).toEqual(['d'])
    expect(queue.length).toBe(0)
  })

  test('are dropped from the oldest on where there are too many', () => {
    const queue = new WriteQueue({ mostAnswers: 2, mostBytes: 1000 })
    push(queue, 'a', 'b', 'c')
    expect(taken(queue)).toEqual(['b', 'c'])
  })

  test('are dropped from the largest on where they are too large together', () => {
    const queue = new WriteQueue({ mostAnswers: 9, mostBytes: 6 })
    push(queue, 'a', 'bbbb', 'cc')
    expect(taken(queue)).toEqual(['a', 'cc'])
    push(queue, 'ddddddd', 'e')
    expect(taken(queue)).toEqual(['e'])
  })

  test('are settled when they are dropped, and by whoever writes them when they are taken', () => {
    const settled: string[] = []
    const queue = new WriteQueue({ mostAnswers: 2, mostBytes: 1000 })
    for (const text of ['a', 'b', 'c', 'd'])
      queue.push({ ...answer({ exact: text, text }), onSettled: () => settled.push(text) })
    expect(settled).toEqual(['a', 'b'])
    expect(taken(queue, { mostAnswers: 1, mostBytes: 1000 })).toEqual(['c'])
    expect(settled).toEqual(['a', 'b'])
    queue.clear()
    expect(settled).toEqual(['a', 'b', 'd'])
  })
})
