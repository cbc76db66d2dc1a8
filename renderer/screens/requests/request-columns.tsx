import { Badge, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRow } from '../../../gateway/contract/requests.ts'
import { Money } from '../../components/money.tsx'
import { OutcomeBadge } from '../../components/outcome-badge.tsx'
import { numbers, times } from '../../format/formats.ts'

export type ColumnName =
  | 'time'
  | 'client'
  | 'model'
  | 'provider'
  | 'outcome'
  | 'inputTokens'
  | 'outputTokens'
  | 'cost'
  | 'firstToken'
  | 'duration'

export interface RequestColumn {
  readonly name: ColumnName
  /** In pixels. Undefined for the column that takes the remaining width. */
  readonly width: number | undefined
  readonly align: 'left' | 'right'
  readonly draw: (row: RequestRow) => ReactNode
}

export const requestColumns: readonly RequestColumn[] = [
  { name: 'time', width: 122, align: 'left', draw: row => <Time row={row} /> },
  { name: 'client', width: 112, align: 'left', draw: row => <Client row={row} /> },
  { name: 'model', width: undefined, align: 'left', draw: row => <Model row={row} /> },
  { name: 'provider', width: 94, align: 'left', draw: row => <Provider row={row} /> },
  { name: 'outcome', width: 138, align: 'left', draw: row => <OutcomeBadge outcome={row.outcome} /> },
  { name: 'inputTokens', width: 64, align: 'right', draw: row => <Count value={row.inputTokens} /> },
  { name: 'outputTokens', width: 60, align: 'right', draw: row => <Count value={row.outputTokens} /> },
  {
    name: 'cost',
    width: 98,
    align: 'right',
    draw: row => <Money amount={row.costNanoUsd} certainty={row.certainty} />,
  },
  { name: 'firstToken', width: 72, align: 'right', draw: row => <Duration value={row.timeToFirstTokenMs} /> },
  { name: 'duration', width: 80, align: 'right', draw: row => <Duration value={row.durationMs} /> },
]

interface RowProps {
  readonly row: RequestRow
}

function Time({ row }: RowProps) {
  return <span title={times.exact(row.startedAtMs)}>{times.moment(row.startedAtMs, Date.now())}</span>
}

function Client({ row }: RowProps) {
  const { t } = useTranslation()
  const name = row.clientName ?? row.clientId
  if (name === null) return <Faint>{t('requests.noClient')}</Faint>
  return <span title={name}>{name}</span>
}

function Model({ row }: RowProps) {
  const { t } = useTranslation()
  const name = nameOf(row)
  if (row.model === null) return <Faint>{name ?? t('requests.noModel')}</Faint>
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

function Provider({ row }: RowProps) {
  const { t } = useTranslation()
  const { cacheOutcome } = row
  if (cacheOutcome === 'exact' || cacheOutcome === 'semantic' || cacheOutcome === 'shared') {
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
  return row.providerId === null ? (
    <Faint>{t('common.none')}</Faint>
  ) : (
    <span title={row.providerId}>{row.providerId}</span>
  )
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
