import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareAnswers } from '../../../../gateway/cache/thresholds/compare-answers.ts'
import { answerPairs } from '../../../support/answer-pairs.ts'

/** Embeddings that call all texts alike, so that what the answers say decides alone. */
const allAlike = async (texts: readonly string[]) => texts.map(() => Float32Array.of(1, 0))

/** Embeddings by which no text of one answer is like one of the other, if each has one window. */
const allUnlike = async (texts: readonly string[]) =>
  texts.map((_, at) => (at === 0 ? Float32Array.of(1, 0) : Float32Array.of(0, 1)))

const notEmbedded = async (texts: readonly string[]) => texts.map(() => undefined)

const fails = async (): Promise<never> => {
  throw new Error('nothing was to be embedded')
}

const sentence = 'The index keeps the values in order so that the database finds the row in a few steps.'

describe('answers', () => {
  test.each(answerPairs('pairs'))(
    'that are $label are not called the opposite, however alike their embeddings: $fresh | $stored',
    async ({ label, fresh, stored }) => {
      const opposite = label === 'same' ? 'different' : 'same'
      expect(await compareAnswers(fresh, stored, allAlike)).not.toBe(opposite)
      expect(await compareAnswers(stored, fresh, allAlike)).not.toBe(opposite)
    },
  )

  test('that are the same but for Markdown and white space are the same, and are not embedded', async () => {
    const fresh = '## Answer\n**Use** this:\n```js\nrun()  \n\n```\n- one\n- two\n'
    const stored = 'Answer\r\nUse this:\r\n```\r\nrun();\r\n```\r\n* one\r\n* two'
    expect(await compareAnswers(fresh, stored, fails)).toBe('same')
  })

  test.each([
    ['yes and no', 'Yes, you can.', 'No, that does not work.'],
    ['an amount', 'It takes 5 days.', 'It takes 6 days.'],
    ['a name', 'The painter was Vermeer.', 'The painter was Rembrandt.'],
    ['code in the text', 'Run `npm ci` first.', 'Run `npm install` first.'],
    ['a word and its opposite', 'Open the valve slowly.', 'Close the valve slowly.'],
  ])('that contradict each other in %s are different, and are not embedded', async (_, fresh, stored) => {
    expect(await compareAnswers(fresh, stored, fails)).toBe('different')
  })

  test('are different where their embeddings are not alike', async () => {
    expect(await compareAnswers(sentence, 'Bread goes stale.', allUnlike)).toBe('different')
  })

  test.each([
    ['code', 'Use:\n```\na > b\n```', 'Use:\n```\na >= b\n```'],
    ['an indentation', 'Use:\n```\nif a:\n  b()\nc()\n```', 'Use:\n```\nif a:\n  b()\n  c()\n```'],
    [
      'an address behind //',
      'Use:\n```\nget https://a.example\n```',
      'Use:\n```\nget https://b.example\n```',
    ],
    ['the order of steps', '1. Add water.\n2. Add acid.', '1. Add acid.\n2. Add water.'],
    ['the number of items', '- pears\n- plums', '- pears\n- plums\n- grapes'],
    ['more than 100 items', '- pears\n'.repeat(101), `${'- pears\n'.repeat(101)}So much.`],
    ['a denial', 'This is safe for children.', 'This is not safe for children.'],
    [
      'a word',
      'It is made of the same amber glass as before.',
      'It is made of the same green glass as before.',
    ],
    ['a number on one side', sentence, `${sentence} It takes 3 bytes.`],
    ['the language', 'Das ist die Antwort auf alle Fragen.', 'Das ist eine Antwort auf jede der Fragen.'],
  ])('that differ in %s are undecided', async (_, fresh, stored) => {
    expect(await compareAnswers(fresh, stored, allAlike)).toBe('undecided')
  })

  test('are undecided where one is empty, or has code alone', async () => {
    expect(await compareAnswers('', sentence, fails)).toBe('undecided')
    expect(await compareAnswers(' \n', '', fails)).toBe('undecided')
    expect(await compareAnswers('```\na\n```', '```\nb\n```', allAlike)).toBe('undecided')
  })

  test('are undecided without their vectors', async () => {
    expect(await compareAnswers(sentence, `In short: ${sentence}`, notEmbedded)).toBe('undecided')
  })

  test('are undecided where one is much longer', async () => {
    expect(await compareAnswers(sentence, Array(6).fill(sentence).join(' '), allAlike)).toBe('undecided')
  })

  test('are embedded in windows of at most 200 words, 16 for each, and undecided beyond', async () => {
    const asked: string[] = []
    const noted = async (texts: readonly string[]) => {
      asked.push(...texts)
      return allAlike(texts)
    }
    const plain = (words: number, first: string) => `${first}${' word'.repeat(words - 1)}`
    await compareAnswers(plain(3200, 'this'), plain(3200, 'that'), noted)
    expect(asked).toHaveLength(32)
    expect(Math.max(...asked.map(text => text.split(' ').length))).toBe(200)
    expect(await compareAnswers(plain(3201, 'this'), plain(3201, 'that'), fails)).toBe('undecided')
    expect(await compareAnswers('a'.repeat(40_001), 'a'.repeat(40_001), fails)).toBe('undecided')
  })

  test('of any kind get a verdict, the same both ways where one is not embedded', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(
          fc.constantFrom('not', 'yes', '3', '- a\n', '1. b\n', '```\n', '**', 'Anna', '.', 'no ', '`x`'),
        )
        .map(parts => parts.join(' ')),
    )
    await fc.assert(
      fc.asyncProperty(text, text, async (fresh, stored) => {
        const verdict = await compareAnswers(fresh, stored, allAlike)
        expect(['same', 'different', 'undecided']).toContain(verdict)
        if (fresh.trim() !== '' && verdict !== 'undecided')
          expect(await compareAnswers(stored, fresh, allAlike)).toBe(verdict)
      }),
    )
  })
})
