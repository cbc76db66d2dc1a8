import type { Rule } from './budget.ts'
import type { Gauge, SpentBefore } from './gauge.ts'
import { createBucketGauge, createConcurrencyGauge, perUnit } from './level-gauges.ts'
import { createCalendarGauge, createRollingGauge } from './window-gauges.ts'

/** The gauge for the rule's kind. */
export function createGauge(rule: Rule, before: SpentBefore, atMs: number): Gauge {
  switch (rule.kind) {
    case 'calendar':
      return createCalendarGauge(rule, before, atMs)
    case 'rolling':
      return createRollingGauge(rule, before, atMs)
    case 'bucket':
      return createBucketGauge(rule, before.level ?? { micro: rule.limit * perUnit, atMs })
    case 'concurrency':
      return createConcurrencyGauge(rule)
    default:
      return rule satisfies never
  }
}
