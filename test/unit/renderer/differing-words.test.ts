import { expect, test } from 'vitest'
import { differingWords } from '../../../renderer/screens/cache/differing-words.ts'

/** With what differs in brackets. */
const marked = (left: string, right: string) =>
  differingWords(left, right).map(runs =>
    runs.map(({ text, differs }) => (differs ? `[${text}]` : text)).join(' '),
  )

test.each([
  ['How do I enable it?', 'How do I disable it?', 'How do I [enable] it?', 'How do I [disable] it?'],
  ['What is it?', 'What is it?', 'What is it?', 'What is it?'],
  ['What  is\nit?', 'What is it?', 'What is it?', 'What is it?'],
  ['A owes B', 'B owes A', '[A owes] B', 'B [owes A]'],
  ['a b c d e', 'a x c y e', 'a [b] c [d] e', 'a [x] c [y] e'],
  ['list all files', 'list files', 'list [all] files', 'list files'],
  ['a a', 'a', 'a [a]', 'a'],
  ['', 'why', '', '[why]'],
  ['is it', 'Is it', '[is] it', '[Is] it'],
])('“%s” and “%s”', (left, right, expectedLeft, expectedRight) => {
  expect(marked(left, right)).toEqual([expectedLeft, expectedRight])
})

test('of texts with too many different words, what is between their common ends differs as a whole', () => {
  const middle = (word: string) => Array.from({ length: 600 }, (_, at) => `${word}${at} same`).join(' ')
  const [left, right] = differingWords(`start ${middle('a')} end`, `start ${middle('b')} end`)
  expect(left.map(({ differs }) => differs)).toEqual([false, true, false])
  expect(right.map(({ differs }) => differs)).toEqual([false, true, false])
  expect(left.map(({ text }) => text).join(' ')).toBe(`start ${middle('a')} end`)
})
