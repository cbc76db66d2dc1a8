import { describe, expect, test } from 'vitest'
import type { RouteDefinition, RouteTarget, Strategy } from '../../../gateway/contract/routes.ts'
import type { RecentSpeed } from '../../../gateway/health/health.ts'
import { type Known, namesOf, plan } from './route-rig.ts'

function route(strategy: Strategy, ...targets: readonly RouteTarget[]): RouteDefinition {
  return { name: 'smart', groups: [{ strategy, targets }] }
}

const three = [{ target: 'a/gpt-4o' }, { target: 'b/gpt-4o' }, { target: 'c/claude-sonnet-5' }]

function order(strategy: Strategy, known: Known = {}, targets: readonly RouteTarget[] = three) {
  return namesOf(plan(route(strategy, ...targets), known))
}

/** A random number generator that gives these numbers, and then the last one again and again. */
function drawing(...numbers: readonly number[]): () => number {
  let drawn = 0
  return () => numbers[Math.min(drawn++, numbers.length - 1)] ?? 0
}

test('priority: in the order of the list', () => {
  expect(order('priority')).toEqual(['a/gpt-4o', 'b/gpt-4o', 'c/claude-sonnet-5'])
})

describe('weighted', () => {
  const targets = [
    { target: 'a/gpt-4o', weight: 3 },
    { target: 'b/gpt-4o' },
    { target: 'c/claude-sonnet-5', weight: 0 },
  ]
  test('a target is drawn as often as its weight says', () => {
    const counts: Record<string, number> = {}
    for (let step = 0; step < 400; step++) {
      const [first = ''] = order('weighted', { random: drawing((step + 0.5) / 400, 0.5) }, targets)
      counts[first] = (counts[first] ?? 0) + 1
    }
    expect(counts).toEqual({ 'a/gpt-4o': 300, 'b/gpt-4o': 100 })
  })
  test('the others follow, and a weight of 0 comes last', () => {
    expect(order('weighted', { random: () => 0.9 }, targets)).toEqual([
      'b/gpt-4o',
      'a/gpt-4o',
      'c/claude-sonnet-5',
    ])
  })
})

describe('lowest-cost', () => {
  test('the cheapest first, and an unknown price last', () => {
    const costs = { 'b/gpt-4o': 5n, 'c/claude-sonnet-5': 3n }
    expect(order('lowest-cost', { costs })).toEqual(['c/claude-sonnet-5', 'b/gpt-4o', 'a/gpt-4o'])
  })
  test('what is free is cheaper than what costs something', () => {
    const costs = { 'a/gpt-4o': 1n, 'b/gpt-4o': 0n, 'c/claude-sonnet-5': 2n }
    expect(order('lowest-cost', { costs })[0]).toBe('b/gpt-4o')
  })
  test('what is in the prompt cache counts as cached at the target that has it', () => {
    const costs = { 'a/gpt-4o': 1000n, 'b/gpt-4o': 1500n }
    const pin = { target: 'b/gpt-4o', cachedTokens: 60 }
    expect(order('lowest-cost', { costs, cachedSaves: 10n, pin })[0]).toBe('b/gpt-4o')
    expect(order('lowest-cost', { costs, cachedSaves: 1n, pin })[0]).toBe('a/gpt-4o')
  })
})

describe('lowest-latency', () => {
  const speed = (firstTokenMs: number, msPerOutputToken?: number): { speed: RecentSpeed } => ({
    speed: { answers: 3, firstTokenMs, firstTokenP95Ms: firstTokenMs, msPerOutputToken },
  })
  test('counts the first token and all that follow it', () => {
    const health = {
      'a/gpt-4o': speed(100, 50),
      'b/gpt-4o': speed(900, 10),
      'c/claude-sonnet-5': speed(3000),
    }
    expect(order('lowest-latency', { health })).toEqual(['b/gpt-4o', 'c/claude-sonnet-5', 'a/gpt-4o'])
  })
  test('those within a tenth of the fastest take turns', () => {
    const health = { 'a/gpt-4o': speed(1000), 'b/gpt-4o': speed(1100), 'c/claude-sonnet-5': speed(1101) }
    const firsts = [0, 0.49, 0.5, 0.99].map(at => order('lowest-latency', { health, random: () => at })[0])
    expect(firsts).toEqual(['a/gpt-4o', 'a/gpt-4o', 'b/gpt-4o', 'b/gpt-4o'])
  })
  const oneKnown = { 'b/gpt-4o': speed(1000) }
  test('an unknown target is explored by a request in twenty', () => {
    expect(order('lowest-latency', { health: oneKnown, random: drawing(0, 0.05) })[0]).toBe('b/gpt-4o')
    const explored = order('lowest-latency', { health: oneKnown, random: drawing(0, 0.049, 0.6) })
    expect(explored).toEqual(['c/claude-sonnet-5', 'b/gpt-4o', 'a/gpt-4o'])
  })
  test('a conversation that has a target is never used to explore', () => {
    const pin = { target: 'b/gpt-4o', cachedTokens: 0 }
    expect(order('lowest-latency', { health: oneKnown, random: () => 0, pin })[0]).toBe('b/gpt-4o')
  })
  test('if nothing is known, the order is that of the list', () => {
    expect(order('lowest-latency', { random: () => 0 })[0]).toBe('a/gpt-4o')
  })
})

test('least-busy: the one with the fewest running requests, and of those alike the first', () => {
  const health = {
    'a/gpt-4o': { running: 2 },
    'b/gpt-4o': { running: 1 },
    'c/claude-sonnet-5': { running: 1 },
  }
  expect(order('least-busy', { health })).toEqual(['b/gpt-4o', 'c/claude-sonnet-5', 'a/gpt-4o'])
})

test('local-first: what a local server passes on to the cloud is not local', () => {
  const targets = [{ target: 'a/gpt-4o' }, { target: 'local/big-cloud' }, { target: 'local/llama3.2:latest' }]
  expect(order('local-first', {}, targets)).toEqual(['local/llama3.2:latest', 'a/gpt-4o', 'local/big-cloud'])
})
