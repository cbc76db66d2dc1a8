import { expect, test } from 'vitest'
import { hasMoreValues } from '../../../gateway/cache/count-values.ts'

test('counts values, and nothing that stands in a string', () => {
  expect(hasMoreValues('{}', 2)).toBe(false)
  expect(hasMoreValues('{"a":[1,2,3]}', 5)).toBe(false)
  expect(hasMoreValues('{"a":[1,2,3]}', 4)).toBe(true)
  expect(hasMoreValues(JSON.stringify('[,{,[,'.repeat(100)), 1)).toBe(false)
  expect(hasMoreValues(JSON.stringify(['\\", , ,', 'a\\\\', '\\\\"{{']), 4)).toBe(false)
  expect(hasMoreValues(`[${'{},'.repeat(5000)}{}]`, 8000)).toBe(true)
})
