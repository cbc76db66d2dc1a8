import { expect, test } from 'vitest'
import { shorten } from '../../../renderer/screens/cache/shorten.ts'
import { moreRows } from '../../../renderer/screens/cache/shown-rows.ts'

test.each([
  [undefined, 25, undefined],
  [24, 25, undefined],
  [25, 25, 50],
  [400, 400, 500],
  [500, 500, undefined],
])('of %s rows listed with a limit of %s, %s are asked for next', (listed, limit, next) => {
  expect(moreRows(listed, limit)).toBe(next)
})

test('a question of up to 120 characters stays as it is, and a longer one is cut between characters', () => {
  expect(shorten('a'.repeat(120))).toBe('a'.repeat(120))
  expect(shorten('a'.repeat(121))).toBe(`${'a'.repeat(120)}…`)
  expect(shorten('🙂'.repeat(120))).toBe('🙂'.repeat(120))
  expect(shorten('🙂'.repeat(2000))).toBe(`${'🙂'.repeat(120)}…`)
})
