import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { Figures } from '../../gateway/contract/figures.ts'
import { useAdmin } from './admin-context.ts'
import { queryKeys, slowPollMs } from './queries.ts'

/** What each token and each provider did today and this month. */
export function useFigures(zone: string): UseQueryResult<Figures> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.figures, zone],
    queryFn: () => admin.readFigures({ zone }),
    placeholderData: keepPreviousData,
    refetchInterval: slowPollMs,
  })
}
