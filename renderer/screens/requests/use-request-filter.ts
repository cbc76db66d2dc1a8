import { useInterval } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import type { RequestFilter } from '../../../gateway/contract/request-list.ts'
import { useShownZone } from '../../components/use-shown-zone.ts'
import { filterOf, type RequestListState } from './request-filters.ts'

const renewedMs = 15 * 60_000

/**
 * The conditions of the list: the same object until the state changes. "The last 24 hours" are those before the choice, and
 * are moved along only now and then, because each time another list is fetched.
 */
export function useRequestFilter(state: RequestListState): RequestFilter {
  const zone = useShownZone()
  const [renewals, setRenewals] = useState(0)
  useInterval(() => setRenewals(count => count + 1), renewedMs, { autoInvoke: true })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock is read anew with every renewal
  return useMemo(() => filterOf(state, Date.now(), zone), [state, zone, renewals])
}
