// How often, how late and after which wait another attempt may begin, and which candidates are left out.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FaultKind, faultKinds } from '../../../gateway/attempts/fault.ts'
import { hedgeCandidate, nextMove, type Tried } from '../../../gateway/attempts/next-move.ts'
import type { RouteDefinition } from '../../../gateway/contract/routes.ts'
import type { Candidate } from '../../../gateway/routing/plan.ts'
import { candidate, fault, type Named, route, situation } from '../../support/move-rig.ts'

const first = candidate({ keyId: 'one' })

describe('limits', () => {
  const five = (['a', 'b', 'c', 'd', 'e'] as const).map(model => candidate({ model, keyId: model }))
  const failures = (...kinds: readonly FaultKind[]): readonly Tried[] =>
    kinds.map((kind, place) => ({ candidate: place, fault: fault(kind) }))

  test('the first candidate is asked at once, even long after the arrival', () => {
    expect(nextMove(situation(five, { elapsedMs: 90_000, isBodyKept: false, callerRetries: 9 }))).toEqual({
      type: 'ask',
      candidate: 0,
      afterMs: 0,
      withoutSeals: false,
    })
  })

  test.each([
    [0, 4],
    [1, 3],
    [2, 2],
    [3, 1],
    [100, 1],
  ])('a caller that has sent it %d times before gets %d attempts', (callerRetries, most) => {
    for (let asked = 1; asked <= 5; asked++) {
      const tried = failures(...Array<FaultKind>(asked).fill('server-error'))
      expect(nextMove(situation(five, { tried, callerRetries })).type).toBe(asked < most ? 'ask' : 'give-up')
    }
  })

  test('one that was skipped is no attempt', () => {
    const tried = failures('skipped', 'skipped', 'skipped', 'skipped')
    expect(nextMove(situation(five, { tried, callerRetries: 3 }))).toMatchObject({ candidate: 4 })
  })

  test.each([
    [60_000, 'ask'],
    [60_001, 'give-up'],
  ])('%d ms after the arrival: %s', (elapsedMs, type) => {
    expect(nextMove(situation(five, { tried: failures('server-error'), elapsedMs })).type).toBe(type)
  })

  test.each([
    [59_750, 'ask'],
    [59_751, 'give-up'],
  ])('a wait of 250 ms that begins at %d ms: %s', (elapsedMs, type) => {
    expect(nextMove(situation([first], { tried: failures('overloaded'), elapsedMs })).type).toBe(type)
  })

  test('a hedge is an attempt, and none is started beside the fourth', () => {
    const tried = failures('server-error', 'server-error')
    expect(hedgeCandidate(situation(five, { tried, running: [2] }))).toBe(3)
    const three = failures('server-error', 'server-error', 'server-error')
    expect(hedgeCandidate(situation(five, { tried: three, running: [3] }))).toBeUndefined()
    expect(hedgeCandidate(situation(five, { running: [0], elapsedMs: 60_001 }))).toBeUndefined()
    expect(hedgeCandidate(situation(five, { running: [0], callerRetries: 3 }))).toBeUndefined()
    expect(hedgeCandidate(situation([first, candidate({ keyId: 'two' })], { running: [0] }))).toBeUndefined()
  })
})

describe('waiting', () => {
  const wait = (random: number, tried: readonly Tried[], candidates: readonly Candidate[] = [first]) => {
    const move = nextMove(situation(candidates, { tried, random }))
    return move.type === 'ask' ? move.afterMs : undefined
  }
  const busy = (retryAfterMs?: number) => ({ candidate: 0, fault: fault('overloaded', { retryAfterMs }) })

  test.each([
    [0, 0],
    [0.5, 250],
    [1, 500],
  ])('with %d drawn, the first wait is %d ms', (random, afterMs) => {
    expect(wait(random, [busy()])).toBe(afterMs)
  })

  test('it doubles with every failure of the request', () => {
    const two = [candidate({ model: 'n' }), first]
    const gone = { candidate: 1, fault: fault('server-error') }
    expect(wait(1, [busy(), gone], two)).toBe(1000)
  })

  test('it begins after what the provider asked for', () => {
    expect(wait(0, [busy(1500)])).toBe(1500)
    expect(wait(1, [busy(1500)])).toBe(2000)
  })

  test('the one that has to be waited for the least is asked again', () => {
    const two = [candidate({ model: 'n' }), first]
    const tried = [busy(5000), { candidate: 1, fault: fault('overloaded', { retryAfterMs: 100 }) }]
    expect(nextMove(situation(two, { tried, random: 0 }))).toMatchObject({ candidate: 1, afterMs: 100 })
  })

  test.each<[FaultKind, string]>([
    ['quota', 'the account has no money'],
    ['key-refused', 'the key is refused'],
    ['offline', 'nothing can be reached'],
  ])('%s at another model of the provider: none is waited for, because %s', kind => {
    const two = [candidate({ model: 'n' }), candidate()]
    expect(wait(0, [busy(), { candidate: 1, fault: fault(kind) }], two)).toBeUndefined()
  })
})

