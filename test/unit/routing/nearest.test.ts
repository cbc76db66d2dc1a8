import { expect, test } from 'vitest'
import { nearest } from '../../../gateway/routing/nearest.ts'

const names = [
  'openai/gpt-4o-mini',
  'openai/gpt-4o',
  'openai/o3',
  'anthropic/claude-opus-4-8',
  'anthropic/claude-haiku-4-5-20251001',
]

test.each([
  ['gpt-4o-mni', 'openai/gpt-4o-mini'],
  ['GPT-4O', 'openai/gpt-4o'],
  ['somewhere/gpt-4o', 'openai/gpt-4o'],
  ['claude-haiku-4', 'anthropic/claude-haiku-4-5-20251001'],
  ['claude-haiku-4-5', 'anthropic/claude-haiku-4-5-20251001'],
  ['gpt-4o-mini-2024-07-18', 'openai/gpt-4o-mini'],
  ['o4', 'openai/o3'],
])('%s is nearest to %s', (asked, near) => {
  expect(nearest(asked, names, 1)).toEqual([near])
})

test('names that are as near come in the order of the alphabet', () => {
  expect(nearest('x', ['b/aa', 'a/bb', 'a/aa'], 2)).toEqual(['a/aa', 'a/bb'])
})

test('takes no longer for a name as long as a body', () => {
  expect(nearest('x'.repeat(10_000_000), names, 3)).toHaveLength(3)
})

test('is nothing among nothing', () => {
  expect(nearest('x', [], 3)).toEqual([])
})
