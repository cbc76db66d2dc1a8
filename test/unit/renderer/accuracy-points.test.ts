import { expect, test } from 'vitest'
import { accuracyPoints } from '../../../renderer/screens/accuracy/accuracy-points.ts'

test('a day of accuracy is drawn in dollars and percent; one without requests has no error, not one of zero', () => {
  const days = [
    {
      day: '2026-11-01',
      requests: 2,
      heldNanoUsd: '3500000000',
      settledNanoUsd: '1',
      inputErrorPercent: 4.5,
    },
    { day: '2026-11-02', requests: 0, heldNanoUsd: '0', settledNanoUsd: '0', inputErrorPercent: null },
  ]
  expect(accuracyPoints(days, day => day.slice(-2))).toEqual([
    { day: '01', held: 3.5, settled: 1e-9, inputError: 4.5 },
    { day: '02', held: 0, settled: 0, inputError: null },
  ])
})
