// What is not the provider's doing: a sleep, a missing network; and what a restart leaves.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { faultOf, type HealthRig, openHealthRig, subjectOf } from '../../support/health-rig.ts'

const hour = 3_600_000
const day = 24 * hour

let rig: HealthRig

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  rig = openHealthRig()
})
afterEach(() => {
  rig.close()
  vi.useRealTimers()
})

function connectFailure(code: string, host: string): Error {
  return new Error('fetch failed', { cause: Object.assign(new Error(code), { code, hostname: host }) })
}

describe('a sleep', () => {
  test('ends pauses that are over on the wall clock, though the monotonic clock stood still', () => {
    rig.fail(subjectOf('p'), faultOf('rate-limited', { retryAfterMs: hour }))
    rig.pass(1000)
    rig.sleep(hour)
    expect(rig.stateOf('p')).toBe('closed')
  })

  test('leaves the rest of a longer pause', () => {
    rig.fail(subjectOf('p'), faultOf('quota', { retryAfterMs: 3 * hour }))
    rig.sleep(hour)
    expect(rig.health.of(subjectOf('p'))).toMatchObject({ state: 'cooling', forMs: 2 * hour })
  })

  test('is to blame for what fails within five seconds after it', () => {
    rig.health.of(subjectOf('p'))
    rig.sleep(hour)
    for (let each = 0; each < 10; each++) rig.fail(subjectOf('p'), faultOf('broken'))
    rig.pass(4999)
    for (let each = 0; each < 10; each++) rig.fail(subjectOf('p'), faultOf('unreachable'))
    expect(rig.stateOf('p')).toBe('closed')
    expect([rig.health.mayRetry('p'), rig.health.mayRetry('p')]).toEqual([true, true])
    rig.pass(1)
    for (let each = 0; each < 4; each++) rig.fail(subjectOf('p'), faultOf('broken'))
    expect(rig.stateOf('p')).toBe('open')
  })

  test('does not make a pause void that a provider asks for after it', () => {
    rig.sleep(hour)
    rig.fail(subjectOf('p'), faultOf('rate-limited'))
    expect(rig.stateOf('p')).toBe('cooling')
  })

  test('is not a clock that is corrected by a few seconds or set back', () => {
    rig.fail(subjectOf('p'), faultOf('rate-limited', { retryAfterMs: 60_000 }))
    rig.time.wallMs += 10_000
    rig.time.wallMs -= 5 * hour
    for (let each = 0; each < 4; each++) rig.fail(subjectOf('q'), faultOf('broken'))
    expect(rig.health.of(subjectOf('p')).forMs).toBe(60_000)
    expect(rig.stateOf('q')).toBe('open')
  })
})

