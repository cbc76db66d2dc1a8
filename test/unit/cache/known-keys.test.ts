import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeyChanges } from '../../../gateway/cache/key-changes.ts'
import { KnownKeys } from '../../../gateway/cache/known-keys.ts'

test('knows exactly the keys that came and are not gone, in the order in which that was told', () => {
  const change = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(2 ** 48 - 1, 1 - 2 ** 48))
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), changes => {
      const known = new KnownKeys()
      const model = new Set<number>()
      for (const each of changes) {
        if (each > 0) model.add(each)
        else if (each < 0) model.delete(-each)
        else model.clear()
      }
      known.apply(Float64Array.from(changes))
      for (const key of [1, 2, 3, 4, 5, 6, 7, 8, 9, 2 ** 48 - 1]) expect(known.has(key)).toBe(model.has(key))
    }),
  )
})

test('many keys are told in parts, in order', async () => {
  const told: number[][] = []
  const changes = new KeyChanges(part => told.push([...part]))
  const all = Array.from({ length: 2500 }, (_, at) => at + 1)
  changes.push(all)
  expect(told.map(({ length }) => length)).toEqual([1000])
  changes.push([-1])
  await expect.poll(() => told.flat()).toEqual([...all, -1])
  expect(told.map(({ length }) => length)).toEqual([1000, 1000, 501])
})
