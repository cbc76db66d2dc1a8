import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FittedNames, fittedId, fittedKey, fittedName } from '../../../gateway/formats/fitted-names.ts'

/** The rules of the formats, and what their names are made of. */
const rules: readonly (readonly [RegExp, RegExp?])[] = [
  [/^[\w-]{1,64}$/],
  [/^[a-zA-Z0-9_-]{1,128}$/],
  [/^[A-Za-z_][\w.:-]{0,63}$/, /[^\w.:-]/g],
]

describe('a name of a tool', () => {
  test('stays as it is where it fits', () => {
    expect(fittedName('mcp__files__read-all', /^[\w-]{1,64}$/)).toBe('mcp__files__read-all')
    expect(fittedName('files.read:all', /^[A-Za-z_][\w.:-]{0,63}$/, /[^\w.:-]/g)).toBe('files.read:all')
  })

  test('is readable and ends in a part of its hash where it does not', () => {
    expect(fittedName('files.read', /^[\w-]{1,64}$/)).toMatch(/^files_read_[0-9a-f]{10}$/)
    expect(fittedName('a'.repeat(65), /^[\w-]{1,64}$/)).toMatch(/^a{53}_[0-9a-f]{10}$/)
    expect(fittedName('1st', /^[A-Za-z_][\w.:-]{0,63}$/, /[^\w.:-]/g)).toMatch(/^_1st_[0-9a-f]{10}$/)
    expect(fittedName('', /^[\w-]{1,64}$/)).toMatch(/^__[0-9a-f]{10}$/)
  })

  test('fits always, and no two become the same', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.string({ maxLength: 200 }),
        (one, other) => {
          for (const [fits, foreign] of rules) {
            expect(fittedName(one, fits, foreign)).toMatch(fits)
            if (one !== other)
              expect(fittedName(one, fits, foreign)).not.toBe(fittedName(other, fits, foreign))
          }
        },
      ),
    )
  })

  test('is found again by the one that was sent', () => {
    const names = new FittedNames(/^[\w-]{1,64}$/)
    const sent = names.of('files.read')
    expect([names.of('plain'), names.of('files.read')]).toEqual(['plain', sent])
    expect([...names.changed]).toEqual([[sent, 'files.read']])
  })
})

test('an id of a call stays as it is, or is a hash behind a prefix', () => {
  expect(fittedId('call_1', /^[\s\S]{1,40}$/)).toBe('call_1')
  expect(fittedId('x'.repeat(41), /^[\s\S]{1,40}$/)).toMatch(/^call_[0-9a-f]{24}$/)
  expect(fittedId('', /^[\s\S]{1,40}$/)).toMatch(/^call_[0-9a-f]{24}$/)
  expect(fittedId('look:0', /^[\w-]{1,128}$/, 'toolu_')).toMatch(/^toolu_[0-9a-f]{24}$/)
})

test('a key of more than 64 characters is a hash', () => {
  expect(fittedKey('k'.repeat(64))).toBe('k'.repeat(64))
  expect(fittedKey('k'.repeat(65))).toMatch(/^[0-9a-f]{64}$/)
})