describe('another candidate', () => {
  const moveFrom = (kind: FaultKind, failed: Named, other: Named) =>
    nextMove(
      situation([candidate(failed), candidate(other)], { tried: [{ candidate: 0, fault: fault(kind) }] }),
    )

  test('keys of one quota group share what limits them', () => {
    const one = { keyId: 'one', quotaGroup: 'team' }
    const same = { keyId: 'two', quotaGroup: 'team' }
    for (const kind of ['quota', 'key-refused', 'rate-limited'] as const) {
      expect(moveFrom(kind, one, same).type).toBe('give-up')
      expect(moveFrom(kind, one, { keyId: 'two', quotaGroup: 'other' })).toMatchObject({ candidate: 1 })
    }
  })

  test('a request that was too long goes only to one with more context', () => {
    const failed = { contextTokens: 8000 }
    const other = (contextTokens: number | undefined) => ({ provider: 'anthropic', contextTokens }) as const
    expect(moveFrom('context-overflow', failed, other(8000)).type).toBe('give-up')
    expect(moveFrom('context-overflow', failed, other(4000)).type).toBe('give-up')
    expect(moveFrom('context-overflow', failed, other(8001))).toMatchObject({ candidate: 1 })
    expect(moveFrom('context-overflow', failed, other(undefined))).toMatchObject({ candidate: 1 })
  })

  test('without a network, only a model on this machine is asked', () => {
    expect(moveFrom('offline', {}, { provider: 'ollama', isLocal: true })).toMatchObject({ candidate: 1 })
    expect(moveFrom('offline', {}, { provider: 'anthropic' }).type).toBe('give-up')
  })

  test('a target that still refuses without the seals is left, and another may open them', () => {
    const refused = { candidate: 0, fault: fault('seal-refused') }
    const tried = [refused, { ...refused }]
    expect(nextMove(situation([first], { tried })).type).toBe('give-up')
    const two = [first, candidate({ provider: 'anthropic' })]
    expect(nextMove(situation(two, { tried }))).toMatchObject({ candidate: 1, withoutSeals: false })
    const third = { candidate: 1, fault: fault('seal-refused') }
    expect(nextMove(situation(two, { tried: [...tried, third] }))).toMatchObject({
      candidate: 1,
      withoutSeals: true,
    })
  })

  test('leaving out the seals counts as one of the two attempts at a target', () => {
    const tried = [
      { candidate: 0, fault: fault('overloaded') },
      { candidate: 0, fault: fault('seal-refused') },
    ]
    expect(nextMove(situation([first], { tried })).type).toBe('give-up')
  })
})

const anyCandidate = fc
  .record({
    provider: fc.constantFrom('openai', 'anthropic', 'ollama'),
    model: fc.constantFrom('m', 'n'),
    keyId: fc.constantFrom(undefined, 'one', 'two'),
    quotaGroup: fc.constantFrom(undefined, 'team'),
    contextTokens: fc.constantFrom(undefined, 8000, 200_000),
    isLocal: fc.boolean(),
  })
  .map(candidate)
const anyFault = fc.record({
  kind: fc.constantFrom(...faultKinds),
  retryAfterMs: fc.option(fc.nat(90_000), { nil: undefined }),
  status: fc.constantFrom(undefined, 200, 500),
  reason: fc.constant(''),
})
const anyRoute = fc.constantFrom<RouteDefinition | undefined>(undefined, route, {
  ...route,
  onRefusal: 'next',
})

test('whatever happens, it ends, asks four times at most and no target a third time', () => {
  const faults = fc.array(fc.tuple(anyFault, fc.nat(20_000), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: 20,
    maxLength: 20,
  })
  const candidates = fc.array(anyCandidate, { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(candidates, anyRoute, faults, fc.nat(4), (all, own, happening, callerRetries) => {
      const tried: Tried[] = []
      let elapsedMs = 0
      for (const [failed, tookMs, random] of happening) {
        const plan = { route: own, candidates: all, skipped: [] }
        const move = nextMove(situation(all, { plan, tried, elapsedMs, callerRetries, random }))
        if (move.type === 'give-up') return
        const asked = tried.filter(each => each.fault.kind !== 'skipped')
        expect(all[move.candidate]).toBeDefined()
        expect(tried.filter(each => each.candidate === move.candidate).length).toBeLessThan(2)
        expect(asked.length).toBeLessThan(4)
        elapsedMs += move.afterMs
        if (asked.length > 0) expect(elapsedMs).toBeLessThanOrEqual(60_000)
        tried.push({ candidate: move.candidate, fault: failed })
        elapsedMs += tookMs
      }
      expect.fail('It does not end')
    }),
    { numRuns: 2000 },
  )
})
