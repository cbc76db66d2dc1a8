import { expect, test } from 'vitest'
import type { Fault } from '../../../gateway/attempts/fault.ts'
import { type CoolDownSubject, CoolDowns } from '../../../gateway/health/cool-downs.ts'

const minute = 60_000
const hour = 60 * minute

function subject(model = 'm', keyId?: string, quotaGroup?: string): CoolDownSubject {
  return { model, keyId, quotaGroup }
}

function fault(kind: Fault['kind'], retryAfterMs?: number): Fault {
  const status = kind === 'key-refused' ? 401 : undefined
  return { kind, retryAfterMs, status, reason: `it is ${kind}` }
}

function lengthOf(coolDowns: CoolDowns, of: CoolDownSubject, nowMs: number): number | undefined {
  const coolDown = coolDowns.of(of, nowMs)
  return coolDown && coolDown.untilMs - nowMs
}

/** The lengths of cool-downs, each set when the one before is over. */
function lengths(count: number, of: Fault): readonly unknown[] {
  const coolDowns = new CoolDowns()
  let nowMs = 0
  return Array.from({ length: count }, () => {
    coolDowns.failed(subject(), of, nowMs)
    const lengthMs = lengthOf(coolDowns, subject(), nowMs)
    nowMs += lengthMs ?? 0
    return lengthMs
  })
}

test.each([
  ['rate-limited', undefined, [15, 30, 60, 120, 240, 300, 300]],
  ['rate-limited', 7000, [7, 7, 7]],
  ['overloaded', undefined, [15, 30, 60, 120, 120]],
  ['overloaded', 2000, [15, 30, 60, 120, 120]],
  ['overloaded', 600_000, [600, 600]],
  ['quota', undefined, [3600, 3600]],
  ['quota', 5 * hour, [5 * 3600]],
  ['model-gone', undefined, [3600, 3600]],
] as const)('%s with a hint of %s ms lasts %j seconds, one after another', (kind, hintMs, seconds) => {
  expect(lengths(seconds.length, fault(kind, hintMs))).toEqual(seconds.map(each => each * 1000))
})

test.each(['rate-limited', 'overloaded', 'quota'] as const)('a hint of %s is believed for a day', kind => {
  expect(lengths(1, fault(kind, 400 * 24 * hour))).toEqual([24 * hour])
})

test('a refused key is locked until it changes, and no other key is', () => {
  const coolDowns = new CoolDowns()
  coolDowns.failed(subject('m', 'a', 'account'), fault('key-refused'), 0)
  expect(coolDowns.of(subject('other', 'a', 'account'), 1000 * 24 * hour)?.untilMs).toBe(
    Number.POSITIVE_INFINITY,
  )
  expect(coolDowns.of(subject('m', 'b', 'account'), 0)).toBeUndefined()
  expect(coolDowns.keyChanged('b')).toBe(false)
  expect(coolDowns.keyChanged('a')).toBe(true)
  expect(coolDowns.isEmpty).toBe(true)
})

test('a key that the vault does not give out is only tried again later', () => {
  const coolDowns = new CoolDowns()
  coolDowns.failed(subject(), { kind: 'key-refused', reason: 'the vault is locked' }, 0)
  expect(lengthOf(coolDowns, subject(), 0)).toBe(30_000)
})

test.each([
  // cause, which subjects it holds back besides the one that failed: m with key a of group g
  ['rate-limited', { otherModel: false, keyOfGroup: true, otherKey: false }],
  ['quota', { otherModel: true, keyOfGroup: true, otherKey: false }],
  ['key-refused', { otherModel: true, keyOfGroup: false, otherKey: false }],
  ['overloaded', { otherModel: false, keyOfGroup: true, otherKey: true }],
  ['model-gone', { otherModel: false, keyOfGroup: true, otherKey: true }],
] as const)('%s holds back %j', (kind, expected) => {
  const coolDowns = new CoolDowns()
  coolDowns.failed(subject('m', 'a', 'g'), fault(kind), 0)
  const holds = (of: CoolDownSubject) => coolDowns.of(of, 1) !== undefined
  expect(holds(subject('m', 'a', 'g'))).toBe(true)
  expect({
    otherModel: holds(subject('other', 'a', 'g')),
    keyOfGroup: holds(subject('m', 'b', 'g')),
    otherKey: holds(subject('m', 'c')),
  }).toEqual(expected)
})

test.each([
  'unreachable',
  'offline',
  'broken',
  'late',
  'slow',
  'server-error',
  'context-overflow',
  'content-refused',
  'seal-refused',
  'request-refused',
  'skipped',
] as const)('%s asks for no pause', kind => {
  const coolDowns = new CoolDowns()
  expect(coolDowns.failed(subject(), fault(kind, 5000), 0)).toBeUndefined()
  expect(coolDowns.isEmpty).toBe(true)
})

test('requests that are refused together are one refusal', () => {
  const coolDowns = new CoolDowns()
  for (const atMs of [0, 1, 2]) coolDowns.failed(subject(), fault('rate-limited'), atMs)
  expect(lengthOf(coolDowns, subject(), 2)).toBe(15_000)
})

test('a longer hint makes a cool-down longer, a shorter one never shorter', () => {
  const coolDowns = new CoolDowns()
  coolDowns.failed(subject(), fault('rate-limited', 20_000), 0)
  coolDowns.failed(subject(), fault('rate-limited', 5000), 0)
  expect(lengthOf(coolDowns, subject(), 0)).toBe(20_000)
  coolDowns.failed(subject(), fault('rate-limited', 60_000), 0)
  expect(lengthOf(coolDowns, subject(), 0)).toBe(60_000)
})

test('an answer ends it and its doubling, but not if it was sent before', () => {
  const coolDowns = new CoolDowns()
  coolDowns.failed(subject(), fault('rate-limited'), 1000)
  expect(coolDowns.answered(subject(), 999)).toBe(false)
  expect(lengthOf(coolDowns, subject(), 1000)).toBe(15_000)
  expect(coolDowns.answered(subject(), 1000)).toBe(true)
  coolDowns.failed(subject(), fault('rate-limited'), 2000)
  expect(lengthOf(coolDowns, subject(), 2000)).toBe(15_000)
})

test('ten minutes of quiet end the doubling', () => {
  const coolDowns = new CoolDowns()
  coolDowns.failed(subject(), fault('overloaded'), 0)
  const laterMs = 15_000 + 10 * minute
  coolDowns.failed(subject(), fault('overloaded'), laterMs)
  expect(lengthOf(coolDowns, subject(), laterMs)).toBe(15_000)
})

test('there are 200 of a provider at most, and a locked key is the last to be forgotten', () => {
  const coolDowns = new CoolDowns()
  coolDowns.failed(subject('m', 'a'), fault('key-refused'), 0)
  for (let each = 0; each < 1000; each++) coolDowns.failed(subject(`m${each}`), fault('model-gone'), each)
  expect(coolDowns.list()).toHaveLength(200)
  expect(coolDowns.of(subject('m', 'a'), 1000)?.cause).toBe('key-refused')
  expect(coolDowns.of(subject('m999'), 1000)).toBeDefined()
})
