// What comes after a failure, for every kind of fault and everything that may be left.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fault, type FaultKind, faultKinds } from '../../../gateway/attempts/fault.ts'
import {
  hedgeCandidate,
  type NextMove,
  nextMove,
  type Situation,
  type Tried,
} from '../../../gateway/attempts/next-move.ts'
import type { RouteDefinition } from '../../../gateway/contract/routes.ts'
import type { Candidate } from '../../../gateway/routing/plan.ts'
import { providerOf } from '../../support/attempt-rig.ts'

const route: RouteDefinition = { name: 'smart', groups: [] }
const providers = {
  openai: providerOf('openai'),
  anthropic: providerOf('anthropic'),
  ollama: providerOf('ollama'),
}

interface Named {
  readonly provider?: keyof typeof providers
  readonly model?: string
  readonly keyId?: string | undefined
  readonly quotaGroup?: string | undefined
  readonly contextTokens?: number | undefined
  readonly isLocal?: boolean
}

function candidate({ provider = 'openai', model = 'm', ...rest }: Named = {}): Candidate {
  const target = { provider: providers[provider], model, format: 'openai-chat', priced: true } as const
  return {
    target,
    keyId: undefined,
    quotaGroup: undefined,
    limits: undefined,
    contextTokens: undefined,
    isLocal: false,
    ...rest,
  }
}

function fault(kind: FaultKind, extra: Partial<Fault> = {}): Fault {
  return { kind, reason: kind, ...extra }
}

function situation(candidates: readonly Candidate[], given: Partial<Situation> = {}): Situation {
  return {
    plan: { route, candidates, skipped: [] },
    tried: [],
    running: [],
    elapsedMs: 0,
    callerRetries: 0,
    mayRetry: () => true,
    isBodyKept: true,
    random: 0.5,
    ...given,
  }
}

const first = candidate({ keyId: 'one' })
const others = {
  'another provider': candidate({ provider: 'anthropic' }),
  'another model': candidate({ keyId: 'one', model: 'n' }),
  'another key': candidate({ keyId: 'two' }),
  nothing: undefined,
}
type Left = keyof typeof others
const left = Object.keys(others) as Left[]

type Move = 'next' | 'again' | 'bare' | 'end'

function moveAfter(failed: Fault, other: Candidate | undefined, given: Partial<Situation> = {}): Move {
  const candidates = other ? [first, other] : [first]
  const plan = { route, candidates, skipped: [], ...given.plan }
  return nameOf(nextMove(situation(candidates, { tried: [{ candidate: 0, fault: failed }], ...given, plan })))
}

function nameOf(move: NextMove): Move {
  if (move.type === 'give-up') return 'end'
  if (move.candidate === 1) return 'next'
  return move.withoutSeals ? 'bare' : 'again'
}

interface Row {
  readonly fault: Fault
  readonly onRefusal?: 'next'
  /** Of a route, in the order of `left`. */
  readonly ofRoute: readonly [Move, Move, Move, Move]
  /** Of a model that is asked for by its own name. Undefined if it is the same. */
  readonly ofModel?: readonly [Move, Move, Move, Move]
}

const table: Readonly<Record<string, Row>> = {
  unreachable: { fault: fault('unreachable'), ofRoute: ['next', 'again', 'again', 'again'] },
  offline: { fault: fault('offline'), ofRoute: ['end', 'end', 'end', 'end'] },
  'broken before the headers': { fault: fault('broken'), ofRoute: ['next', 'next', 'again', 'again'] },
  'broken after the headers': {
    fault: fault('broken', { status: 200 }),
    ofRoute: ['next', 'next', 'end', 'end'],
  },
  late: { fault: fault('late'), ofRoute: ['next', 'next', 'end', 'end'] },
  slow: { fault: fault('slow', { status: 200 }), ofRoute: ['next', 'next', 'end', 'end'] },
  'rate-limited': { fault: fault('rate-limited'), ofRoute: ['next', 'next', 'next', 'end'] },
  'rate-limited with a hint': {
    fault: fault('rate-limited', { retryAfterMs: 1000 }),
    ofRoute: ['next', 'next', 'next', 'again'],
    ofModel: ['next', 'next', 'next', 'end'],
  },
  'rate-limited with a hint of an hour': {
    fault: fault('rate-limited', { retryAfterMs: 3_600_000 }),
    ofRoute: ['next', 'next', 'next', 'end'],
  },
  overloaded: { fault: fault('overloaded'), ofRoute: ['next', 'next', 'again', 'again'] },
  'overloaded with a hint of 3 s': {
    fault: fault('overloaded', { retryAfterMs: 3000 }),
    ofRoute: ['next', 'next', 'again', 'again'],
    ofModel: ['next', 'next', 'end', 'end'],
  },
  'server-error': { fault: fault('server-error'), ofRoute: ['next', 'next', 'end', 'end'] },
  quota: { fault: fault('quota'), ofRoute: ['next', 'end', 'next', 'end'] },
  'key-refused': { fault: fault('key-refused'), ofRoute: ['next', 'end', 'next', 'end'] },
  'model-gone': { fault: fault('model-gone'), ofRoute: ['next', 'next', 'end', 'end'] },
  'context-overflow': { fault: fault('context-overflow'), ofRoute: ['next', 'next', 'end', 'end'] },
  'content-refused': { fault: fault('content-refused'), ofRoute: ['end', 'end', 'end', 'end'] },
  'content-refused, opted in': {
    fault: fault('content-refused'),
    onRefusal: 'next',
    ofRoute: ['next', 'next', 'end', 'end'],
    ofModel: ['end', 'end', 'end', 'end'],
  },
  'seal-refused': { fault: fault('seal-refused'), ofRoute: ['bare', 'bare', 'bare', 'bare'] },
  'request-refused': { fault: fault('request-refused'), ofRoute: ['end', 'end', 'end', 'end'] },
  skipped: { fault: fault('skipped'), ofRoute: ['next', 'next', 'next', 'end'] },
}