describe('a missing network', () => {
  test.each(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'])(
    'is why %s fails where no interface has an address',
    code => {
      rig.network.hasInterface = false
      expect(rig.health.isOffline(connectFailure(code, 'api.one.test'))).toBe(true)
      expect(rig.health.offline).toBe(true)
    },
  )

  test.each([
    ['ECONNREFUSED', 'api.one.test'],
    ['ECONNRESET', 'api.one.test'],
    ['CERT_HAS_EXPIRED', 'api.one.test'],
    ['UND_ERR_CONNECT_TIMEOUT', 'api.one.test'],
    ['EHOSTUNREACH', '127.0.0.1'],
    ['ENOTFOUND', 'localhost'],
  ])('is not why %s fails at %s', (code, host) => {
    rig.network.hasInterface = false
    expect(rig.health.isOffline(connectFailure(code, host))).toBe(false)
  })

  test('is found in the failures of each address of a name', () => {
    rig.network.hasInterface = false
    const each = Object.assign(new Error('x'), { code: 'ENETUNREACH', address: '2606:4700::1' })
    expect(rig.health.isOffline(new Error('fetch failed', { cause: new AggregateError([each]) }))).toBe(true)
  })

  test('is not concluded from one host, but from two within ten seconds', () => {
    expect(rig.health.isOffline(connectFailure('ENOTFOUND', 'api.one.test'))).toBe(false)
    expect(rig.health.isOffline(connectFailure('ENOTFOUND', 'API.one.test'))).toBe(false)
    rig.pass(10_001)
    expect(rig.health.isOffline(connectFailure('EAI_AGAIN', 'api.two.test'))).toBe(false)
    rig.pass(10_000)
    expect(rig.health.isOffline(connectFailure('ENOTFOUND', 'api.one.test'))).toBe(true)
  })

  test.each([
    ['an answer', () => rig.answer(subjectOf('q'))],
    ['a refusal', () => rig.fail(subjectOf('q'), faultOf('server-error', { status: 500 }))],
  ])('is not concluded where %s came between', (_, reach) => {
    expect(rig.health.isOffline(connectFailure('ENOTFOUND', 'api.one.test'))).toBe(false)
    reach()
    expect(rig.health.isOffline(connectFailure('ENOTFOUND', 'api.two.test'))).toBe(false)
  })

  test('is concluded although a model on this machine answers', () => {
    rig.health.isOffline(connectFailure('ENOTFOUND', 'api.one.test'))
    rig.answer(subjectOf('q', { isLocal: true }))
    expect(rig.health.isOffline(connectFailure('ENOTFOUND', 'api.two.test'))).toBe(true)
  })

  test('trips no breaker, and undoes what it did before it was known', () => {
    for (const each of [1, 2]) {
      rig.health.isOffline(connectFailure('ENOTFOUND', 'api.one.test'))
      rig.fail(subjectOf('p'), faultOf('unreachable', { reason: String(each) }))
    }
    expect(rig.health.isOffline(connectFailure('ENOTFOUND', 'api.two.test'))).toBe(true)
    for (let each = 0; each < 10; each++) rig.fail(subjectOf('q'), faultOf('offline'))
    rig.fail(subjectOf('p'), faultOf('unreachable'))
    expect([rig.stateOf('p'), rig.stateOf('q')]).toEqual(['closed', 'closed'])
  })

  test('is noticed to be over within two seconds, by the interface and the name', async () => {
    rig.network.hasInterface = false
    rig.network.resolves = false
    rig.health.isOffline(connectFailure('ENOTFOUND', 'api.one.test'))
    await vi.advanceTimersByTimeAsync(2000)
    expect(rig.health.offline).toBe(true)
    rig.network.hasInterface = true
    await vi.advanceTimersByTimeAsync(2000)
    expect(rig.health.offline).toBe(true)
    rig.network.resolves = true
    await vi.advanceTimersByTimeAsync(2000)
    expect(rig.health.offline).toBe(false)
    expect(rig.events()).toEqual(['offline', 'back-online'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is over with any answer from another machine', () => {
    rig.network.hasInterface = false
    rig.health.isOffline(connectFailure('ENOTFOUND', 'api.one.test'))
    rig.answer(subjectOf('p', { isLocal: true }))
    expect(rig.health.offline).toBe(true)
    rig.answer(subjectOf('p'))
    expect(rig.health.offline).toBe(false)
  })
})

describe('a restart', () => {
  test('keeps pauses and refused keys, by the wall clock, and nothing else', () => {
    rig.fail(
      subjectOf('cooling', { keyId: 'k', quotaGroup: 'g' }),
      faultOf('quota', { retryAfterMs: 2 * hour }),
    )
    rig.fail(subjectOf('short'), faultOf('rate-limited'))
    rig.fail(subjectOf('locked'), faultOf('key-refused'))
    for (let each = 0; each < 4; each++) rig.fail(subjectOf('open'), faultOf('server-error'))
    rig.health.close()
    rig.pass(hour)
    rig.restart()
    expect(rig.health.of(subjectOf('cooling', { keyId: 'other', quotaGroup: 'g' }))).toMatchObject({
      state: 'cooling',
      reason: 'it is quota',
      forMs: hour,
    })
    expect(rig.stateOf('short')).toBe('closed')
    expect(rig.stateOf('locked')).toBe('locked')
    expect(rig.stateOf('open')).toBe('closed')
    expect(rig.health.report().subjects).toMatchObject([
      { providerId: 'cooling', keyId: 'g', model: null, state: 'cooling' },
      { providerId: 'locked', keyId: null, model: null, state: 'locked' },
    ])
  })

  test('shortens a pause to a day where the clock was ahead when it was written', () => {
    rig.time.wallMs += 400 * day
    rig.fail(subjectOf('p'), faultOf('quota'))
    rig.health.close()
    rig.time.wallMs -= 400 * day
    rig.restart()
    expect(rig.health.of(subjectOf('p')).forMs).toBe(day)
  })

  test('keeps nothing of a provider that was reset or whose key was changed', () => {
    rig.fail(subjectOf('p'), faultOf('quota'))
    rig.fail(subjectOf('q'), faultOf('key-refused'))
    rig.fail(subjectOf('q'), faultOf('model-gone'))
    rig.health.reset('p')
    rig.health.keyChanged('q')
    rig.restart()
    expect([rig.stateOf('p'), rig.stateOf('q'), rig.stateOf('q', { model: 'other' })]).toEqual([
      'closed',
      'cooling',
      'closed',
    ])
  })

  test('is not prevented by a database that cannot be read or written', () => {
    rig.fail(subjectOf('p'), faultOf('quota'))
    rig.db.exec('DROP TABLE cool_downs')
    expect(() => rig.health.close()).not.toThrow()
    expect(rig.stateOf('p')).toBe('cooling')
  })
})
