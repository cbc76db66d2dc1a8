import { Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { numbers } from '../../format/formats.ts'
import classes from './log-state.module.css'
import type { RequestLog } from './use-request-log.ts'

/** Says how many requests there are, and whether new ones appear by themselves. */
export function LogState({ log }: { readonly log: RequestLog }) {
  const { t } = useTranslation()
  const { listed, total, isFollowing } = log
  if (listed === undefined || total === undefined) return t('requests.loading')
  const counted = t('requests.count', { count: total, formatted: numbers.count(total) })
  const isCapped = listed < total
  return (
    <Group component="span" gap={7} wrap="nowrap" className={classes.state}>
      <span className={classes.dot} data-live={isFollowing || undefined} aria-hidden />
      <span title={t(isFollowing ? 'requests.liveHint' : 'requests.pausedHint')}>
        {t(isFollowing ? 'requests.live' : 'requests.paused')}
        {' · '}
        {isCapped
          ? t('requests.capped', { shown: numbers.count(listed), total: numbers.count(total) })
          : counted}
      </span>
    </Group>
  )
}
