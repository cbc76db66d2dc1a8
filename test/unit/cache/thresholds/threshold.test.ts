import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Judged } from '../../../../gateway/cache/answer-store.ts'
import { upperBound } from '../../../../gateway/cache/thresholds/clopper-pearson.ts'
import { addToTally, emptyTally, reportOf } from '../../../../gateway/cache/thresholds/threshold.ts'

const wantedRate = 0.01

function judged(count: number, similarity: number, judgement: Judged['judgement'] = 'same'): Judged[] {
  return Array.from({ length: count }, () => ({ group: 'client/how-to', similarity, judgement }))
}

function tallyOf(judgements: readonly Judged[]) {
  const tally = emptyTally()
  for (const judgement of judgements) addToTally(tally, judgement)
  return tally
}

const report = (...judgements: readonly Judged[][]) => reportOf('all', tallyOf(judgements.flat()), wantedRate)

describe('the curve', () => {
  test('has a point for each hundredth from 0.80 to 1.00', () => {
    const { curve } = report()
    expect(curve.map(({ threshold }) => threshold)).toEqual(
      Array.from({ length: 21 }, (_, at) => (80 + at) / 100),
    )
    expect(curve.every(({ hits, falseHitBound }) => hits === 0 && falseHitBound === null)).toBe(true)
  })

  test('counts at each threshold what reaches it, the threshold itself included', () => {
    const { curve } = report(judged(1, 0.93), judged(1, 0.9299999), judged(1, 0.93, 'different'))
    const hitsAt = (threshold: number) => curve.find(point => point.threshold === threshold)
    expect(hitsAt(0.94)?.hits).toBe(0)
    expect(hitsAt(0.93)).toEqual({ threshold: 0.93, hits: 2, falseHits: 1, falseHitBound: upperBound(1, 2) })
    expect(hitsAt(0.92)?.hits).toBe(3)
  })

  test("counts a person's wrong as two false hits of two, and undecided as no trial", () => {
    const { curve, judged: count, undecided } = report(judged(1, 0.97, 'wrong'), judged(3, 0.97, 'undecided'))
    expect(curve.at(0)).toEqual({ threshold: 0.8, hits: 2, falseHits: 2, falseHitBound: 1 })
    expect([count, undecided]).toEqual([4, 3])
  })

  test('leaves out what no threshold lets pass, and similarities that are no numbers', () => {
    expect(report(judged(5, 0.79), judged(2, Number.NaN), judged(1, -1)).judged).toBe(0)
    expect(report(judged(1, 1.0000001)).curve.at(-1)?.hits).toBe(1)
  })

  test('has at every threshold the counts that a look at each judgement gives', () => {
    const some = fc.record({
      group: fc.constant('all'),
      similarity: fc.oneof(
        fc.double({ min: 0.75, max: 1, noNaN: true }),
        fc.integer({ min: 75, max: 100 }).map(n => n / 100),
      ),
      judgement: fc.constantFrom(
        'same' as const,
        'different' as const,
        'undecided' as const,
        'wrong' as const,
      ),
    })
    fc.assert(
      fc.property(fc.array(some, { maxLength: 200 }), judgements => {
        for (const { threshold, hits, falseHits } of reportOf('all', tallyOf(judgements), wantedRate).curve) {
          const passed = judgements.filter(
            one => one.similarity >= threshold && one.judgement !== 'undecided',
          )
          const weigh = (list: readonly Judged[]) =>
            list.reduce((sum, { judgement }) => sum + (judgement === 'wrong' ? 2 : 1), 0)
          expect(hits).toBe(weigh(passed))
          expect(falseHits).toBe(weigh(passed.filter(({ judgement }) => judgement !== 'same')))
        }
      }),
    )
  })
})

