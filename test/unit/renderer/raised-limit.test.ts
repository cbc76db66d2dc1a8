import { expect, test } from 'vitest'
import { raisedLimit } from '../../../renderer/screens/budgets/raised-limit.ts'

const budget = (limit: string, settled = '0', held = '0') => ({
  rule: { kind: 'rolling', hours: 5, unit: 'usd', limit } as const,
  settled,
  held,
})

test.each([
  ['more than the whole limit', budget('100000'), '8206000', '10000000'],
  ['with what is spent and held', budget('100', '80', '15'), '10', '200'],
  ['exactly a round number', budget('100', '190'), '10', '200'],
  ['a limit that would do already', budget('500', '0'), '10', '1000'],
  ['nothing at all', budget('1', '0'), '0', '2'],
  ['what no number of JavaScript can hold', budget('9', '9007199254740993'), '1', '10000000000000000'],
])('a raised limit lets it pass and is round: %s', (_, from, amount, raised) => {
  expect(raisedLimit(from, { amount })).toBe(raised)
})
