import { Anchor, Badge, Paper, Table, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BudgetNotice } from '../../../gateway/contract/budgets.ts'
import { useBudgetAlerts } from '../../api/queries.ts'
import { times } from '../../format/formats.ts'
import { refusedAfter } from './alert-link.ts'
import classes from './budgets.module.css'

const fetched = 200
const shownFirst = 6
const colors = { 50: 'gray', 80: 'amber', 100: 'red' } as const satisfies Record<
  BudgetNotice['percent'],
  string
>

/** The marks that budgets reached, those of earlier runs too. Shows nothing as long as there are none. */
export function BudgetAlerts() {
  const { t } = useTranslation()
  const alerts = useBudgetAlerts(fetched).data ?? []
  const [isWhole, setWhole] = useState(false)
  const nowMs = Date.now()
  if (alerts.length === 0) return null
  const shown = isWhole ? alerts : alerts.slice(0, shownFirst)
  const more = alerts.length - shown.length
  return (
    <Paper px="md" py="sm" component="section" aria-labelledby="budget-alerts">
      <Title order={2} id="budget-alerts">
        {t('budgets.alerts.title')}
      </Title>
      <Text size="xs" c="dimmed">
        {t('budgets.alerts.hint')}
      </Text>
      <Table verticalSpacing={6} mt={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('budgets.alerts.when')}</Table.Th>
            <Table.Th>{t('budgets.alerts.budget')}</Table.Th>
            <Table.Th ta="right">{t('budgets.alerts.reached')}</Table.Th>
            <Table.Th>{t('budgets.alerts.after')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(alert => {
            const { budgetId, title, percent, atMs } = alert
            return (
              <Table.Tr key={`${budgetId} ${percent} ${atMs}`}>
                <Table.Td className={classes.whole} title={times.exact(atMs)}>
                  {times.moment(atMs, nowMs)}
                </Table.Td>
                <Table.Td>{title}</Table.Td>
                <Table.Td ta="right">
                  <Badge color={colors[percent]}>{t('budgets.alerts.percent', { percent })}</Badge>
                </Table.Td>
                <Table.Td>
                  <Anchor
                    size="sm"
                    href={refusedAfter(alert, alerts)}
                    aria-label={t('budgets.alerts.refusedOf', { name: title })}
                  >
                    {t('budgets.alerts.refused')}
                  </Anchor>
                </Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
      {more > 0 && (
        <Anchor component="button" type="button" size="sm" mt={6} onClick={() => setWhole(true)}>
          {t('budgets.alerts.more', { count: more })}
        </Anchor>
      )}
    </Paper>
  )
}