describe('the threshold in force', () => {
  test('stays at 0.95 without data', () => {
    expect(report()).toMatchObject({ inForce: 0.95, judged: 0, estimate: null, bound: null })
  })

  test('stays at 0.95 with 298 good hits, and is earned with 299: the bound is then under 1 %', () => {
    expect(report(judged(298, 0.9)).inForce).toBe(0.95)
    expect(report(judged(299, 0.9))).toMatchObject({ inForce: 0.9, estimate: 0, bound: upperBound(0, 299) })
  })

  test('does not go below what was judged', () => {
    expect(report(judged(5000, 0.934)).inForce).toBe(0.93)
    expect(report(judged(5000, 0.934), judged(60, 0.85, 'different')).inForce).toBe(0.93)
    expect(report(judged(5000, 0.974)).inForce).toBe(0.95)
  })

  test('is the lowest that is proven, and not the ones below that let too much pass', () => {
    const { inForce, curve } = report(judged(600, 0.93), judged(600, 0.9), judged(30, 0.88, 'different'))
    expect(inForce).toBe(0.9)
    expect(curve.find(({ threshold }) => threshold === 0.88)?.falseHitBound).toBeGreaterThan(wantedRate)
  })

  test('is not a low one whose many easy hits hide false ones at a higher one', () => {
    const all = report(judged(97, 0.96), judged(3, 0.96, 'different'), judged(5000, 0.85))
    expect(all.curve.find(({ threshold }) => threshold === 0.85)?.falseHitBound).toBeLessThan(wantedRate)
    expect(all.inForce).toBe(0.95)
  })

  test('does not step over one that is no longer proven', () => {
    const all = report(
      judged(400, 0.965),
      judged(197, 0.955),
      judged(3, 0.955, 'different'),
      judged(9000, 0.945),
    )
    expect(all.inForce).toBe(0.96)
  })

  test('is not lowered by a false hit that undoes the proof of a higher one', () => {
    const [high, between] = [judged(299, 0.92), judged(1, 0.91, 'different')]
    expect(report(high, between, judged(328, 0.9)).inForce).toBe(0.92)
    expect(report(high.slice(1), judged(1, 0.92, 'different'), between, judged(328, 0.9)).inForce).toBe(0.95)
  })

  test('is higher where 0.95 is surely bad, and above what speaks against it', () => {
    expect(report(judged(96, 0.99), judged(4, 0.957, 'different')).inForce).toBe(0.96)
    expect(
      report(judged(90, 0.99), judged(4, 0.957, 'different'), judged(3, 0.98, 'different')).inForce,
    ).toBe(0.99)
  })

  test('is 1, only exact, where even the highest similarities are wrong', () => {
    expect(report(judged(10, 1, 'different')).inForce).toBe(1)
    expect(report(judged(5, 0.9999, 'wrong')).inForce).toBe(1)
  })

  test('stays at 0.95 where one false hit of many is no proof against it', () => {
    expect(report(judged(60, 0.96), judged(1, 0.96, 'different')).inForce).toBe(0.95)
  })

  test('is never earned where no false hit is wanted', () => {
    expect(reportOf('all', tallyOf(judged(20_000, 0.97)), 0).inForce).toBe(0.95)
  })

  test('if earned, is proven, and so is or lacks hits each threshold above it', () => {
    const band = fc.tuple(fc.integer({ min: 80, max: 100 }), fc.nat(3000), fc.nat(12))
    fc.assert(
      fc.property(fc.array(band, { maxLength: 12 }), bands => {
        const { inForce, curve, bound } = report(
          ...bands.map(([hundredth, good, bad]) => [
            ...judged(good, hundredth / 100),
            ...judged(bad, hundredth / 100, 'different'),
          ]),
        )
        if (inForce < 0.95) expect(bound).toBeLessThan(wantedRate)
        if (inForce < 0.95) {
          for (const { threshold, hits, falseHits } of curve)
            if (threshold >= inForce) expect(falseHits).toBeLessThanOrEqual(wantedRate * hits)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('never falls by a hit that turned out false', () => {
    const band = fc.tuple(fc.integer({ min: 80, max: 100 }), fc.nat(900), fc.nat(3))
    const place = fc.integer({ min: 80, max: 100 })
    fc.assert(
      fc.property(fc.array(band, { minLength: 1, maxLength: 8 }), place, (bands, hundredth) => {
        const judgements = bands.flatMap(([at, good, bad]) => [
          ...judged(good, at / 100),
          ...judged(bad, at / 100, 'different'),
        ])
        const before = judgements.findIndex(
          ({ similarity, judgement }) => judgement === 'same' && similarity * 100 >= hundredth,
        )
        if (before < 0) return
        const after = judgements.with(before, { ...(judgements[before] as Judged), judgement: 'different' })
        const [was, is] = [report(judgements), report(after)]
        // A threshold above 0.95 that is no longer proven gives way to 0.95 unless that is surely bad.
        if (was.inForce <= 0.95) expect(is.inForce).toBeGreaterThanOrEqual(was.inForce)
      }),
      { numRuns: 60 },
    )
  })
})

describe('a group', () => {
  const all = report(judged(1000, 0.88))

  test('that has too few judgements of its own has the threshold of all', () => {
    expect(all.inForce).toBe(0.88)
    expect(reportOf('team/code', tallyOf(judged(40, 0.9)), wantedRate, all).inForce).toBe(0.88)
    expect(reportOf('team/code', emptyTally(), wantedRate, all).inForce).toBe(0.88)
  })

  test('that has enough has its own', () => {
    expect(reportOf('team/code', tallyOf(judged(300, 0.92)), wantedRate, all).inForce).toBe(0.92)
    const bad = tallyOf([...judged(20, 0.99), ...judged(5, 0.96, 'different')])
    expect(reportOf('team/code', bad, wantedRate, all).inForce).toBe(0.97)
  })

  test('is not let below 0.95 by all where its own few judgements speak against it', () => {
    const own = (similarity: number) => tallyOf([...judged(40, 0.99), ...judged(1, similarity, 'different')])
    expect(reportOf('team/code', own(0.9), wantedRate, all).inForce).toBe(0.91)
    expect(reportOf('team/code', own(0.97), wantedRate, all).inForce).toBe(0.95)
  })
})
