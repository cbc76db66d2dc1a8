import { Badge, Button, Loader, Paper, Text } from '@mantine/core'
import { IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { RunningRequest } from '../../../gateway/contract/request-list.ts'
import { useRunningRequests } from '../../api/request-queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { useNow } from '../../components/use-now.ts'
import { numbers } from '../../format/formats.ts'
import classes from './running-requests.module.css'

/** Most requests end sooner. They appear in the list below and need no line here. */
const shownFromMs = 1000

/** What runs at the moment, above the list of what has ended. Nothing if nothing runs for long. */
export function RunningRequests() {
  const { t } = useTranslation()
  const running = useRunningRequests()
  const nowMs = useNow()
  const sinceMs = Math.max(0, nowMs - running.dataUpdatedAt)
  const shown = (running.data ?? [])
    .map(request => ({ ...request, elapsedMs: request.elapsedMs + sinceMs }))
    .filter(({ elapsedMs }) => elapsedMs >= shownFromMs)
  if (shown.length === 0) return null
  return (
    <Paper component="section" aria-label={t('requestList.running')} className={classes.list}>
      {shown.map(request => (
        <RunningLine key={request.requestId} request={request} />
      ))}
    </Paper>
  )
}

function RunningLine({ request }: { readonly request: RunningRequest }) {
  const { t } = useTranslation()
  const { requestId, clientName, model, providerId, phase, elapsedMs } = request
  const stop = useAdminMutation({
    run: admin => admin.stopRequest({ requestId }),
    refreshes: ['running', 'requests'],
  })
  const name = model ?? t('requestList.reading')
  return (
    <div className={classes.line}>
      <Loader size={14} aria-hidden />
      <Text span size="sm" className={classes.name} title={name}>
        {name}
      </Text>
      <Text span size="sm" c="dimmed" className={classes.whose} title={clientName}>
        {providerId === null
          ? clientName
          : t('requestList.whose', { client: clientName, provider: providerId })}
      </Text>
      <Badge color="slate">{t(`requestList.phases.${phase}`)}</Badge>
      <Text span size="sm" className={classes.clock}>
        {numbers.duration(Math.floor(elapsedMs / 1000) * 1000)}
      </Text>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconPlayerStop size={13} />}
        loading={stop.isPending}
        disabled={phase === 'ending'}
        aria-label={t('requestList.stopOf', { model: name, client: clientName })}
        onClick={() => stop.mutate(undefined)}
      >
        {t('requestList.stop')}
      </Button>
    </div>
  )
}
