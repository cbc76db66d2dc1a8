import { useWindowEvent } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useAdmin } from '../../api/admin-context.ts'
import { queryKeys } from '../../api/queries.ts'
import { isForList, keysWhileOpen, type RowPlace, rowForKey } from './row-keys.ts'
import type { RequestLog } from './use-request-log.ts'

interface OpenRow {
  readonly openId: string | null
  readonly active: number | null
  readonly log: RequestLog
  /** Makes a row of the list active, and scrolls to it. */
  readonly onFound: (index: number) => void
}

/** A request that the address opened, by reload or a link, is marked in the list, wherever in it that is. */
export function useOpenRow({ openId, active, log, onFound }: OpenRow): void {
  const index = usePlace(active === null ? openId : null, log)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the function is another one each time
  useEffect(() => {
    if (index !== null) onFound(index)
  }, [index])
}

/** Null until it is known, and if the request is not in the list. */
function usePlace(requestId: string | null, { anchor, query }: RequestLog): number | null {
  const admin = useAdmin()
  const place = useQuery({
    queryKey: [...queryKeys.requests, 'place', requestId, query, anchor],
    queryFn: () => admin.findRequestPlace({ ...query, anchor: anchor ?? 0, requestId: requestId ?? '' }),
    enabled: requestId !== null && anchor !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return requestId === null ? null : (place.data?.index ?? null)
}

interface KeysWhileOpen {
  readonly openId: string | null
  readonly place: RowPlace
  readonly moveTo: (index: number) => void
  readonly onClose: () => void
}

/** While a request is open, keys move to others wherever the focus is, except where they mean something else. */
export function useKeysWhileOpen({ openId, place, moveTo, onClose }: KeysWhileOpen): void {
  useWindowEvent('keydown', event => {
    if (openId === null || !isForList(event)) return
    const target = keysWhileOpen.has(event.key) ? rowForKey(event.key, place) : null
    if (target !== null) moveTo(target)
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
  })
}
