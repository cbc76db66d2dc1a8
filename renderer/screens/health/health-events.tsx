import { Paper, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { HealthEvent } from '../../../gateway/contract/health.ts'
import { times } from '../../format/formats.ts'
import classes from './health.module.css'

const shownEvents = 30

interface HealthEventsProps {
  readonly events: readonly HealthEvent[]
  readonly nowMs: number
}

/** What changed lately, newest first. */
export function HealthEvents({ events, nowMs }: HealthEventsProps) {
  const { t } = useTranslation()
  return (
    <Paper px="md" py={14} component="section" aria-label={t('health.events')}>
      <Title order={2} mb={6}>
        {t('health.events')}
      </Title>
      {events.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('health.noEvents')}
        </Text>
      )}
      <ul className={classes.events}>
        {events.slice(0, shownEvents).map(event => (
          <li key={`${event.atMs} ${event.type} ${subjectOf(event)}`} className={classes.event}>
            <Text size="xs" c="dimmed" className={`tabular ${classes.when}`} title={times.exact(event.atMs)}>
              {times.moment(event.atMs, nowMs)}
            </Text>
            <Text size="sm" className={classes.what}>
              <Text span inherit fw={600}>
                {subjectOf(event) ?? t('health.machine')}
              </Text>{' '}
              {t(`health.eventTypes.${event.type}`)}
              {event.reason !== '' && (
                <Text span inherit c="dimmed">
                  {` · ${event.reason}`}
                </Text>
              )}
            </Text>
          </li>
        ))}
      </ul>
    </Paper>
  )
}

function subjectOf({ providerId, model, keyId }: HealthEvent): string | undefined {
  if (providerId === null) return undefined
  return `${providerId}${model === null ? '' : `/${model}`}${keyId === null ? '' : ` (${keyId})`}`
}
