import { useTranslation } from 'react-i18next'
import { nanoUsd } from '../../../gateway/contract/units.ts'
import { useClients } from '../../api/queries.ts'
import { money, numbers, times } from '../../format/formats.ts'
import { type BudgetFields, isValidAmount, isValidRefill, isValidScopeId, isWholeIn } from './budget-form.ts'
import { nextWindowDay } from './next-window.ts'

/**
 * Says what a budget with these fields will do: 'At $20.00 a month, requests of team Data are refused with 402 until
 * December 1.' Null as long as something that it names is missing.
 */
export function useBudgetSentence(): (fields: BudgetFields, nowMs: number) => string | null {
  const { t } = useTranslation()
  const clients = useClients().data

  const who = ({ scopeKind, scopeId }: BudgetFields): string => {
    const id = scopeId.trim()
    const name = scopeKind === 'client' ? (clients?.find(client => client.id === id)?.name ?? id) : id
    return t(`budgetForm.who.${scopeKind}`, { id: name })
  }

  const amount = ({ unit, amount: typed }: BudgetFields): string =>
    unit === 'usd'
      ? money.short(nanoUsd(typed).toString())
      : t(`budgets.${unit}`, { amount: numbers.count(Number(typed)), count: Number(typed) })

  const limit = (fields: BudgetFields): string => {
    const { kind, window, hours, refillPerSecond } = fields
    switch (kind) {
      case 'calendar':
        return t(`budgetForm.limits.${window}`, { amount: amount(fields) })
      case 'rolling':
        return t('budgetForm.limits.rolling', { amount: amount(fields), count: Number(hours) })
      case 'bucket':
        return t('budgetForm.limits.bucket', {
          amount: amount(fields),
          refill: numbers.rate(Number(refillPerSecond)),
        })
      case 'concurrency':
        return t('budgetForm.limits.concurrency', { amount: amount(fields) })
      default:
        return kind satisfies never
    }
  }

  const effect = (fields: BudgetFields, nowMs: number): string => {
    const { kind, mode, refillPerSecond } = fields
    const hasNotices = kind === 'calendar' || kind === 'rolling'
    if (mode === 'soft') return t(hasNotices ? 'budgetForm.effects.soft' : 'budgetForm.effects.softUntold')
    if (mode === 'shadow') return t('budgetForm.effects.shadow')
    if (kind === 'calendar') {
      return t('budgetForm.effects.calendar', { day: times.longDay(nextWindowDay(fields, nowMs)) })
    }
    if (kind === 'bucket' && Number(refillPerSecond) === 0) return t('budgetForm.effects.neverFills')
    return t(`budgetForm.effects.${kind}`)
  }

  return (fields, nowMs) =>
    isComplete(fields)
      ? t('budgetForm.sentence', {
          limit: limit(fields),
          who: who(fields),
          effect: effect(fields, nowMs),
        })
      : null
}

function isComplete(fields: BudgetFields): boolean {
  const { kind, window, hours, monthStart, refillPerSecond } = fields
  if (!isValidAmount(fields) || !isValidScopeId(fields)) return false
  if (kind === 'calendar') return window !== 'month' || isWholeIn(monthStart, 1, 31)
  if (kind === 'rolling') return isWholeIn(hours, 1, 8784)
  return kind !== 'bucket' || isValidRefill(refillPerSecond)
}
