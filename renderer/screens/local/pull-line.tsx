import { Badge, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { PullView } from '../../../gateway/contract/local.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { numbers } from '../../format/formats.ts'

const colors = { running: 'slate', done: 'verdigris', failed: 'red', cancelled: 'slate' } as const

/** One model that is being installed, or was: how far it is, and why it failed. */
export function PullLine({ pull }: { readonly pull: PullView }) {
  const { t } = useTranslation()
  const { model, state, message, completedBytes, totalBytes, status } = pull
  const percent = totalBytes ? (completedBytes / totalBytes) * 100 : 0
  const progress =
    totalBytes === null
      ? status
      : t('local.pullProgress', { done: numbers.bytes(completedBytes), total: numbers.bytes(totalBytes) })
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="sm" mih={30} wrap="nowrap">
        <Group gap={8} miw={0}>
          <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
            {model}
          </Text>
          <Badge size="sm" color={colors[state]}>
            {t(`local.pullStates.${state}`)}
          </Badge>
          {state === 'running' && (
            <Text size="xs" c="dimmed" className="tabular">
              {progress}
            </Text>
          )}
        </Group>
        <PullButton pull={pull} />
      </Group>
      {state === 'running' && (
        <Progress.Root size={8} radius="sm">
          <Progress.Section
            value={percent}
            aria-label={t('local.pulling', { model })}
            aria-valuetext={progress || undefined}
          />
        </Progress.Root>
      )}
      {message !== null && (
        <Text size="sm" c="var(--mantine-color-error)" role="status" style={{ overflowWrap: 'anywhere' }}>
          {message}
        </Text>
      )}
      {state === 'cancelled' && (
        <Text size="sm" c="dimmed" role="status">
          {t('local.stopped')}
        </Text>
      )}
    </Stack>
  )
}

/** Stops one that runs, and begins one anew that did not come to its end. */
function PullButton({ pull: { baseUrl, model, state } }: { readonly pull: PullView }) {
  const { t } = useTranslation()
  const change = useAdminMutation({
    run: (admin, isRunning: boolean) =>
      isRunning ? admin.cancelLocalPull({ baseUrl, model }) : admin.pullLocalModel({ baseUrl, model }),
    refreshes: ['localServers'],
  })
  if (state === 'done') return null
  const isRunning = state === 'running'
  const label = t(isRunning ? 'local.stop' : 'local.again')
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={`${label}: ${model}`}
      style={{ flexShrink: 0 }}
      loading={change.isPending}
      onClick={() => change.mutate(isRunning)}
    >
      {label}
    </Button>
  )
}
