import { Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestSort } from '../../../gateway/contract/request-list.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import type { HistoryStep } from '../../components/use-route.ts'
import { EmptyLog } from './empty-log.tsx'
import { ExportMenu } from './export-menu.tsx'
import { FilterBar } from './filter-bar.tsx'
import { LogState } from './log-state.tsx'
import { hasFilters, noFilters, orderOf, requestAddress } from './request-filters.ts'
import classes from './request-panel.module.css'
import { RequestPanel } from './request-panel.tsx'
import { RequestTable } from './request-table.tsx'
import { RunningRequests } from './running-requests.tsx'
import { useOpensBeside } from './use-opens-beside.ts'
import { useRequestFilter } from './use-request-filter.ts'
import { type PageSpan, useRequestLog } from './use-request-log.ts'

const typingMs = 250

interface RequestsScreenProps {
  /** The request whose details are open. Null if none is. */
  readonly openId: string | null
  readonly onOpenRequest: (requestId: string | null, step?: HistoryStep) => void
}

export function RequestsScreen({ openId, onOpenRequest }: RequestsScreenProps) {
  const { t } = useTranslation()
  const [chosen, change] = useAddressState(requestAddress)
  const [state] = useDebouncedValue(chosen, typingMs)
  const filter = useRequestFilter(state)
  const query = useMemo(() => ({ ...filter, ...orderOf(state) }), [filter, state])
  const [pages, setPages] = useState<PageSpan>({ first: 0, last: 0 })
  const log = useRequestLog(query, pages)
  const isBeside = useOpensBeside('requests')
  const grid = useRef<HTMLTableElement>(null)

  const close = (): void => {
    onOpenRequest(null)
    grid.current?.focus({ preventScroll: true })
  }
  const sortBy = (sort: RequestSort): void => {
    const isAgain = chosen.sort === sort
    change({ sort, order: isAgain && chosen.order === 'falling' ? 'rising' : 'falling' })
  }

  return (
    <>
      <ScreenHeader title={t('screens.requests')} hint={<LogState log={log} />}>
        <ExportMenu filter={filter} />
      </ScreenHeader>
      <FilterBar state={chosen} change={change} />
      <RunningRequests />
      {log.error && <LoadFailed error={log.error} onRetry={log.retry} />}
      <div className={classes.split} data-fills>
        {log.listed === undefined && <Skeleton flex={1} radius="lg" animate={false} />}
        {log.listed === 0 && (
          <EmptyLog isFiltered={hasFilters(state)} onClearFilters={() => change(noFilters)} />
        )}
        {log.listed !== undefined && log.listed > 0 && (
          <RequestTable
            key={JSON.stringify(state)}
            ref={grid}
            log={log}
            order={orderOf(state)}
            openId={openId}
            onPages={setPages}
            onSort={sortBy}
            onOpenRequest={onOpenRequest}
            onClose={close}
          />
        )}
        {isBeside && openId !== null && <RequestPanel requestId={openId} onClose={close} />}
      </div>
    </>
  )
}
