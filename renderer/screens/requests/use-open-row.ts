import { useWindowEvent } from '@mantine/hooks'
import { useEffect } from 'react'
import { isForList, keysWhileOpen, type RowPlace, rowForKey } from './row-keys.ts'
import { pageRows, type RequestLog } from './use-request-log.ts'

interface OpenRow {
  readonly openId: string | null
  readonly active: number | null
  readonly setActive: (index: number) => void
  readonly log: RequestLog
}

/** A request that the address opened, by reload or a link, is marked in the list if it is among the first ones. */
export function useOpenRow({ openId, active, setActive, log }: OpenRow): void {
  const isMissing = openId !== null && active === null
  useEffect(() => {
    if (!isMissing) return
    for (let index = 0; index < Math.min(pageRows, log.listed ?? 0); index++) {
      if (log.rowAt(index)?.requestId !== openId) continue
      log.standStill()
      setActive(index)
      return
    }
  }, [isMissing, openId, log, setActive])
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
