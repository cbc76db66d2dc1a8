import { expect, test } from 'vitest'
import { matchEntries } from '../../../renderer/components/match-entries.ts'

const entries = [
  { label: 'Set a budget', group: 'Action' },
  { label: 'Budgets', group: 'Screen' },
  { label: 'Team lab/vision, per month', group: 'Budget' },
  { label: 'Möbius', group: 'Token' },
]
const found = (text: string) => matchEntries(entries, text).map(({ label }) => label)

test('without a text everything is found, in its order', () => {
  expect(found('  ')).toEqual(entries.map(({ label }) => label))
})

test('each word begins a word of the name or of the group, in any order', () => {
  expect(found('vis team')).toEqual(['Team lab/vision, per month'])
  expect(found('token mob')).toEqual(['Möbius'])
  expect(found('ision')).toEqual([])
})

test('what begins with the text comes first', () => {
  expect(found('budget')).toEqual(['Budgets', 'Set a budget', 'Team lab/vision, per month'])
})

test('there is an end to a long list', () => {
  const many = Array.from({ length: 900 }, (_, at) => ({ label: `token-${at}`, group: 'Token' }))
  expect(matchEntries(many, 'token')).toHaveLength(50)
})
