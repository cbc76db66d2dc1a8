import { describe, expect, test } from 'vitest'
import { limitsOf } from '../../../gateway/attempts/attempt-limits.ts'
import type { RouteDefinition, TargetLimits } from '../../../gateway/contract/routes.ts'
import type { RecentSpeed } from '../../../gateway/health/health.ts'
import { candidate, route } from '../../support/move-rig.ts'

const plain = { inputTokens: 0, reasoning: false, stream: true, isLoaded: undefined }

interface Given {
  readonly request?: Partial<typeof plain>
  readonly isLocal?: boolean
  readonly own?: TargetLimits
  readonly ofRoute?: TargetLimits
  readonly speed?: RecentSpeed
}

function limits({ request, isLocal = false, own, ofRoute, speed }: Given): TargetLimits {
  const asked: RouteDefinition = { ...route, limits: ofRoute }
  return limitsOf({ ...candidate({ isLocal }), limits: own }, asked, { ...plain, ...request }, { speed })
}

function speedOf(answers: number, firstTokenP95Ms: number): RecentSpeed {
  return { answers, firstTokenMs: 100, firstTokenP95Ms, msPerOutputToken: undefined }
}

describe('the time to the first content of a stream', () => {
  test.each<[string, Given, number | undefined]>([
    ['45 s', {}, 45_000],
    ['120 s for a model that thinks', { request: { reasoning: true } }, 120_000],
    ['300 s for a model on this machine', { isLocal: true }, 300_000],
    ['longer by 24 s for 100,000 tokens', { request: { inputTokens: 100_000 } }, 69_000],
    ['300 s at most', { request: { reasoning: true, inputTokens: 1_000_000 } }, 300_000],
    ['as before while fewer than 20 answers are known', { speed: speedOf(19, 1000) }, 45_000],
    ['half of that for a model that is known to be fast', { speed: speedOf(20, 1000) }, 22_500],
    ['three times the slowest of twenty', { speed: speedOf(20, 20_000) }, 60_000],
    ['300 s at most for a slow one', { speed: speedOf(20, 200_000) }, 300_000],
    ['as the route says', { ofRoute: { firstTokenMs: 70 } }, 70],
    ['as the target says, before the route', { own: { firstTokenMs: 7 }, ofRoute: { firstTokenMs: 70 } }, 7],
    ['not limited for a whole answer', { request: { stream: false } }, undefined],
    [
      'as the route says, for a whole answer too',
      { request: { stream: false }, ofRoute: { firstTokenMs: 70 } },
      70,
    ],
  ])('%s', (_, given, expected) => {
    expect(limits(given).firstTokenMs).toBe(expected)
  })
})

test('the other limits are those of the target, and of the route where the target has none', () => {
  const own = { tokensPerSecond: 5 }
  const ofRoute = { headersMs: 90, tokensPerSecond: 50, probeWindowMs: 700 }
  expect(limits({ own, ofRoute })).toMatchObject({ headersMs: 90, tokensPerSecond: 5, probeWindowMs: 700 })
})
