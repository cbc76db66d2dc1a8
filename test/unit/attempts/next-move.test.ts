// What comes after a failure, for every kind of fault and everything that may be left.
import { describe, expect, test } from 'vitest'
import { type Fault, faultKinds } from '../../../gateway/attempts/fault.ts'
import { type NextMove, nextMove, type Situation } from '../../../gateway/attempts/next-move.ts'
import type { RouteDefinition } from '../../../gateway/contract/routes.ts'
import type { Candidate } from '../../../gateway/routing/plan.ts'
import { candidate, fault, route, situation } from '../../support/move-rig.ts'

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
  busy: { fault: fault('busy'), ofRoute: ['next', 'next', 'again', 'again'] },
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
  // Another key changes nothing about a budget, a format or a length.
  skipped: { fault: fault('skipped'), ofRoute: ['next', 'next', 'end', 'end'] },
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
    // What is wrong with one key says nothing of how the provider does with another.
    const isOfKey = name === 'another key' && ['quota', 'key-refused', 'rate-limited'].includes(failed.kind)
    const isElsewhere = name === 'another provider' || isOfKey || isSkipped || usual === 'bare'
    expect(moveAfter(failed, other, given)).toBe(isElsewhere ? usual : 'end')
  })

  test('a caller that tries again by itself is not made to wait for its model', () => {
    const move = moveAfter(failed, undefined, { ...planned(undefined, undefined), callerRetries: 1 })
    expect(move).toBe(failed.kind === 'seal-refused' ? 'bare' : 'end')
  })
})
