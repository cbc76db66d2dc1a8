import { expect, test } from 'vitest'
import { formats } from '../../../../gateway/formats/index.ts'
import { partsOf } from '../../../support/request-parts.ts'

const { caller, provider } = formats['ollama-embed']
const model = 'all-minilm'

test.each([['Hi'], [['Hi', 'there']], [[]]])('%j is an input, and nothing is written for it', input => {
  const facts = caller.readFacts(partsOf({ model, input, options: { num_predict: 7 } }))
  expect(facts).toMatchObject({ model, stream: false, maxOutputTokens: 0 })
})

test.each([
  [{ model }, '"input" must be a string or an array.'],
  [{ model, input: { text: 'Hi' } }, '"input" must be a string or an array.'],
  [{ input: 'Hi' }, '"model" must be a string.'],
  // The server takes the last of two names that differ only in case.
  [{ model, input: 'Hi', Model: 'other' }, '"model" must be written in lower case.'],
])('%j is refused', (body, reason) => {
  expect(() => caller.readFacts(partsOf(body))).toThrow(reason)
})

test.each([
  [{ prompt_eval_count: 8 }, { tokens: { input: 8, output: 0 }, complete: true }],
  [{}, { tokens: undefined, complete: false, doubt: undefined }],
  [{ prompt_eval_count: null }, { tokens: undefined, complete: false, doubt: undefined }],
  [{ prompt_eval_count: -8 }, { tokens: undefined, complete: false, doubt: expect.stringMatching(/./) }],
  ['nothing', { tokens: undefined, complete: false }],
])('the usage in %j', (answer, usage) => {
  expect(provider.readAnswer(answer).usage).toMatchObject(usage)
})

test('an answer is whole, whatever type it says it has', () => {
  expect(provider.framingOf('application/x-ndjson', false)).toBeUndefined()
})
