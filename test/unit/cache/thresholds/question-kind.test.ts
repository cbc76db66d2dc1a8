import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type QuestionKind,
  questionKind,
  questionKinds,
  thresholdGroup,
} from '../../../../gateway/cache/thresholds/question-kind.ts'

const examples: readonly (readonly [QuestionKind, string])[] = [
  ['translation', 'Translate "good morning" into French.'],
  ['translation', 'How do you say thank you in Japanese?'],
  ['translation', 'What is the Spanish word for bridge?'],
  ['code', 'How do I reverse a list in Python?'],
  ['code', 'Why does this throw?\n```js\nfoo()\n```'],
  ['code', 'What does const x = items.map(item => item.id) do?'],
  ['code', 'Write a function that checks for palindromes'],
  ['data', 'How do I compute a median per group in pandas?'],
  ['data', 'Write a SQL query for the ten best customers'],
  ['data', 'Which chart shows a correlation best?'],
  ['writing', 'Write a polite email to my landlord'],
  ['writing', 'Please summarize the following: It was a dark night.'],
  ['writing', 'Suggest three names for a bakery'],
  ['how-to', 'How do I remove red wine from a carpet?'],
  ['how-to', 'What is the best way to peel garlic?'],
  ['factual', 'Who painted the ceiling of the Sistine Chapel?'],
  ['factual', 'How many moons has Mars?'],
  ['factual', 'Is the earth older than the moon?'],
  ['other', 'Hello there'],
  ['other', ''],
]

test.each(examples)('%s: %s', (kind, question) => {
  expect(questionKind(question)).toBe(kind)
})

test('any text has one of the kinds, and upper case or white space around it changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      expect(questionKinds).toContain(questionKind(text))
      expect(questionKind(`  ${text} `)).toBe(questionKind(text))
    }),
  )
  expect(questionKind('HOW DO I PEEL GARLIC?')).toBe('how-to')
})

test('a group is the scope and the kind', () => {
  expect(thresholdGroup('team', 'How do I peel garlic?')).toBe('team/how-to')
})
