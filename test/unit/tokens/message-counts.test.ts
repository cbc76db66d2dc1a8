import { expect, test } from 'vitest'
import { createMessageCounts } from '../../../gateway/tokens/message-counts.ts'

function rig(bounds?: { entries: number; bytes: number }) {
  const known = createMessageCounts(bounds)
  const asked: string[] = []
  const recall = (text: string, scope = 'scope') =>
    known.recall(scope, Buffer.from(text), () => {
      asked.push(`${scope}: ${text}`)
      return { text: text.length, fixed: 0 }
    }).text
  return { asked, recall }
}

test('counts the same bytes once, and gives their count again', () => {
  const { asked, recall } = rig()
  expect([recall('first'), recall('other!'), recall('first')]).toEqual([5, 6, 5])
  expect(asked).toEqual(['scope: first', 'scope: other!'])
})

test('keeps the counts of one scope from those of another', () => {
  const { asked, recall } = rig()
  recall('same', 'a')
  recall('same', 'b')
  expect(asked).toEqual(['a: same', 'b: same'])
})

test('forgets what was not asked for the longest once there are too many', () => {
  const { asked, recall } = rig({ entries: 2, bytes: 1e6 })
  for (const text of ['1', '2', '1', '3', '1', '2']) recall(text)
  expect(asked).toEqual(['scope: 1', 'scope: 2', 'scope: 3', 'scope: 2'])
})

test('forgets as well once the keys take too much memory', () => {
  const longScope = 's'.repeat(1000)
  const { asked, recall } = rig({ entries: 1000, bytes: 2500 })
  for (const text of ['1', '2', '2', '3', '1']) recall(text, longScope)
  expect(asked.map(line => line.slice(-1))).toEqual(['1', '2', '3', '1'])
})

test('remembers nothing where a count fails', () => {
  const known = createMessageCounts()
  const bytes = Buffer.from('message')
  const fails = () => {
    throw new Error('no count')
  }
  expect(() => known.recall('scope', bytes, fails)).toThrow('no count')
  expect(known.recall('scope', bytes, () => ({ text: 3, fixed: 0 }))).toEqual({ text: 3, fixed: 0 })
})
