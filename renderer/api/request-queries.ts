import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { RequestNames, RunningRequest } from '../../gateway/contract/request-list.ts'
import { useAdmin } from './admin-context.ts'
import { livePollMs, queryKeys, slowPollMs } from './queries.ts'

/** The names in the log to filter by. All of the log is read for them. */
export function useRequestNames(): UseQueryResult<RequestNames> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.requestNames,
    queryFn: () => admin.readRequestNames({}),
    refetchInterval: slowPollMs,
  })
}

export function useRunningRequests(): UseQueryResult<readonly RunningRequest[]> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.running,
    queryFn: () => admin.listRunningRequests({}),
    refetchInterval: livePollMs,
    // Its clocks go on from the moment of the answer, so an equal answer is a new one.
    structuralSharing: false,
  })
}
