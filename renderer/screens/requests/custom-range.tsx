import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ChangeAddress } from '../../components/use-address-state.ts'
import { useShownZone } from '../../components/use-shown-zone.ts'
import { atWallClock, wallClock } from '../../format/wall-clock.ts'
import type { RequestListState, requestAddress } from './request-filters.ts'

interface CustomRangeProps {
  readonly state: RequestListState
  readonly change: ChangeAddress<typeof requestAddress>
}

/** From when to when, either of which may be left open. */
export function CustomRange({ state, change }: CustomRangeProps) {
  const { t } = useTranslation()
  const zone = useShownZone()
  const shown = (atMs: number | null): string => (atMs === null ? '' : wallClock(atMs, zone))
  return (['from', 'to'] as const).map(end => (
    <TextInput
      key={end}
      size="xs"
      type="datetime-local"
      aria-label={t(`requestList.${end}`)}
      title={t(`requestList.${end}`)}
      value={shown(state[end])}
      onChange={event => change({ [end]: atWallClock(event.currentTarget.value, zone) }, 'replace')}
    />
  ))
}