test('the table has every kind of fault', () => {
  expect(new Set(Object.values(table).map(row => row.fault.kind))).toEqual(new Set(faultKinds))
})

describe.each(Object.entries(table))('%s', (_, { fault: failed, onRefusal, ofRoute, ofModel = ofRoute }) => {
  const routed = { ...route, ...(onRefusal && { onRefusal }) }
  const cells = left.map((name, place) => ({
    name,
    other: others[name],
    routed: ofRoute[place],
    named: ofModel[place],
  }))
  const planned = (own: RouteDefinition | undefined, other: Candidate | undefined) => ({
    plan: { route: own, candidates: other ? [first, other] : [first], skipped: [] },
  })

  test.each(cells)('left: $name, in a route', ({ other, routed: expected }) => {
    expect(moveAfter(failed, other, planned(routed, other))).toBe(expected)
  })

  test.each(cells)('left: $name, a model by its own name', ({ other, named }) => {
    expect(moveAfter(failed, other, planned(undefined, other))).toBe(named)
  })

  const isSkipped = failed.kind === 'skipped'

  test.each(cells)(
    'left: $name, but the caller has sent it three times before',
    ({ other, routed: usual }) => {
      const given = { ...planned(routed, other), callerRetries: 3 }
      expect(moveAfter(failed, other, given)).toBe(isSkipped ? usual : 'end')
    },
  )

  test.each(cells)('left: $name, but 60 s are over', ({ other, routed: usual }) => {
    const given = { ...planned(routed, other), elapsedMs: 60_001 }
    expect(moveAfter(failed, other, given)).toBe(isSkipped ? usual : 'end')
  })

  test.each(cells)('left: $name, but the body is not kept', ({ other, routed: usual }) => {
    const given = { ...planned(routed, other), isBodyKept: false }
    expect(moveAfter(failed, other, given)).toBe(isSkipped ? usual : 'end')
  })

  test.each(cells)('left: $name, but the provider has failed too often', ({ name, other, routed: usual }) => {
    const given = { ...planned(routed, other), mayRetry: (id: string) => id !== 'openai' }
    const isElsewhere = name === 'another provider' || isSkipped || usual === 'bare'
    expect(moveAfter(failed, other, given)).toBe(isElsewhere ? usual : 'end')
  })

  test('a caller that tries again by itself is not made to wait for its model', () => {
    const move = moveAfter(failed, undefined, { ...planned(undefined, undefined), callerRetries: 1 })
    expect(move).toBe(failed.kind === 'seal-refused' ? 'bare' : 'end')
  })
})

describe('limits', () => {
  const five = (['a', 'b', 'c', 'd', 'e'] as const).map(model => candidate({ model }))
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
  const after = (kind: FaultKind, failed: Named, other: Named) =>
    nextMove(
      situation([candidate(failed), candidate(other)], { tried: [{ candidate: 0, fault: fault(kind) }] }),
    )

  test('keys of one quota group share what limits them', () => {
    const one = { keyId: 'one', quotaGroup: 'team' }
    const same = { keyId: 'two', quotaGroup: 'team' }
    for (const kind of ['quota', 'key-refused', 'rate-limited'] as const) {
      expect(after(kind, one, same).type).toBe('give-up')
      expect(after(kind, one, { keyId: 'two', quotaGroup: 'other' })).toMatchObject({ candidate: 1 })
    }
  })

  test('a request that was too long goes only to one with more context', () => {
    const failed = { contextTokens: 8000 }
    const other = (contextTokens: number | undefined) => ({ provider: 'anthropic', contextTokens }) as const
    expect(after('context-overflow', failed, other(8000)).type).toBe('give-up')
    expect(after('context-overflow', failed, other(4000)).type).toBe('give-up')
    expect(after('context-overflow', failed, other(8001))).toMatchObject({ candidate: 1 })
    expect(after('context-overflow', failed, other(undefined))).toMatchObject({ candidate: 1 })
  })

  test('without a network, only a model on this machine is asked', () => {
    expect(after('offline', {}, { provider: 'ollama', isLocal: true })).toMatchObject({ candidate: 1 })
    expect(after('offline', {}, { provider: 'anthropic' }).type).toBe('give-up')
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
const anyRoute = fc.constantFrom<readonly (RouteDefinition | undefined)[]>(undefined, route, {
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
