import { Badge, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { HealthState, SubjectHealthView } from '../../../gateway/contract/health.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { numbers, times } from '../../format/formats.ts'
import classes from './health.module.css'
import type { ProviderHealth } from './provider-health.ts'

const colors = {
  closed: 'verdigris',
  'half-open': 'slate',
  open: 'red',
  cooling: 'amber',
  locked: 'red',
} as const satisfies Record<HealthState, string>

interface HealthCardProps {
  readonly provider: ProviderHealth
  readonly nowMs: number
}

/** How a provider does, with each of its keys and models. */
export function HealthCard({ provider: { providerId, worst, subjects }, nowMs }: HealthCardProps) {
  const { t } = useTranslation()
  const reset = useAdminMutation({
    run: (admin, id: string) => admin.resetHealth({ providerId: id }),
    refreshes: ['health'],
    done: (_, name) => t('health.tried', { name }),
  })
  return (
    <Paper px="md" py={14} component="article" aria-label={providerId}>
      <Group justify="space-between" wrap="nowrap">
        <Group gap={8} miw={0}>
          <Title order={2}>{providerId}</Title>
          <StateBadge state={worst} />
        </Group>
        {worst !== 'closed' && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} />}
            aria-label={t('health.tryAgainOf', { name: providerId })}
            loading={reset.isPending}
            onClick={() => reset.mutate(providerId)}
          >
            {t('health.tryAgain')}
          </Button>
        )}
      </Group>
      <Table mt={6} verticalSpacing={6} horizontalSpacing={8} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="30%">{t('health.model')}</Table.Th>
            <Table.Th w="22%">{t('health.state')}</Table.Th>
            <Table.Th w="12%" ta="right">
              {t('health.running')}
            </Table.Th>
            <Table.Th ta="right">{t('health.firstToken')}</Table.Th>
            <Table.Th ta="right">{t('health.pace')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {subjects.map(subject => (
            <SubjectRows key={`${subject.model} ${subject.keyId}`} subject={subject} nowMs={nowMs} />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}

function StateBadge({ state }: { readonly state: HealthState }) {
  const { t } = useTranslation()
  return <Badge color={colors[state]}>{t(`health.states.${state}`)}</Badge>
}

interface SubjectRowsProps {
  readonly subject: SubjectHealthView
  readonly nowMs: number
}

/** The numbers of a subject, and below them the reasons, which need the whole width. */
function SubjectRows({ subject, nowMs }: SubjectRowsProps) {
  const { t } = useTranslation()
  const { model, keyId, state, reason, running, speed, lastFailure, failuresInARow } = subject
  const hasMore = reason !== '' || lastFailure !== null
  return (
    <Fragment>
      <Table.Tr {...(hasMore ? { className: classes.joined } : {})}>
        <Table.Td className={classes.name}>
          {model ?? t('health.allModels')}
          {keyId !== null && (
            <Text size="xs" c="dimmed">
              {t('health.key')}: {keyId}
            </Text>
          )}
        </Table.Td>
        <Table.Td>
          <Stack gap={2} align="start">
            <StateBadge state={state} />
            <Remaining subject={subject} nowMs={nowMs} />
          </Stack>
        </Table.Td>
        <Table.Td ta="right">{numbers.count(running)}</Table.Td>
        <Table.Td ta="right">
          {speed === null ? t('common.none') : numbers.duration(speed.firstTokenMs)}
          {speed !== null && (
            <Text size="xs" c="dimmed">
              {t('health.p95', { p95: numbers.duration(speed.firstTokenP95Ms), count: speed.answers })}
            </Text>
          )}
        </Table.Td>
        <Table.Td ta="right">{paceOf(subject) ?? t('common.none')}</Table.Td>
      </Table.Tr>
      {hasMore && (
        <Table.Tr>
          <Table.Td colSpan={5} className={classes.reasons}>
            {reason !== '' && <Text size="sm">{reason}</Text>}
            {lastFailure !== null && (
              <Text size="xs" c="dimmed" title={times.exact(lastFailure.atMs)}>
                {t('health.lastFailure')} {times.ago(lastFailure.atMs, nowMs)}
                {lastFailure.reason !== reason && `: ${lastFailure.reason}`}
                {failuresInARow > 1 && ` · ${t('health.failuresInARow', { count: failuresInARow })}`}
              </Text>
            )}
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  )
}

/** How long until it may be asked again, counting down. */
function Remaining({ subject: { state, untilMs }, nowMs }: SubjectRowsProps) {
  const { t } = useTranslation()
  if (state === 'closed' || state === 'half-open') return null
  const leftMs = untilMs === null ? undefined : untilMs - nowMs
  const text =
    leftMs === undefined
      ? t(state === 'locked' ? 'health.untilChanged' : 'health.anyMoment')
      : leftMs <= 0
        ? t('health.anyMoment')
        : t('health.until', { duration: numbers.duration(Math.ceil(leftMs / 1000) * 1000) })
  return (
    <Text size="xs" c="dimmed" className="tabular">
      {text}
    </Text>
  )
}

function paceOf({ speed }: SubjectHealthView): string | undefined {
  const msPerToken = speed?.msPerOutputToken ?? 0
  return msPerToken > 0 ? numbers.count(1000 / msPerToken) : undefined
}
