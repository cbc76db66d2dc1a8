import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { faultKinds } from '../../../gateway/attempts/fault.ts'
import { faultOf, type HealthRig, openHealthRig, streamedIn, subjectOf } from '../../support/health-rig.ts'

let rig: HealthRig

beforeEach(() => {
  rig = openHealthRig()
})
afterEach(() => rig.close())

function fail(times: number, kind: Parameters<typeof faultOf>[0], options = {}): void {
  for (let each = 0; each < times; each++) rig.fail(subjectOf('p', options), faultOf(kind))
}

describe('breakers', () => {
  test.each(faultKinds)('many faults of kind %s open it if they are the provider’s own', kind => {
    fail(20, kind)
    const { state } = rig.health.of(subjectOf('p'))
    const own = ['unreachable', 'broken', 'late', 'slow', 'server-error']
    const paused = ['rate-limited', 'overloaded', 'quota', 'model-gone']
    const expected = own.includes(kind) ? 'open' : paused.includes(kind) ? 'cooling' : 'closed'
    expect(state).toBe(kind === 'key-refused' ? 'locked' : expected)
    const opened = own.includes(kind) || kind === 'overloaded'
    expect(rig.events().includes('opened')).toBe(opened)
  })

  test('one model with one key does not answer for another one', () => {
    fail(4, 'server-error', { keyId: 'a' })
    expect(rig.stateOf('p', { keyId: 'a' })).toBe('open')
    expect(rig.stateOf('p', { keyId: 'b' })).toBe('closed')
    expect(rig.stateOf('p', { keyId: 'a', model: 'other' })).toBe('closed')
    expect(rig.stateOf('other', { keyId: 'a' })).toBe('closed')
  })

  test('a server that cannot be connected to is so for all models and keys, after three failures', () => {
    rig.fail(subjectOf('p', { model: 'a' }), faultOf('unreachable'))
    rig.fail(subjectOf('p', { model: 'b' }), faultOf('unreachable'))
    expect(rig.stateOf('p', { model: 'c' })).toBe('closed')
    rig.fail(subjectOf('p', { model: 'b', keyId: 'k' }), faultOf('unreachable'))
    expect(rig.stateOf('p', { model: 'c' })).toBe('open')
    expect(rig.health.of(subjectOf('p', { model: 'c' })).forMs).toBe(30_000)
  })

  test('a refusal shows that the server can be connected to', () => {
    fail(2, 'unreachable')
    rig.fail(subjectOf('p'), faultOf('request-refused', { status: 400 }))
    fail(2, 'unreachable')
    expect(rig.stateOf('p')).toBe('closed')
  })

  test('six faults of ten in a minute open it although no four are in a row', () => {
    const answers = (outcomes: string) => {
      for (const each of outcomes) {
        rig.pass(1000)
        if (each === '+') rig.answer(subjectOf('p'))
        else fail(1, 'broken')
      }
    }
    answers('+-+-+--+--')
    expect(rig.stateOf('p')).toBe('open')
    rig.pass(40_000)
    rig.answer(subjectOf('p'))
    answers('-')
    expect(rig.stateOf('p')).toBe('closed')
  })

  test('half open, one request tries and the others are told to go elsewhere', () => {
    fail(4, 'late')
    rig.pass(30_000)
    expect(rig.health.of(subjectOf('p'))).toMatchObject({ state: 'half-open', forMs: undefined })
    const probe = subjectOf('p')
    const other = subjectOf('p')
    rig.health.begun(probe)
    rig.health.begun(other)
    expect(rig.health.of(subjectOf('p'))).toMatchObject({ state: 'open', forMs: undefined, running: 2 })
    rig.health.ended(other)
    rig.health.failed(other, faultOf('late'))
    expect(rig.stateOf('p')).toBe('open')
    rig.health.ended(probe)
    expect(rig.stateOf('p')).toBe('half-open')
  })

  test.each([
    ['is answered', 'closed', undefined],
    ['fails', 'open', 60_000],
    ['is broken off by its caller', 'half-open', undefined],
    ['is wrong', 'half-open', undefined],
  ] as const)('a probe that %s leaves it %s', (outcome, state, forMs) => {
    fail(4, 'slow')
    rig.pass(30_000)
    const probe = subjectOf('p')
    rig.health.begun(probe)
    rig.pass(10)
    rig.health.ended(probe)
    if (outcome === 'is answered') rig.health.answered(probe, streamedIn(5, 10))
    if (outcome === 'fails') rig.health.failed(probe, faultOf('slow'))
    if (outcome === 'is wrong') rig.health.failed(probe, faultOf('request-refused', { status: 400 }))
    expect(rig.health.of(subjectOf('p'))).toMatchObject({ state, forMs })
  })

  test('a probe that fails in the middle of its answer is told before it ends', () => {
    fail(4, 'broken')
    rig.pass(30_000)
    const probe = subjectOf('p')
    rig.health.begun(probe)
    rig.health.failed(probe, faultOf('broken', { status: 200 }))
    rig.health.ended(probe)
    expect(rig.health.of(subjectOf('p'))).toMatchObject({ state: 'open', forMs: 60_000, running: 0 })
  })

  test('an answer that was under way when it opened does not close it, one sent later does', () => {
    fail(4, 'server-error')
    rig.pass(1000)
    rig.answer(subjectOf('p'), streamedIn(10, 2000))
    expect(rig.stateOf('p')).toBe('open')
    rig.answer(subjectOf('p'), streamedIn(10, 500))
    expect(rig.stateOf('p')).toBe('closed')
    expect(rig.events()).toEqual(['opened', 'closed'])
  })
})

