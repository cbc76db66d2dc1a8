import { useTranslation } from 'react-i18next'
import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { sandboxModel } from '../../components/client-snippets.ts'
import { money, numbers, shownZone, times } from '../../format/formats.ts'
import { budgetUsage } from './budget-usage.ts'

/** An amount in short form, and with all its digits. */
export interface Amount {
  readonly text: string
  readonly exact: string
}

export interface BudgetTexts {
  /** Null for a limit of requests at the same time, of which nothing is ever spent. */
  readonly settled: Amount | null
  /** Null if nothing is held. */
  readonly held: Amount | null
  readonly limit: Amount
  readonly left: Amount
  /** True if `left` says by how much the limit is exceeded. */
  readonly isOver: boolean
  readonly resets: string
}

/** A budget for practice: what the sandbox costs is pretended. */
function isOfSandbox({ scope }: BudgetView): boolean {
  return (
    (scope.kind === 'provider' && scope.id === 'sandbox') ||
    (scope.kind === 'model' && scope.id === sandboxModel)
  )
}

/** Writes a budget's amounts as text. */
export function useBudgetTexts(): (budget: BudgetView) => BudgetTexts {
  const { t } = useTranslation()

  const resets = ({ rule, settled, resetsAtMs }: BudgetView): string => {
    switch (rule.kind) {
      case 'calendar':
        return t('budgets.resets', {
          instant: times.reset(resetsAtMs ?? 0, rule.zone, Date.now()),
          zone: rule.zone,
        })
      case 'rolling':
        return settled === '0'
          ? t('budgets.nothingSpent', { count: rule.hours })
          : t('budgets.frees', { instant: times.reset(resetsAtMs ?? 0, shownZone.zone(), Date.now()) })
      case 'bucket':
        return rule.refillPerSecond === 0
          ? t('budgets.neverFills')
          : t('budgets.fills', { amount: numbers.rate(rule.refillPerSecond) })
      case 'concurrency':
        return t('budgets.atOnce', { amount: numbers.count(Number(rule.limit)) })
      default:
        return rule satisfies never
    }
  }

  return budget => {
    const { rule, settled, held, left } = budget
    const unit = rule.unit
    const short = (value: string): string =>
      unit === 'usd' ? money.short(value) : numbers.compact(Number(value))
    const counted = (value: string, amount: string): string =>
      unit === 'usd' ? amount : t(`budgets.${unit}`, { amount, count: Number(value) })
    const exact = (value: string): string =>
      counted(value, unit === 'usd' ? money.exact(value) : numbers.count(Number(value)))
    const { over, percentText } = budgetUsage(budget)
    const isOver = over !== '0'
    const isAtOnce = rule.kind === 'concurrency'
    const isPretended = unit === 'usd' && isOfSandbox(budget)
    const spent = rule.kind === 'bucket' ? 'budgets.used' : 'budgets.settled'
    const settledText = t(isPretended ? 'budgets.pretended' : spent, { amount: short(settled) })
    const heldText = t(isAtOnce ? 'budgets.running' : 'budgets.held', { amount: short(held) })
    return {
      settled: isAtOnce ? null : { text: settledText, exact: exact(settled) },
      held: held === '0' && !isAtOnce ? null : { text: heldText, exact: exact(held) },
      limit: {
        text: t(isAtOnce ? 'budgets.of' : 'budgets.percentOf', {
          limit: counted(rule.limit, short(rule.limit)),
          percent: percentText,
        }),
        exact: exact(rule.limit),
      },
      left: isOver
        ? { text: t('budgets.over', { amount: short(over) }), exact: exact(over) }
        : {
            text: t('budgets.left', { amount: unit === 'usd' ? money.left(left) : short(left) }),
            exact: exact(left),
          },
      isOver,
      resets: resets(budget),
    }
  }
}
