import { Progress, Skeleton, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { BudgetView, BudgetWindowView } from '../../../gateway/contract/budgets.ts'
import { useBudgetHistory } from '../../api/queries.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { money, numbers, shownZone, times } from '../../format/formats.ts'
import { percentText, wholePercent } from './budget-usage.ts'
import classes from './budgets.module.css'
import { shownWindows } from './shown-windows.ts'

/** What the last windows of a budget spent, the newest first, beside its limit of today. */
export function BudgetHistory({ budget, name }: { readonly budget: BudgetView; readonly name: string }) {
  const { t } = useTranslation()
  const history = useBudgetHistory(budget.id, true)
  if (history.isError) return <LoadFailed error={history.error} onRetry={() => void history.refetch()} />
  if (history.data === undefined) return <Skeleton h={96} />
  const windows = shownWindows(history.data.windows)
  return (
    <Table
      className={classes.history}
      verticalSpacing={4}
      aria-label={t('budgets.history.show', { name })}
      withRowBorders={false}
    >
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('budgets.history.window')}</Table.Th>
          <Table.Th ta="right">{t('budgets.history.spent')}</Table.Th>
          <Table.Th colSpan={2}>{t('budgets.history.ofLimit')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {windows.map(window => (
          <WindowRow key={window.startMs} budget={budget} window={window} isNow={window === windows[0]} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

interface WindowRowProps {
  readonly budget: BudgetView
  readonly window: BudgetWindowView
  readonly isNow: boolean
}

function WindowRow({ budget: { rule, mode }, window: { startMs, endMs, spent }, isNow }: WindowRowProps) {
  const { t } = useTranslation()
  const zone = rule.kind === 'calendar' ? rule.zone : shownZone.zone()
  const percent = wholePercent(BigInt(spent), BigInt(rule.limit))
  const range = times.range(startMs, endMs, zone, rule.kind === 'rolling')
  const isMoney = rule.unit === 'usd'
  return (
    <Table.Tr>
      <Table.Td className={classes.whole}>
        {range}
        {isNow && (
          <Text span inherit c="dimmed">
            {' '}
            · {t('budgets.history.now')}
          </Text>
        )}
      </Table.Td>
      <Table.Td
        ta="right"
        className={classes.whole}
        title={isMoney ? money.exact(spent) : numbers.count(Number(spent))}
      >
        {isMoney ? money.short(spent) : numbers.compact(Number(spent))}
      </Table.Td>
      <Table.Td w="45%">
        <Progress
          value={Math.min(100, percent)}
          size={6}
          aria-label={range}
          color={mode === 'shadow' ? 'slate.4' : percent >= 100 ? 'red.5' : 'verdigris'}
        />
      </Table.Td>
      <Table.Td ta="right" className={classes.whole}>
        {t('budgets.alerts.percent', { percent: percentText(BigInt(spent), BigInt(rule.limit)) })}
      </Table.Td>
    </Table.Tr>
  )
}
