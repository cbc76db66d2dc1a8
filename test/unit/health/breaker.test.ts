import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Breaker,
  type BreakerEvent,
  closedBreaker,
  hostRules,
  modelRules,
  nextBreaker,
  type OpenBreaker,
  phaseOf,
} from '../../../gateway/health/breaker.ts'

const second = 1000

function fault(extra: Partial<Extract<BreakerEvent, { type: 'failed' }>> = {}): BreakerEvent {
  return { type: 'failed', isProbe: false, calls: 1, faults: 1, reason: 'broken', random: 0.5, ...extra }
}

function answer(begunAtMs: number, isProbe = false): BreakerEvent {
  return { type: 'answered', isProbe, begunAtMs }
}

/** The breaker after faults at these times. */
function faultsAt(timesMs: readonly number[], rules = modelRules): Breaker {
  return timesMs.reduce<Breaker>((breaker, atMs) => nextBreaker(breaker, fault(), atMs, rules), closedBreaker)
}

function openFor(breaker: Breaker, nowMs: number): number | undefined {
  return breaker.type === 'open' ? breaker.untilMs - nowMs : undefined
}

describe('a closed breaker', () => {
  test('opens with the fourth fault in a row, for 30 s', () => {
    expect(faultsAt([0, 1, 2]).type).toBe('closed')
    expect(openFor(faultsAt([0, 1, 2, 3]), 3)).toBe(30 * second)
  })

  test('counts faults in a row within two minutes only', () => {
    expect(faultsAt([0, 1, 2, 120_000]).type).toBe('closed')
    expect(faultsAt([1, 2, 3, 120_000]).type).toBe('open')
    expect(faultsAt([0, 100_000, 110_000, 120_000, 130_000]).type).toBe('open')
  })

  test('begins to count anew after a success', () => {
    const breaker = nextBreaker(faultsAt([0, 1, 2]), answer(0), 3, modelRules)
    expect(breaker).toBe(closedBreaker)
    expect(nextBreaker(breaker, fault(), 4, modelRules).type).toBe('closed')
  })

  test.each([
    [7, 7, 'closed'],
    [8, 5, 'open'],
    [8, 4, 'closed'],
    [10, 6, 'open'],
    [10, 5, 'closed'],
    [100, 59, 'closed'],
    [100, 60, 'open'],
  ] as const)('of %i calls of the last minute %i are faults: %s', (calls, faults, type) => {
    expect(nextBreaker(closedBreaker, fault({ calls, faults }), 0, modelRules).type).toBe(type)
  })

  test('of a host opens with the third failure to connect, and knows no share', () => {
    expect(faultsAt([0, 1], hostRules).type).toBe('closed')
    expect(faultsAt([0, 1, 2], hostRules).type).toBe('open')
    expect(nextBreaker(closedBreaker, fault({ calls: 100, faults: 100 }), 0, hostRules).type).toBe('closed')
  })

  test('is not changed by requests that begin or are broken off', () => {
    const breaker = faultsAt([0, 1])
    expect(nextBreaker(breaker, { type: 'begun' }, 2, modelRules)).toBe(breaker)
    expect(nextBreaker(breaker, { type: 'freed' }, 2, modelRules)).toBe(breaker)
  })

  test('is the same object after a success, so that successes cost nothing', () => {
    expect(nextBreaker(closedBreaker, answer(0), 1, modelRules)).toBe(closedBreaker)
  })
})

/** Opened at 0 until 30,000. */
const opened: OpenBreaker = {
  type: 'open',
  openedAtMs: 0,
  untilMs: 30_000,
  openings: 1,
  isProbed: false,
  reason: 'broken',
}
const probed: OpenBreaker = { ...opened, isProbed: true }

