import { Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { EmptyLog } from './empty-log.tsx'
import { FilterBar } from './filter-bar.tsx'
import { LogState } from './log-state.tsx'
import type { RequestFilters } from './request-filters.ts'
import { RequestTable } from './request-table.tsx'
import { type PageSpan, useRequestLog } from './use-request-log.ts'

const typingMs = 250

interface RequestsScreenProps {
  readonly onOpenRequest: (requestId: string) => void
}

export function RequestsScreen({ onOpenRequest }: RequestsScreenProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<RequestFilters>({})
  const [filters] = useDebouncedValue(typed, typingMs)
  const [pages, setPages] = useState<PageSpan>({ first: 0, last: 0 })
  const log = useRequestLog(filters, pages)

  return (
    <>
      <ScreenHeader title={t('screens.requests')} hint={<LogState log={log} />}>
        <FilterBar filters={typed} onChange={setTyped} />
      </ScreenHeader>
      {log.error && <LoadFailed error={log.error} onRetry={log.retry} />}
      {log.listed === undefined && <Skeleton flex={1} radius="lg" animate={false} />}
      {log.listed === 0 && <EmptyLog filters={filters} onClearFilters={() => setTyped({})} />}
      {log.listed !== undefined && log.listed > 0 && (
        <RequestTable
          key={JSON.stringify(filters)}
          log={log}
          onPages={setPages}
          onOpenRequest={onOpenRequest}
        />
      )}
    </>
  )
}
