import { expect, test } from 'vitest'
import { createCountingAllowance } from '../../../gateway/tokens/counting-allowance.ts'

test('so much at once, and more only as time goes by', () => {
  let nowMs = 0
  const allowance = createCountingAllowance(() => nowMs)
  expect(allowance.take(48 * 1024 + 1)).toBe(false)
  expect(allowance.take(48 * 1024)).toBe(true)
  expect(allowance.take(1)).toBe(false)
  nowMs += 10
  expect(allowance.take(1001)).toBe(false)
  expect(allowance.take(1000)).toBe(true)
  nowMs += 1e6
  expect(allowance.take(48 * 1024 + 1)).toBe(false)
})
