import { describe, expect, test } from 'vitest'
import { Seam } from '../../../gateway/translation/seam.ts'

/** What is shown of a continuation, given in pieces of every length. */
function shown(said: string, next: string): readonly string[] {
  const results = [1, 2, 5, 12, next.length].map(length => {
    const seam = new Seam(said)
    let text = ''
    for (let at = 0; at < next.length; at += length) text += seam.push(next.slice(at, at + length))
    return text + seam.end()
  })
  return [...new Set(results)]
}

describe('what a second model says is joined to what was said, in pieces of any length:', () => {
  test.each([
    ['nothing is repeated', 'The answer is', ' 42.', ' 42.'],
    ['words of 12 characters are repeated', 'I know the answer is', ' the answer is 42.', ' 42.'],
    ['words of 11 characters are repeated', 'I know that it was', 'that it was so', 'that it was so'],
    ['exactly 12 characters are repeated', 'I say: abcdefghijkl', 'abcdefghijkl and more', ' and more'],
    ['the words are not quite the same', 'I know the answer is', ' The answer is 42.', ' The answer is 42.'],
    [
      'the words stand earlier in the text',
      'the answer is 42, or',
      ' the answer is 43.',
      ' the answer is 43.',
    ],
    ['all of a short text is repeated', 'The answer is', 'The answer is 42.', ' 42.'],
    ['the longest repetition counts', 'abababababababab', 'ababababababababX', 'X'],
    ['white space is said again', 'One.\n', '\n\nTwo.', '\nTwo.'],
    ['white space is not said again', 'The answer is ', '42.', '42.'],
    ['words and white space are said again', 'I know the answer is ', 'the answer is 42.', '42.'],
    ['it says nothing', 'The answer is', '', ''],
    ['it says only what was said', 'I know the answer is', ' the answer is', ''],
  ])('%s', (_, said, next, expected) => {
    expect(shown(said, next)).toEqual([expected])
  })
})

test('text that cannot be a repetition is not kept back', () => {
  const seam = new Seam('I know the answer is')
  expect(seam.push('42')).toBe('42')
  expect(seam.push(' the answer is')).toBe(' the answer is')
})

test('of a long text only the end is looked at', () => {
  const said = 'x'.repeat(100_000) + 'y'.repeat(1000)
  expect(shown(said, said)).toEqual([said])
})
