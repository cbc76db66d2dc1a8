import { expect, test } from 'vitest'
import { isForeignSeal, mayCarrySeals, readSeal, writeSeal } from '../../../gateway/chat/carried-seal.ts'

const seal = { origin: 'some-format', value: 'a.b:c/==\n', isRedacted: false }

test('a seal of the format itself is written as it is, another with its origin, and both are read back', () => {
  expect(writeSeal(seal, 'some-format')).toBe(seal.value)
  expect(readSeal(seal.value, 'some-format')).toEqual(seal)
  for (const isRedacted of [false, true]) {
    const foreign = writeSeal({ ...seal, isRedacted }, 'other-format')
    expect(readSeal(foreign, 'other-format', !isRedacted)).toEqual({ ...seal, isRedacted })
  }
})

test('a foreign seal is found in a body, also in base64', () => {
  const foreign = writeSeal(seal, 'other-format')
  for (const written of [foreign, Buffer.from(foreign).toString('base64')]) {
    expect(isForeignSeal(written)).toBe(true)
    expect(mayCarrySeals(Buffer.from(JSON.stringify({ messages: [{ signature: written }] })))).toBe(true)
  }
  for (const other of [
    seal.value,
    5,
    'gatehouse.example is a host',
    'gatehouse.yml',
    'Z2F0ZWhvdXNlLmV4YW1wbGU=',
  ])
    expect(isForeignSeal(other)).toBe(false)
  expect(mayCarrySeals(Buffer.from('{"messages":"about the gatehouse"}'))).toBe(false)
})
