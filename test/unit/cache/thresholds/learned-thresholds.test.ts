import { describe, expect, test } from 'vitest'
import type { Judged } from '../../../../gateway/cache/answer-store.ts'
import { openLearnedThresholds } from '../../../../gateway/cache/thresholds/learned-thresholds.ts'

function rig(stored: Judged[] = []) {
  const clock = { ms: 0 }
  const setting = { rate: 0.01 }
  let readings = 0
  const learned = openLearnedThresholds({
    judged: async () => {
      readings += 1
      return stored
    },
    wantedFalseHitRate: () => setting.rate,
    monotonicMs: () => clock.ms,
  })
  const add = (count: number, one: Judged) => {
    for (let at = 0; at < count; at += 1) {
      stored.unshift(one)
      learned.addedJudgement()
    }
  }
  return { learned, clock, setting, stored, add, readings: () => readings }
}

const good: Judged = { group: 'client/code', similarity: 0.9, judgement: 'same' }
const bad: Judged = { group: 'team/data', similarity: 0.96, judgement: 'wrong' }

describe('learned thresholds', () => {
  test('let nothing but the exact pass until the judgements were read, and then 0.95', async () => {
    const { learned } = rig()
    expect(learned.thresholdFor('client/code')).toBe(1)
    expect(learned.reports()).toEqual([])
    await learned.settled()
    expect(learned.thresholdFor('client/code')).toBe(0.95)
    expect(learned.reports().map(({ group }) => group)).toEqual(['all'])
  })

  test('are those of the group, and of all for a group without judgements', async () => {
    const { learned } = rig([
      ...Array.from({ length: 600 }, () => good),
      ...Array.from({ length: 3 }, () => bad),
    ])
    await learned.settled()
    expect(learned.reports().map(({ group }) => group)).toEqual(['all', 'client/code', 'team/data'])
    expect(learned.thresholdFor('client/code')).toBe(0.9)
    expect(learned.thresholdFor('team/data')).toBe(0.97)
    expect(learned.thresholdFor('client/writing')).toBe(learned.reports()[0]?.inForce)
  })

  test('are computed anew after 20 judgements, and not before', async () => {
    const { learned, add, readings } = rig()
    await learned.settled()
    add(19, bad)
    await learned.settled()
    expect(readings()).toBe(1)
    add(1, bad)
    await learned.settled()
    expect(readings()).toBe(2)
    expect(learned.thresholdFor('team/data')).toBe(0.97)
  })

  test('are computed anew a minute after the last time, if something was judged', async () => {
    const { learned, add, clock, readings } = rig()
    await learned.settled()
    clock.ms = 60_000
    learned.thresholdFor('all')
    await learned.settled()
    expect(readings()).toBe(1)
    add(1, bad)
    await learned.settled()
    expect(readings()).toBe(2)
  })

  test('follow the wanted rate', async () => {
    const { learned, setting } = rig(Array.from({ length: 100 }, () => good))
    await learned.settled()
    expect(learned.thresholdFor('client/code')).toBe(0.95)
    setting.rate = 0.05
    await learned.settled()
    expect(learned.thresholdFor('client/code')).toBe(0.9)
  })

  test('look at the newest 20,000 judgements, and keep at most 100 groups', async () => {
    const many = Array.from({ length: 30_000 }, (_, at) => ({ ...good, group: `group ${at % 500}` }))
    const { learned } = rig(many)
    await learned.settled()
    expect(learned.reports()[0]?.judged).toBe(20_000)
    expect(learned.reports()).toHaveLength(101)
    expect(learned.thresholdFor('group 499')).toBe(0.9)
  })
})