describe('what runs', () => {
  test('is counted until it ends, and never less than nothing', () => {
    const [one, other] = [subjectOf('p'), subjectOf('p')]
    rig.health.begun(one)
    rig.health.begun(other)
    expect(rig.health.of(one).running).toBe(2)
    for (const subject of [one, other, other, other]) rig.health.ended(subject)
    expect(rig.health.of(one).running).toBe(0)
    rig.health.begun(one)
    expect(rig.health.of(one).running).toBe(1)
  })

  test('is not forgotten by a reset', () => {
    const subject = subjectOf('p')
    rig.health.begun(subject)
    fail(4, 'broken')
    rig.health.reset('p')
    expect(rig.health.of(subject)).toMatchObject({ state: 'closed', running: 1 })
    rig.health.ended(subject)
    expect(rig.health.of(subject).running).toBe(0)
  })

  test('is all that is kept beyond 2,000 subjects, besides those used last', () => {
    const running = subjectOf('p', { model: 'running' })
    rig.health.begun(running)
    for (let each = 0; each < 5000; each++) rig.answer(subjectOf('p', { model: `m${each}` }))
    expect(rig.health.report().subjects.length).toBeLessThanOrEqual(2000)
    expect(rig.health.of(running).running).toBe(1)
    expect(rig.health.report().subjects.map(({ model }) => model)).toContain('m4999')
  })
})

describe('retries and hedges', () => {
  test('are not allowed where half of the tokens are gone, but for one retry in ten seconds', () => {
    expect(rig.health.mayRetry('p')).toBe(true)
    fail(5, 'broken')
    const { mayRetry } = rig.health
    expect([mayRetry('p'), mayRetry('p'), mayRetry('other')]).toEqual([true, false, true])
    expect(rig.health.mayHedge(subjectOf('p'))).toBe(false)
    rig.pass(10_000)
    expect(mayRetry('p')).toBe(true)
    for (let each = 0; each < 11; each++) rig.answer(subjectOf('p'))
    expect([mayRetry('p'), mayRetry('p')]).toEqual([true, true])
  })

  test.each(['request-refused', 'context-overflow', 'content-refused', 'seal-refused', 'offline'] as const)(
    'take nothing for a fault of kind %s',
    kind => {
      fail(20, kind)
      expect([rig.health.mayRetry('p'), rig.health.mayRetry('p')]).toEqual([true, true])
    },
  )

  test.each(['rate-limited', 'overloaded'] as const)('hedges wait for a minute where it is %s', kind => {
    rig.fail(subjectOf('p', { model: 'other' }), faultOf(kind))
    expect(rig.health.mayHedge(subjectOf('p'))).toBe(false)
    expect(rig.health.mayHedge(subjectOf('q'))).toBe(true)
    rig.pass(60_000)
    expect(rig.health.mayHedge(subjectOf('p'))).toBe(true)
  })
})

test('speed is that of the model with the key, and a fault that comes at once is none', () => {
  for (const each of [100, 200, 300]) rig.answer(subjectOf('p', { keyId: 'a' }), streamedIn(each))
  fail(3, 'rate-limited', { keyId: 'a' })
  expect(rig.health.of(subjectOf('p', { keyId: 'a' })).speed).toMatchObject({ answers: 3, firstTokenMs: 200 })
  expect(rig.health.of(subjectOf('p', { keyId: 'b' })).speed).toBeUndefined()
})

test('the report has states, what failed last, and the last hundred changes', () => {
  rig.fail(subjectOf('p'), faultOf('rate-limited', { retryAfterMs: 20_000 }))
  expect(rig.health.report()).toEqual({
    atMs: rig.time.wallMs,
    offline: false,
    subjects: [
      {
        providerId: 'p',
        keyId: null,
        model: 'm',
        state: 'cooling',
        reason: 'it is rate-limited',
        untilMs: rig.time.wallMs + 20_000,
        running: 0,
        failuresInARow: 1,
        lastFailure: { atMs: rig.time.wallMs, kind: 'rate-limited', reason: 'it is rate-limited' },
        speed: null,
      },
    ],
    events: [
      {
        atMs: rig.time.wallMs,
        type: 'cooled',
        providerId: 'p',
        keyId: null,
        model: 'm',
        reason: 'it is rate-limited',
      },
    ],
  })
  for (let each = 0; each < 200; each++)
    rig.fail(subjectOf('p', { model: `m${each}` }), faultOf('model-gone'))
  expect(rig.health.report().events).toHaveLength(100)
})
