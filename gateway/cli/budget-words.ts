// Describes budgets for a person, in columns and sentences.
import type { BudgetView } from '../contract/budgets.ts'
import { amountText, timeText } from './words.ts'

/** 'hard', 'soft strict', 'shadow, would have refused 3'. */
export function modeText({ mode, strict, atCap, wouldHaveRefused }: BudgetView): string {
  const words = [mode, ...(strict ? ['strict'] : []), ...(atCap === 'cut' ? ['cut'] : [])].join(' ')
  return wouldHaveRefused > 0 ? `${words}, would have refused ${wouldHaveRefused}` : words
}

/** What is used up. A limit of requests at once is never used up, so it shows '-'. */
export function spentText({ rule, settled }: BudgetView): string {
  return rule.kind === 'concurrency' ? '-' : amountText(settled, rule.unit)
}

/**
 * When a budget has something left again. A calendar window resets at an instant, shown in the budget's own zone. A
 * rolling window becomes free bit by bit, beginning at the instant that is shown.
 */
export function resetText({ rule, settled, resetsAtMs }: BudgetView): string {
  switch (rule.kind) {
    case 'calendar':
      return `${timeText(resetsAtMs, rule.zone)} ${rule.zone}`
    case 'rolling':
      return settled === '0' ? '-' : `from ${timeText(resetsAtMs)}`
    case 'bucket':
      return `${rule.refillPerSecond} a second`
    case 'concurrency':
      return '-'
    default:
      return rule satisfies never
  }
}

/** 'Set "All clients, per day" to 5 USD; it resets at 2026-11-24 00:00:00 (UTC).' */
export function setText({ title, rule, mode, resetsAtMs }: BudgetView): string {
  // The title of a shadow budget says that it is one.
  const told = mode === 'soft' ? ' (soft)' : ''
  const start = `Set "${title}"${told} to ${amountText(rule.limit, rule.unit)}`
  switch (rule.kind) {
    case 'calendar':
      return `${start}; it resets at ${timeText(resetsAtMs, rule.zone)} (${rule.zone}).`
    case 'rolling':
    case 'concurrency':
      return `${start}.`
    case 'bucket':
      return `${start}; it fills again by ${rule.refillPerSecond} a second.`
    default:
      return rule satisfies never
  }
}