describe('an open breaker', () => {
  test.each([
    // phase, state, event, at, phase then
    ['open', opened, { type: 'begun' }, 29_999, 'open'],
    ['open', opened, { type: 'freed' }, 1000, 'open'],
    ['open', opened, fault(), 1000, 'open'],
    ['open', opened, answer(-1), 1000, 'open'],
    ['open', opened, answer(0), 1000, 'closed'],
    ['half-open', opened, { type: 'begun' }, 30_000, 'probing'],
    ['half-open', opened, { type: 'freed' }, 30_000, 'half-open'],
    ['half-open', opened, fault(), 30_000, 'half-open'],
    ['half-open', opened, answer(-1), 30_000, 'half-open'],
    ['half-open', opened, answer(1), 30_000, 'closed'],
    ['probing', probed, { type: 'begun' }, 31_000, 'probing'],
    ['probing', probed, { type: 'freed' }, 31_000, 'half-open'],
    ['probing', probed, fault(), 31_000, 'probing'],
    ['probing', probed, fault({ isProbe: true }), 31_000, 'open'],
    ['probing', probed, answer(-1), 31_000, 'probing'],
    ['probing', probed, answer(-1, true), 31_000, 'closed'],
  ] as const)('%s: %#', (phase, breaker, event, atMs, then) => {
    expect(phaseOf(breaker, atMs)).toBe(phase)
    expect(phaseOf(nextBreaker(breaker, event, atMs, modelRules), atMs)).toBe(then)
  })

  test('stays open twice as long after each probe that fails, up to five minutes', () => {
    let breaker: Breaker = faultsAt([0, 0, 0, 0])
    const lengths: unknown[] = []
    for (let nowMs = 0; lengths.length < 6; ) {
      const lengthMs = openFor(breaker, nowMs)
      lengths.push(lengthMs)
      nowMs += lengthMs ?? 0
      breaker = nextBreaker(breaker, { type: 'begun' }, nowMs, modelRules)
      breaker = nextBreaker(breaker, fault({ isProbe: true }), nowMs, modelRules)
    }
    expect(lengths).toEqual([30, 60, 120, 240, 300, 300].map(seconds => seconds * second))
  })

  test.each([
    [0, 24_000],
    [0.5, 30_000],
    [1, 36_000],
  ])('stays open for a fifth less to a fifth more: random %d', (random, lengthMs) => {
    const breaker = nextBreaker(faultsAt([0, 0, 0]), fault({ random }), 0, modelRules)
    expect(openFor(breaker, 0)).toBeCloseTo(lengthMs, 6)
  })

  test('begins with 30 s again after it was closed', () => {
    const closed = nextBreaker({ ...probed, openings: 4 }, answer(31_000, true), 32_000, modelRules)
    const again = [1, 2, 3, 4].reduce<Breaker>(
      (breaker, atMs) => nextBreaker(breaker, fault(), 32_000 + atMs, modelRules),
      closed,
    )
    expect(openFor(again, 32_004)).toBe(30 * second)
  })
})

describe('whatever happens', () => {
  const step = fc.record({
    kind: fc.constantFrom('begin', 'abort', 'fail', 'answer'),
    afterMs: fc.integer({ min: 0, max: 400_000 }),
    random: fc.double({ min: 0, max: 1, noNaN: true }),
    which: fc.nat(),
  })

  interface Run {
    readonly begunAtMs: number
    isProbe: boolean
  }

  /** Plays requests against the breaker as the records do. Returns it and the most probes that ran at once. */
  function play(steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]) {
    let breaker: Breaker = closedBreaker
    let nowMs = 0
    let mostProbes = 0
    const runs: Run[] = []
    for (const { kind, afterMs, random, which } of steps) {
      nowMs += afterMs
      if (kind === 'begin') {
        const before = breaker
        breaker = nextBreaker(breaker, { type: 'begun' }, nowMs, modelRules)
        runs.push({ begunAtMs: nowMs, isProbe: breaker !== before })
        mostProbes = Math.max(mostProbes, runs.filter(({ isProbe }) => isProbe).length)
        continue
      }
      const [run] = runs.splice(which % Math.max(1, runs.length), 1)
      if (!run) continue
      const event = eventOf(kind, run, random)
      if (event) breaker = nextBreaker(breaker, event, nowMs, modelRules)
      // A breaker that is closed or opened anew knows of no probe any more.
      if (phaseOf(breaker, nowMs) !== 'probing') for (const each of runs) each.isProbe = false
    }
    return { breaker, nowMs, mostProbes }
  }

  function eventOf(kind: string, { isProbe, begunAtMs }: Run, random: number): BreakerEvent | undefined {
    if (kind === 'fail') return fault({ isProbe, random })
    if (kind === 'answer') return answer(begunAtMs, isProbe)
    return isProbe ? { type: 'freed' } : undefined
  }

  test('at most one request tries at a time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        expect(play(steps).mostProbes).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('it recovers: six minutes later one request that is answered closes it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const { breaker, nowMs } = play(steps)
        const laterMs = nowMs + 360_000
        const begun = nextBreaker(breaker, { type: 'begun' }, laterMs, modelRules)
        expect(phaseOf(nextBreaker(begun, answer(laterMs), laterMs + 1, modelRules), laterMs + 1)).toBe(
          'closed',
        )
      }),
    )
  })
})
