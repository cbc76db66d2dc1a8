import { Group, Text, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RequestSums } from '../../../gateway/contract/request-list.ts'
import { money, numbers } from '../../format/formats.ts'
import classes from './log-state.module.css'
import type { RequestLog } from './use-request-log.ts'

/** Says how many requests there are, what they add up to, and whether new ones appear by themselves. */
export function LogState({ log }: { readonly log: RequestLog }) {
  const { t } = useTranslation()
  const { listed, total, sums, isFollowing } = log
  if (listed === undefined || total === undefined) return t('requests.loading')
  const counted = t('requests.count', { count: total, formatted: numbers.count(total) })
  const isCapped = listed < total
  return (
    <Group component="span" gap="4px 14px" className={classes.state}>
      <Group component="span" gap={7} wrap="nowrap">
        <span className={classes.dot} data-live={isFollowing || undefined} aria-hidden />
        <span>
          <Tooltip
            label={t(isFollowing ? 'requests.liveHint' : 'requests.pausedHint')}
            multiline
            maw={260}
            events={{ hover: true, focus: true, touch: true }}
          >
            <Text span inherit tabIndex={0}>
              {t(isFollowing ? 'requests.live' : 'requests.paused')}
            </Text>
          </Tooltip>
          {' · '}
          {isCapped
            ? t('requests.capped', { shown: numbers.count(listed), total: numbers.count(total) })
            : counted}
        </span>
      </Group>
      {sums !== undefined && total > 0 && <Sums sums={sums} />}
    </Group>
  )
}

/** The sandbox is in no sum, because it costs nothing real. */
function Sums({ sums }: { readonly sums: RequestSums }) {
  const { t } = useTranslation()
  const { costNanoUsd, inputTokens, outputTokens, requests, sandboxRequests, unpricedRequests } = sums
  if (sandboxRequests === requests) return <span>{t('requestList.onlySandbox')}</span>
  const hints = [
    money.exact(costNanoUsd),
    ...(sandboxRequests > 0 ? [t('requestList.withoutSandbox', { count: sandboxRequests })] : []),
    ...(unpricedRequests > 0 ? [t('requestList.unpriced', { count: unpricedRequests })] : []),
  ]
  const tokens = { input: numbers.compact(inputTokens), output: numbers.compact(outputTokens) }
  return (
    <>
      <span title={hints.join('\n')}>
        {unpricedRequests > 0
          ? t('requestList.atLeast', { cost: money.short(costNanoUsd) })
          : money.short(costNanoUsd)}
      </span>
      <span title={`${numbers.count(inputTokens)} / ${numbers.count(outputTokens)}`}>
        {t('requestList.tokens', tokens)}
      </span>
    </>
  )
}
