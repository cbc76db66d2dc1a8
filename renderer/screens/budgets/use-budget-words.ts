import { useTranslation } from 'react-i18next'
import type { BudgetRule, BudgetScope, NewBudget } from '../../../gateway/contract/budgets.ts'
import { useClients } from '../../api/queries.ts'

export interface BudgetWords {
  /** 'notebook, per month'. It is unique, except for budgets that differ only in their zone. */
  name(budget: NewBudget): string
  /** 'lab'. Only for places where a heading or an icon says that it is a team. */
  label(scope: BudgetScope): string
  /** 'per month', 'tokens in any 5 hours'. */
  rule(rule: BudgetRule): string
}

const calendarRules = {
  usd: { day: 'usdPerDay', week: 'usdPerWeek', month: 'usdPerMonth' },
  tokens: { day: 'tokensPerDay', week: 'tokensPerWeek', month: 'tokensPerMonth' },
} as const

/** Names for budgets on the screen. */
export function useBudgetWords(): BudgetWords {
  const { t } = useTranslation()
  const clients = useClients()

  const label = (scope: BudgetScope): string => {
    if (scope.kind === 'all') return t('budgets.scopes.all')
    if (scope.kind !== 'client') return scope.id
    return clients.data?.find(({ id }) => id === scope.id)?.name ?? scope.id
  }
  const ruleWords = (rule: BudgetRule): string => {
    switch (rule.kind) {
      case 'calendar':
        return t(`budgets.rules.${calendarRules[rule.unit][rule.window]}`)
      case 'rolling':
        return t(`budgets.rules.${rule.unit}Rolling`, { count: rule.hours })
      case 'bucket':
        return t(`budgets.rules.${rule.unit}Pace`)
      case 'concurrency':
        return t('budgets.rules.atOnce')
      default:
        return rule satisfies never
    }
  }
  return {
    label,
    rule: ruleWords,
    name({ scope, rule, mode }) {
      const scopeName = t(`budgets.scopes.${scope.kind}`, { id: label(scope) })
      const name = t('budgets.name', { scope: scopeName, rule: ruleWords(rule) })
      return mode === 'shadow' ? t('budgets.shadowName', { name }) : name
    },
  }
}
