import { Badge, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestSort } from '../../../gateway/contract/request-list.ts'
import type { RequestRow } from '../../../gateway/contract/requests.ts'
import { ColumnMoney } from '../../components/money.tsx'
import { OutcomeBadge } from '../../components/outcome-badge.tsx'
import { numbers, times } from '../../format/formats.ts'
import type { ColumnName } from './columns-that-fit.ts'
import classes from './request-table.module.css'

export interface RequestColumn {
  readonly align: 'left' | 'right'
  /** By what a click on its name sorts. Not given if it cannot. */
  readonly sort?: RequestSort
  /** `day` is given in rows that show it above their time. */
  readonly draw: (row: RequestRow, day: string | null) => ReactNode
}

export const requestColumns: Readonly<Record<ColumnName, RequestColumn>> = {
  time: { align: 'left', sort: 'time', draw: (row, day) => <Time row={row} day={day} /> },
  client: { align: 'left', draw: row => <Client row={row} /> },
  model: { align: 'left', draw: row => <Model row={row} /> },
  provider: { align: 'left', draw: row => <Provider row={row} /> },
  outcome: { align: 'left', draw: row => <OutcomeBadge outcome={row.outcome} /> },
  inputTokens: { align: 'right', sort: 'inputTokens', draw: row => <Count value={row.inputTokens} /> },
  outputTokens: { align: 'right', sort: 'outputTokens', draw: row => <Count value={row.outputTokens} /> },
  cost: { align: 'right', sort: 'cost', draw: row => <Cost row={row} /> },
  firstToken: {
    align: 'right',
    sort: 'firstToken',
    draw: row => <Duration value={row.timeToFirstTokenMs} />,
  },
  duration: { align: 'right', sort: 'duration', draw: row => <Duration value={row.durationMs} /> },
}

interface RowProps {
  readonly row: RequestRow
}

function Time({ row, day }: RowProps & { readonly day: string | null }) {
  return (
    <span className={classes.when} title={times.exact(row.startedAtMs)}>
      {day !== null && <span className={classes.day}>{day}</span>}
      {times.clock(row.startedAtMs)}
    </span>
  )
}

function Client({ row }: RowProps) {
  const { t } = useTranslation()
  const name = row.clientName ?? row.clientId
  if (name === null) return <Faint>{t('requests.noClient')}</Faint>
  return <span title={name}>{name}</span>
}

function Model({ row }: RowProps) {
  const { t } = useTranslation()
  const name = nameOf(row) ?? t('requests.noModel')
  if (row.model === null)
    return (
      <span title={name}>
        <Faint>{name}</Faint>
      </span>
    )
  if (row.purpose === 'answer') return <span title={row.model}>{row.model}</span>
  const purpose = t(`purpose.${row.purpose}`)
  return (
    <span title={`${row.model}, ${purpose}`}>
      {row.model} <Faint>· {purpose}</Faint>
    </span>
  )
}

/** The model. For a request that does not ask a model, its path. Null if a model should have been named but was not. */
export function nameOf({ model, purpose, method, path }: RequestRow): string | null {
  if (model !== null || purpose === 'answer') return model
  return method === null ? path : `${method} ${path}`
}

function isFromCache({ cacheOutcome }: RequestRow): boolean {
  return cacheOutcome === 'exact' || cacheOutcome === 'semantic' || cacheOutcome === 'shared'
}

function Provider({ row }: RowProps) {
  const { t } = useTranslation()
  const { cacheOutcome } = row
  if (cacheOutcome !== null && isFromCache(row)) {
    return (
      <Badge color="slate" title={t(`requestCache.outcomes.${cacheOutcome}`)}>
        {t('requestCache.badge')}
      </Badge>
    )
  }
  if (row.sandbox) {
    return (
      <Badge color="slate" title={t('requests.sandboxHint')}>
        {t('requests.sandbox')}
      </Badge>
    )
  }
  if (row.providerId === null) return <Faint>{t('common.none')}</Faint>
  return <span title={row.providerId}>{row.providerId}</span>
}

/** What never ran has no cost at all, and what was answered without cost has one of zero. */
function Cost({ row }: RowProps) {
  const { t } = useTranslation()
  if (row.certainty === 'none' && !isFromCache(row)) return <Faint>{t('common.none')}</Faint>
  return <ColumnMoney amount={row.costNanoUsd} certainty={row.certainty} isPretended={row.sandbox} />
}

function Count({ value }: { readonly value: number | null }) {
  const { t } = useTranslation()
  return value === null ? <Faint>{t('common.none')}</Faint> : numbers.count(value)
}

function Duration({ value }: { readonly value: number | null }) {
  const { t } = useTranslation()
  return value === null ? <Faint>{t('common.none')}</Faint> : numbers.duration(value)
}

function Faint({ children }: { readonly children: ReactNode }) {
  return (
    <Text span inherit c="dimmed">
      {children}
    </Text>
  )
}
