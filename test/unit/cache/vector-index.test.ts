import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dimensions } from '../../../gateway/cache/scalar-products.ts'
import { VectorIndex } from '../../../gateway/cache/vector-index.ts'
import { cosineOf, mixed, normalised, unitVector } from '../../support/answer-store-rig.ts'

const seeds = fc.integer({ min: 1, max: 2 ** 31 })
/** From nearly the same vector to ones that have nothing in common. */
const shares = fc.double({ min: 0, max: 3, noNaN: true })

describe('a vector index', () => {
  test('leaves out nothing that comparing each vector finds, and errs by no more than it says', () => {
    const property = fc.property(
      seeds,
      fc.array(fc.tuple(seeds, shares), { maxLength: 200 }),
      fc.double({ min: 0.3, max: 1, noNaN: true }),
      (seed, others, atLeast) => {
        const asked = unitVector(seed)
        const vectors = others.map(([other, share]) => mixed(asked, unitVector(other), share))
        const index = new VectorIndex()
        for (const [id, vector] of vectors.entries()) index.add(id, vector)
        const found = index.search(asked, atLeast, vectors.length + 1)
        const ids = new Set(found.map(({ id }) => id))
        for (const [id, vector] of vectors.entries())
          if (cosineOf(asked, vector) >= atLeast) expect(ids).toContain(id)
        for (const { id, similarity, error } of found) {
          const exact = cosineOf(asked, vectors[id] ?? asked)
          expect(Math.abs(similarity - exact)).toBeLessThanOrEqual(error)
          expect(error).toBeLessThan(0.03)
        }
      },
    )
    fc.assert(property, { numRuns: 60 })
  })

  test('leaves out nothing of vectors whose length is in few numbers', () => {
    const spike = (at: number, rest: number) =>
      normalised(Float32Array.from({ length: dimensions }, (_, each) => (each === at ? 1 : rest)))
    const index = new VectorIndex()
    for (let at = 0; at < dimensions; at++) index.add(at, spike(at, 0.03))
    for (const at of [0, 17, dimensions - 1])
      expect(index.search(spike(at, 0.03), 0.999, 3).map(({ id }) => id)).toEqual([at])
  })

  test('gives the nearest first, and no more than were asked for, among more than are computed at once', () => {
    const index = new VectorIndex()
    const asked = unitVector(9)
    for (let id = 0; id < 9000; id++) index.add(id, unitVector(1000 + id))
    for (let id = 0; id < 40; id++) index.add(10_000 + id, mixed(asked, unitVector(500 + id), 0.05 + id / 50))
    expect(index.search(asked, 0.7, 3).map(({ id }) => id)).toEqual([10_000, 10_001, 10_002])
  })

  test('finds none that was removed, and all others', () => {
    const index = new VectorIndex()
    for (let id = 0; id < 200; id++) index.add(id, unitVector(id))
    for (let id = 0; id < 200; id += 2) index.remove(id)
    index.remove(777)
    expect(index.size).toBe(100)
    for (let id = 0; id < 200; id++)
      expect(index.search(unitVector(id), 0.99, 9).map(each => each.id)).toEqual(id % 2 === 0 ? [] : [id])
  })

  test('takes a vector of one id once, and none that is not of the model', () => {
    const index = new VectorIndex()
    index.add(1, unitVector(1))
    index.add(1, unitVector(2))
    index.add(2, new Float32Array(3))
    expect(index.size).toBe(1)
    expect(index.search(new Float32Array(3), 0, 9)).toEqual([])
  })

  test('finds nothing near a vector of zeros or of what is no number', () => {
    const index = new VectorIndex()
    index.add(1, new Float32Array(dimensions))
    index.add(2, new Float32Array(dimensions).fill(Number.NaN))
    index.add(3, unitVector(1))
    expect(index.search(unitVector(1), 0.5, 9).map(({ id }) => id)).toEqual([3])
    expect(index.search(new Float32Array(dimensions), 0.5, 9)).toEqual([])
  })
})
