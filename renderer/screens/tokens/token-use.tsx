import { Anchor, type MantineBreakpoint, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import type { ClientView } from '../../../gateway/contract/clients.ts'
import type { ClientFigures } from '../../../gateway/contract/figures.ts'
import { Money } from '../../components/money.tsx'
import { placeHash } from '../../components/place-hash.ts'
import { money, numbers } from '../../format/formats.ts'
import { budgetUsage } from '../budgets/budget-usage.ts'
import { useBudgetWords } from '../budgets/use-budget-words.ts'
import { requestsHash } from '../overview/requests-link.ts'
import { tokenBudget } from './token-budgets.ts'

const onOneLine = { whiteSpace: 'nowrap' } as const

interface TokenUseProps {
  readonly client: ClientView
  /** Undefined if it asked nothing this month. */
  readonly figures: ClientFigures | undefined
  readonly monthStartMs: number
}

/** The cells with what a token spent and asked this month. */
export function TokenUse({ client, figures, monthStartMs }: TokenUseProps) {
  const { t } = useTranslation()
  const { id, name } = client
  if (figures === undefined) {
    return (
      <>
        <Nothing />
        <Nothing visibleFrom="sm" />
      </>
    )
  }
  const { today, month } = figures
  const amount = numbers.count(month.requests)
  const spans = { today: money.exact(today.costNanoUsd), month: money.exact(month.costNanoUsd) }
  return (
    <>
      <Table.Td ta="right" style={onOneLine} title={t('tokenUse.spendHint', spans)}>
        <Money amount={month.costNanoUsd} />
        {month.unpriced > 0 && (
          <Text size="xs" c="dimmed" title={t('tokenUse.unpricedHint')}>
            {t('tokenUse.unpriced', { count: month.unpriced })}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right" style={onOneLine} visibleFrom="sm">
        <Anchor
          inherit
          href={requestsHash({ client: id, from: monthStartMs, kind: ['provider', 'sandbox'] })}
          aria-label={t('tokenUse.requestsOf', { name, amount })}
        >
          {amount}
        </Anchor>
      </Table.Td>
    </>
  )
}

function Nothing(looks: { readonly visibleFrom?: MantineBreakpoint }) {
  const { t } = useTranslation()
  return (
    <Table.Td ta="right" c="dimmed" {...looks}>
      {t('common.none')}
    </Table.Td>
  )
}

interface TokenBudgetCellProps {
  readonly client: ClientView
  readonly budgets: readonly BudgetView[]
}

/** How full the budget of the token's own is that needs attention first. */
export function TokenBudgetCell({ client, budgets }: TokenBudgetCellProps) {
  const { t } = useTranslation()
  const words = useBudgetWords()
  const found = tokenBudget(budgets, client.id)
  if (found === undefined) {
    return <Table.Td c="dimmed">{t('tokenUse.noBudget')}</Table.Td>
  }
  const { budget, percent, others } = found
  const { rule, settled } = budget
  const amountText = (amount: string) =>
    rule.unit === 'usd' ? money.short(amount) : numbers.compact(Number(amount))
  const limit = amountText(rule.limit)
  const { percentText } = budgetUsage(budget)
  const shownPercent = percentText.startsWith('<') ? `${percentText}%` : numbers.percent(percent)
  const hint = t('tokenUse.budgetHint', { rule: words.rule(rule), used: amountText(settled), limit })
  const more = others === 0 ? '' : `, ${t('tokenUse.budgetMore', { count: others })}`
  return (
    <Table.Td style={onOneLine} title={`${hint}${more}`}>
      <Anchor
        inherit
        href={placeHash('budgets', budget.id)}
        {...(isFull(percent, budget) ? { c: 'red' } : {})}
      >
        {t('tokenUse.budgetUsed', { percent: shownPercent, limit })}
      </Anchor>
      <Text size="xs" c="dimmed">
        {words.rule(rule)}
      </Text>
    </Table.Td>
  )
}

/** What only watches refuses nothing, so it never alarms. */
function isFull(percent: number, { mode }: BudgetView): boolean {
  return percent >= 100 && mode !== 'shadow'
}
