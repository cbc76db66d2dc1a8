import { createSecretKey, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CacheKey } from '../../../gateway/cache/answer-store.ts'
import { openColumn, pairHash, requestHash, sealColumn } from '../../../gateway/cache/sealed-columns.ts'

const key = createSecretKey(Buffer.alloc(32, 1))
const other = createSecretKey(Buffer.alloc(32, 2))
const place = { column: 'answer', row: 1 }

describe('a sealed column', () => {
  test('opens to what was sealed, and never looks the same twice', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), plain => {
        const sealed = sealColumn(key, place, plain)
        expect(openColumn(key, place, sealed)).toEqual(Buffer.from(plain))
        expect(sealColumn(key, place, plain)).not.toEqual(sealed)
      }),
    )
  })

  test('does not open in another row or column, under another key, or if any byte was changed or cut off', () => {
    const sealed = sealColumn(key, place, randomBytes(40))
    expect(openColumn(key, { column: 'answer', row: 2 }, sealed)).toBeUndefined()
    expect(openColumn(key, { column: 'question', row: 1 }, sealed)).toBeUndefined()
    expect(openColumn(other, place, sealed)).toBeUndefined()
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
      expect(openColumn(key, place, changed)).toBeUndefined()
      expect(openColumn(key, place, sealed.subarray(0, at))).toBeUndefined()
    }
  })
})

describe('a keyed hash', () => {
  test('differs by text, kind and data key', () => {
    const a = 'a'.repeat(43) as CacheKey
    const b = 'b'.repeat(43) as CacheKey
    const hashes = [
      requestHash(key)(a),
      requestHash(key)(b),
      requestHash(other)(a),
      pairHash(key, a, b).toString('hex'),
      pairHash(other, a, b).toString('hex'),
    ]
    expect(new Set(hashes).size).toBe(5)
    expect(requestHash(key)(a)).toBe(hashes[0])
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/)
  })

  test('of a pair is the same in both orders', () => {
    expect(pairHash(key, 'a', 'b')).toEqual(pairHash(key, 'b', 'a'))
    expect(pairHash(key, 'a', 'b')).not.toEqual(pairHash(key, 'ab', ''))
  })
})
